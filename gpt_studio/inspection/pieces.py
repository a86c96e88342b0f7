"""A text through the network piece by piece, with its activations looked at: between two pieces others may work.

Symbols: T tokens, n positions of a piece, C width, H heads, D head size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psutil
import torch
from torch import Tensor

from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import MEMORY_SHARE
from gpt_studio.sampling.reading import piece_length

from .switching import SwitchedOff

# Called as see(name, layer, first, x) with the activations of the positions from `first` on: (n, C), or (H, n, D).
See = Callable[[str, int, int, Tensor], None]
SLICE_WORK = 1_000_000_000  # multiply-adds of a slice of 30 ms on two cores
_SHARE = 3  # of the pieces in which a prompt is read (100 ms)


def read(model: Decoder, ids: Tensor, see: See, switched: SwitchedOff | None = None) -> Iterator[tuple[int, Tensor]]:
    """Read ids (T,): yields the first position of each piece and the residual (n, C) behind the last block.

    `switched` parts are off; `see` is shown what stands in their places. The forward is the one that generates. What
    the network reads once more, for rotations that depend on the length of the text, is seen once more.
    """
    cache = model.new_cache(1, ids.numel())
    watch = _Watch(see, cache, None if switched is None else switched.on(cache))
    done = 0
    while done < ids.numel():
        piece = ids[done : done + max(1, piece_length(model.config, done) // _SHARE)]
        with torch.inference_mode():
            found = model.hidden(piece[None].to(model.device), cache, watch)[0]
        yield done, found
        done += piece.numel()


class _Watch:
    def __init__(self, see: See, cache: KVCache, switched: SwitchedOff | None) -> None:
        self._see = see
        self._cache = cache
        self._switched = switched

    def __call__(self, name: str, layer: int, x: Tensor) -> Tensor | None:
        replaced = None if self._switched is None else self._switched(name, layer, x)
        self._see(name, layer, self._cache.length, (x if replaced is None else replaced)[0])
        return replaced


def check_text(ids: Tensor, model: Decoder) -> None:
    """Raise StudioError for a text that the network cannot take."""
    if not 1 <= ids.numel() <= model.config.max_len:
        raise StudioError(
            "too_long" if ids.numel() else "empty", "the text cannot be looked into",
            expected=f"1 to {model.config.max_len} tokens, as many as this model takes", found=f"{ids.numel()} tokens",
            remedy="Shorten the text" if ids.numel() else "Write something first",
        )  # fmt: skip


def check_number(name: str, value: int, end: int) -> None:
    """Raise StudioError for a layer, a head, a position or an id that is not one of 0 to before `end`."""
    if not 0 <= value < end:
        raise StudioError("bad_parameter", f"{name} does not exist", expected=f"0 to {end - 1}", found=str(value))


def check_free(needed: int, what: str, remedy: str) -> None:
    """Raise StudioError `too_large` where so many bytes do not fit in the free memory."""
    free = int(MEMORY_SHARE * psutil.virtual_memory().available)
    if needed > free:
        raise StudioError(
            "too_large", what, expected=f"at most {free:,} bytes, {MEMORY_SHARE:.0%} of the free memory",
            found=f"{needed:,} bytes needed", remedy=remedy,
        )  # fmt: skip
