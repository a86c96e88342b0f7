"""A sorted row in short: its head as it is, of its tail every 64th value. Enough for most cuts, and it says when not.

Between two values of the tail lie 64 tokens that are neither likelier than the first nor less likely than the second,
so the tail's probability is known between two bounds. Where both lead to the same cut, and the cut lies in the head,
that is the cut of the whole row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.protocol.sampling import SamplingParams

from . import shapes

HEAD = 2048
BLOCK = 64
# What float32 sums of a long row may differ from exact ones, as a share of the whole: nearer cuts are not decided here.
SLACK = 5e-5


@dataclass(frozen=True, eq=False)
class CoarseRow:
    """Logits of the first HEAD tokens and then of the first of each block and the last of all (N,), in falling order.

    `blocks` are the tokens in each block.
    """

    values: Tensor
    blocks: NDArray[np.float64]


def coarse_row(values: Tensor) -> CoarseRow | None:
    """The row (V,) in short, V sorted logits; None where it is short already."""
    count = values.numel() - HEAD
    if count <= BLOCK:
        return None
    blocks = np.full(-(-count // BLOCK), float(BLOCK))
    blocks[-1] = count - BLOCK * (blocks.size - 1)
    return CoarseRow(torch.cat((values[:HEAD], values[HEAD::BLOCK], values[-1:])), blocks)


def cut_in_head(row: CoarseRow, names: tuple[str, ...], params: SamplingParams) -> tuple[Tensor, int] | None:
    """(logits that the first cut leaves, how many of `names` were followed); None where that is not decided here."""
    values = row.values
    for done, name in enumerate(names, start=1):
        if name == "temperature":
            values = shapes.temperature(values, params.temperature)
        elif name == "smoothing":
            values = shapes.smoothing(values, params.smoothing, params.smoothing_curve)
        elif name in _COUNTS:
            counts = _COUNTS[name](_Masses(values, row.blocks), params)
            if counts[0] != counts[1] or not 0 < counts[0] < HEAD:
                return None
            return values[: counts[0]], done
        else:
            return None
    return None


class _Masses:
    """Probabilities of the head as multiples of the best one's, and the bounds of what the tail adds to their sum."""

    def __init__(self, values: Tensor, blocks: NDArray[np.float64]) -> None:
        self.logits = values[:HEAD]
        odds = np.exp((values - values[0]).double().numpy())
        self.head, edges = odds[:HEAD], odds[HEAD:]
        self.sum = float(self.head.sum())
        self.tail = float(blocks @ edges[1:]), float(blocks @ edges[:-1])

    def above(self, least: Callable[[float], float]) -> tuple[int, int]:
        """Tokens of the head with at least these odds, given the sum of all odds: for both bounds of the tail."""
        lowest = [least(self.sum + tail) for tail in self.tail]
        return (
            int((self.head >= max(lowest) * (1 + SLACK)).sum()),
            int((self.head >= min(lowest) * (1 - SLACK)).sum()),
        )


def _top_k(row: _Masses, params: SamplingParams) -> tuple[int, int]:
    if params.top_k > HEAD:
        return -1, -1
    count = int((row.logits >= row.logits[params.top_k - 1]).sum())
    return count, count


def _top_p(row: _Masses, params: SamplingParams) -> tuple[int, int]:
    rising = row.head[::-1].cumsum()[::-1]
    few, many = (
        int(((rising + tail) / (row.sum + tail) > 1.0 - params.top_p + slack).sum())
        for tail, slack in zip(row.tail, (SLACK, -SLACK), strict=True)
    )
    return max(1, few), max(1, many)


_COUNTS: dict[str, Callable[[_Masses, SamplingParams], tuple[int, int]]] = {
    "top_k": _top_k,
    "top_p": _top_p,
    "min_p": lambda row, params: row.above(lambda total: params.min_p),
    "top_a": lambda row, params: row.above(lambda total: params.top_a / total),
    "epsilon_cutoff": lambda row, params: row.above(lambda total: params.epsilon_cutoff * total),
}
