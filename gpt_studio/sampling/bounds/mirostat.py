"""Mirostat as the last sampler, on rows between bounds: each bound comes from the token before, so row by row."""

from __future__ import annotations

import math

import numpy as np

from .follow import rivals_of
from .rows import SLACK, Rows


class MirostatRows:
    """What the samplers before mirostat left of some rows, so that a row takes a few steps at any bound."""

    def __init__(self, rows: Rows, *, greedy: bool) -> None:
        with np.errstate(all="ignore"):
            self._rows = rows
            self._sum = rows.log_sum()
            low, high, self._top = rows.masses()
            self._low, self._high = low * rows.sure, high * rows.maybe
            rivals = rivals_of(rows, greedy=greedy)
            self._rival = np.where(rivals, rows.hi, -np.inf).max(1)
            least, _ = rows.best()
            first = rows.maybe & (rows.hi >= least[:, None])
            at = rows.drawn[:, None]
            self._own_low, self._own_high = (np.take_along_axis(v, at, 1)[:, 0] for v in (rows.lo, rows.hi))
            self._alone = (first * rows.counts).sum(1) == 1.0
            self._leads = self._alone & np.take_along_axis(first, at, 1)[:, 0]
            self._least = least
            self._good = np.take_along_axis(rows.sure, at, 1)[:, 0] & ~rows.lost

    def stays(self, row: int, mu: tuple[float, float]) -> tuple[float, float] | None:
        """Bounds of the surprise in bits of the drawn token, μ between two bounds; None unless it is sure to win."""
        low = float(self._sum[0][row]) - mu[1] * math.log(2.0) - SLACK
        high = float(self._sum[1][row]) - mu[0] * math.log(2.0) + SLACK
        kept = self._leads[row] or self._own_low[row] > high
        beaten = self._rival[row] >= min(low, self._least[row])
        if not kept or beaten or not self._good[row]:
            return None
        lo, hi, top = self._rows.lo[row], self._rows.hi[row], float(self._top[row])
        least = float(self._low[row] @ (lo > high))
        most = float(self._high[row] @ (hi >= min(low, self._least[row])))
        own_low, own_high = math.exp(self._own_low[row] - top), math.exp(self._own_high[row] - top)
        return max(0.0, math.log2(max(least, own_low) / own_high)) - 1e-6, math.log2(most / own_low) + 1e-6
