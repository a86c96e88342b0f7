"""Mean activations over the positions of a text: what stands in the place of a part that is switched off by mean.

Symbols: T positions, C width, H query heads, D head size, L layers.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.sampling.reading import piece_length


@dataclass(frozen=True, eq=False)
class Means:
    """Of every layer, over all positions alike, in float64: z [L, H, D], what the halves add [L, C]."""

    z: Tensor
    attn_out: Tensor
    mlp_out: Tensor


def mean_activations(model: Decoder, ids: Sequence[int], context: int) -> Generator[tuple[int, int], None, Means]:
    """Yields (positions read, positions in all) between pieces; returns the means with everything switched on.

    A text longer than `context` is read in windows of so many tokens, one behind the other.
    Raises StudioError for a text without tokens.
    """
    if not ids:
        raise StudioError("empty", "a mean needs a text", expected="at least one token", found="none")
    sums = _Sums(model)
    for begin in range(0, len(ids), context):
        window = list(ids[begin : begin + context])
        cache, done = model.new_cache(1, len(window)), 0
        while done < len(window):
            piece = window[done : done + piece_length(model.config, done)]
            sums.read(model, piece, cache)
            done += len(piece)
            yield begin + done, len(ids)
    return sums.means()


class _Sums:
    """A watch that adds up activations. What the network reads once more, for its rotations, is counted once."""

    def __init__(self, model: Decoder) -> None:
        c = model.config
        shapes = {
            "hook_z": (c.n_layer, c.n_head, c.head_dim),
            "hook_attn_out": (c.n_layer, c.d_model),
            "hook_mlp_out": (c.n_layer, c.d_model),
        }
        self._sums = {name: torch.zeros(shape, dtype=torch.float64) for name, shape in shapes.items()}
        self._count = self._wanted = 0

    def read(self, model: Decoder, ids: list[int], cache: KVCache) -> None:
        """One piece behind what the cache holds."""
        self._wanted = len(ids)
        with torch.inference_mode():
            model.hidden(torch.tensor([ids], device=model.device), cache, self)
        self._count += len(ids)

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        into = self._sums.get(name)
        if into is not None:
            into[layer] += x[0, ..., -self._wanted :, :].cpu().sum(-2, dtype=torch.float64)

    def means(self) -> Means:
        z, attn_out, mlp_out = (total / self._count for total in self._sums.values())
        return Means(z, attn_out, mlp_out)
