"""A text through some layers of a network, slice by slice: between two slices others may work.

Symbols: B copies of the text, T tokens, C width, L layers.
"""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Forward
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.rope import Turn
from gpt_studio.gpt.shapes import parameter_count

from .pieces import SLICE_WORK
from .switching import OneEach, SwitchedOff

Steps = Generator[None, None, Tensor]
_LEAST = 32  # positions of a slice, with fewer of which a matrix is read more than multiplied


def embedded(model: Decoder, ids: Tensor) -> Tensor:
    """The residual stream (1, T, C) before the first layer, of ids (T,)."""
    with torch.inference_mode():
        return model.embed(ids[None].to(model.device), 0)


def through(model: Decoder, x: Tensor, first: int, end: int, switched: SwitchedOff | OneEach | None = None) -> Steps:
    """Yields between slices; returns the residual stream (B, T, C) behind the layers `first` to before `end`.

    `x` (B, T, C) is that before them. A layer is done with all positions before the next begins.
    """
    copies, tokens = x.shape[:2]
    cache, turns = model.new_cache(copies, tokens), model.turns(0, tokens, x)
    watch = switched.on(cache) if isinstance(switched, SwitchedOff) else switched
    length = max(_LEAST, _slice(model.config, tokens) // copies)
    for layer in range(first, end):
        cache.cut(0)
        parts: list[Tensor] = []
        for start in range(0, tokens, length):
            part = x[:, start : start + length]
            now = Forward(cache, watch, tuple(_between(turn, start, start + part.size(1)) for turn in turns))
            with torch.inference_mode():
                parts.append(model.blocks[layer](part, now))
            cache.advance(part.size(1))
            yield
        x = torch.cat(parts, 1)
    return x


def _slice(config: DecoderConfig, tokens: int) -> int:
    """Positions that one layer reads in about 30 ms."""
    work = parameter_count(config) // config.n_layer + 2 * config.n_head * config.head_dim * tokens
    return SLICE_WORK // work


def copies_of_slice(config: DecoderConfig, tokens: int) -> int:
    """How many copies of a text one layer reads in about 30 ms.

    One of a text so short that a product with several is another order of sums: its last bits would be others.
    """
    return max(1, _slice(config, tokens) // tokens) if tokens > _LEAST else 1


def _between(turn: Turn, start: int, end: int) -> Turn:
    return Turn(turn.cos[start:end], turn.sin[start:end], turn.interleaved)
