"""Ids through the network, in pieces that are abandoned between two layers when the run is cancelled.

Symbols: B rows, T ids of a row, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.shapes import parameter_count

# A piece is sized to this much arithmetic (multiply-adds), about 100 ms on two cores. It depends on the network and
# the place in the text alone, never on a clock, so that equal runs read their prompts in equal pieces.
PIECE_WORK = 4_000_000_000


def piece_length(config: DecoderConfig, behind: int = 0) -> int:
    """Tokens that are read between two chances for other work, where `behind` positions stand before them."""
    attention = 2 * config.n_layer * config.n_head * config.head_dim * behind
    return max(8, min(512, PIECE_WORK // max(parameter_count(config) + attention, 1)))


def last_logits(
    model: Decoder,
    cache: KVCache,
    rows: list[list[int]],
    cancelled: Callable[[], bool],
    watch: Watch | None = None,
) -> Tensor | None:
    """Logits (B, V) behind ids (B, T), which go into the cache; None where the run was cancelled: then they do not."""
    ids = torch.tensor(rows, device=model.device)
    try:
        with torch.inference_mode():
            return model(ids, cache, last_only=True, watch=watch, between=_Check(cancelled))[:, -1]
    except _Abandoned:
        return None


class _Abandoned(Exception):
    """A forward ended between two layers."""


class _Check:
    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self._cancelled = cancelled

    def __call__(self) -> None:
        if self._cancelled():
            raise _Abandoned
