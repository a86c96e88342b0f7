"""A row of logits in outline: its best tokens as they are, of all others what is true of whole blocks of them.

A few hundred numbers stand for fifty thousand. They are made once a row, while nobody waits, and are enough to prove
of almost every sampler setting that the drawn token would be drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.sampling.gumbel import gumbel_of, uniform

Floats = NDArray[np.float64]

HEAD = 128
SHARE = 32  # a block holds one token for each 32 that are likelier than it


@dataclass(frozen=True, eq=False)
class Outline:
    """The HEAD best tokens (M,): logits, ids, Gumbel numbers; and of the others blocks (B,), the likeliest first.

    Of each block: how many tokens, their lowest, highest and mean logit, their largest Gumbel number, the champion who
    has it, the second largest.
    """

    values: Floats
    ids: NDArray[np.int64]
    numbers: Floats
    counts: Floats
    lowest: Floats
    highest: Floats
    means: Floats
    largest: Floats
    champions: NDArray[np.int64]
    second: Floats

    @property
    def bytes(self) -> int:
        """What it holds in memory."""
        return 24 * self.values.size + 56 * self.counts.size


def outline(row: Tensor, size: int, seed: int, member: int, position: int) -> Outline | None:
    """Logits (V,), of which the first `size` can be drawn at that position; None where one of them is not finite."""
    logits = row[:size].float().numpy()
    if not np.isfinite(logits).all():
        return None
    order = np.argsort(logits)[::-1]
    chances = uniform(seed, member, position, np.arange(size))[order]
    values = logits[order].astype(np.float64)
    head, edges = min(HEAD, size), _edges(size)
    starts, counts = edges[:-1], np.diff(edges)
    if starts.size == 0:
        none = np.empty(0)
        return Outline(values, order, gumbel_of(chances), none, none, none, none, none, order[:0], none)
    largest = np.maximum.reduceat(chances, starts)
    at = head + np.flatnonzero(chances[head:] == np.repeat(largest, counts))
    champions = order[at]
    chances[at] = 0.0
    return Outline(
        values[:head].copy(),
        order[:head].copy(),
        gumbel_of(chances[:head]),
        counts.astype(np.float64),
        values[edges[1:] - 1],
        values[starts],
        np.add.reduceat(values, starts) / counts,
        gumbel_of(largest),
        champions,
        gumbel_of(np.maximum(np.maximum.reduceat(chances, starts), np.finfo(np.float64).tiny)),
    )


@lru_cache(maxsize=16)
def _edges(size: int) -> NDArray[np.int64]:
    """Where the blocks begin in a row of `size` tokens, and its end."""
    edges = [HEAD] if size > HEAD else [size]
    while edges[-1] < size:
        edges.append(min(size, edges[-1] + edges[-1] // SHARE))
    return np.array(edges)
