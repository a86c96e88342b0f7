"""Rows of logits between bounds: what is known of each token, or block of tokens, while the samplers act on it.

Symbols: R rows, N columns of a row (tokens, then blocks), B blocks, K touched tokens: those that a text changes.

The plain chain computes in float32, this in float64: EPS widens each value by what float32 may round, SLACK each sum by
what a float32 sum of a whole vocabulary may be off. What lies between the bounds is not decided here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .outline import Floats

Masks = NDArray[np.bool_]
Places = NDArray[np.int64]

EPS = 3e-7
SLACK = 1e-4
_NEAR = 6  # places within which a token's rivals for its place mostly are
_WORTH = 0.6  # of the columns: fewer are worth a copy
_FEWEST = 4  # columns of tokens that stay in any case


@dataclass(frozen=True, eq=False)
class Line:
    """Columns in rising order: where each stands among all numbers of the rows (R, N).

    Of each, how many columns are surely before it (`start`); how many may be, or level with it, itself too (`end`).
    """

    order: Places
    start: Places
    end: Places

    def of(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Numbers (R, N) in this order."""
        return numbers.take(self.order)

    def back(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Numbers (R, N) in this order, back at their columns."""
        found = np.empty_like(numbers)
        found.ravel()[self.order.ravel()] = numbers.ravel()
        return found


@dataclass(eq=False)
class Rows:
    """R rows of N columns: the head, the `touched` tokens, among them the drawn one in column `drawn` (R,), the blocks.

    `lo` and `hi` bound each value (of a block: all its values), `middle` ± `off` the mean of a block. `sure` tokens are
    in play, others are not unless `maybe`. `shift` is by how much all values of a row may be off together. Nothing more
    is said of `lost` rows.
    """

    lo: Floats
    hi: Floats
    counts: Floats
    numbers: Floats
    middle: Floats
    off: Floats
    touched: slice
    drawn: Places
    maybe: Masks
    sure: Masks = field(init=False)
    shift: Floats = field(init=False)
    lost: Masks = field(init=False)
    _masses: tuple[Floats, Floats, Floats] | None = field(default=None, init=False)
    _order: Places | None = field(default=None, init=False)
    _line: Line | None = field(default=None, init=False)
    _own: bool = field(default=False, init=False)  # whether nobody else has the same arrays of values

    def __post_init__(self) -> None:
        self.sure = self.maybe.copy()
        self.shift = np.zeros(self.lo.shape[0])
        self.lost = np.zeros(self.lo.shape[0], bool)

    @property
    def tokens(self) -> int:
        """How many columns are single tokens; blocks follow."""
        return self.lo.shape[1] - self.middle.shape[1]

    def some(self, at: Places) -> Rows:
        """These rows by themselves, as a copy that may be changed."""
        found = Rows(
            self.lo[at], self.hi[at], self.counts[at], self.numbers[at], self.middle[at], self.off[at], self.touched,
            self.drawn[at], self.maybe[at],
        )  # fmt: skip
        found.sure, found.shift, found.lost = self.sure[at], self.shift[at], self.lost[at]
        if self._masses is not None:
            low, high, best = self._masses
            found._masses = low[at], high[at], best[at]
        if self._order is not None:
            found._order = self._order[at] % self.lo.shape[1] + _starts(found.lo)
        return found

    def narrow(self) -> None:
        """Leave out columns that are surely out of play, where these are many: the touched ones have no place then."""
        t = self.tokens
        tokens, blocks = self.maybe[:, :t], self.maybe[:, t:]
        fewest = max(_FEWEST, _most(tokens))
        if fewest + _most(blocks) > _WORTH * self.lo.shape[1]:
            return
        tokens, blocks = _true_first(tokens, fewest), _true_first(blocks, _most(blocks))
        at = self.drawn[:, None]
        self.lose(~np.take_along_axis(self.maybe, at, 1)[:, 0])
        drawn = np.maximum(np.take_along_axis(np.cumsum(self.maybe, axis=1), at, 1)[:, 0] - 1, 0)
        both = np.concatenate((tokens, blocks + t), axis=1) + _starts(self.lo)
        blocks = blocks + _starts(self.middle)
        self.become(
            lo=self.lo.take(both), hi=self.hi.take(both), counts=self.counts.take(both),
            numbers=self.numbers.take(both), middle=self.middle.take(blocks), off=self.off.take(blocks), drawn=drawn,
            sure=self.sure.take(both), maybe=self.maybe.take(both),
        )  # fmt: skip

    def become(
        self, lo: Floats, hi: Floats, counts: Floats, numbers: Floats, middle: Floats, off: Floats, drawn: Places,
        sure: Masks, maybe: Masks,
    ) -> None:  # fmt: skip
        """Other columns of the same rows; none of them is touched."""
        self.lo, self.hi, self.counts, self.numbers = lo, hi, counts, numbers
        self.middle, self.off, self.drawn = middle, off, drawn
        self.sure, self.maybe, self.touched = sure, maybe, slice(0, 0)
        self._masses = self._line = self._order = None

    # -- values ------------------------------------------------------------------------------------------------

    def set_values(self, lo: Floats, hi: Floats, middle: Floats, off: Floats, *, in_order: bool = True) -> None:
        """Values as a float32 computation of these would leave them; `in_order` says that none overtook another."""
        self.lo, self.hi = lo - EPS * np.abs(lo), hi + EPS * np.abs(hi)
        self.middle, self.off = middle, off + EPS * np.abs(middle)
        self._masses = self._line = None
        if not in_order:
            self._order = None

    def touch(self, lo: Floats, hi: Floats) -> None:
        """New values (R, K) of the touched columns."""
        if not self._own:
            self.lo, self.hi, self._own = self.lo.copy(), self.hi.copy(), True
        self.lo[:, self.touched], self.hi[:, self.touched] = lo - EPS * np.abs(lo), hi + EPS * np.abs(hi)
        self._masses = self._line = self._order = None

    def best(self) -> tuple[Floats, Floats]:
        """Bounds (R,) of the best logit in play."""
        return np.where(self.sure, self.lo, -np.inf).max(1), np.where(self.maybe, self.hi, -np.inf).max(1)

    def count(self) -> tuple[Floats, Floats]:
        """Bounds (R,) of how many tokens are in play."""
        return (self.counts * self.sure).sum(1), (self.counts * self.maybe).sum(1)

    # -- probabilities -----------------------------------------------------------------------------------------

    def masses(self) -> tuple[Floats, Floats, Floats]:
        """Bounds (R, N) of e^(v − c), of a block's their sum; and c (R,), the best value that may be."""
        if self._masses is None:
            top = self.best()[1]
            top = np.where(np.isfinite(top), top, 0.0)
            c, t = top[:, None], self.tokens
            low = np.exp(np.minimum(self.lo - c, 0.0))
            high = low.copy() if self.lo is self.hi else np.exp(np.minimum(self.hi - c, 0.0))
            if t < low.shape[1]:
                width = self.hi[:, t:] - self.lo[:, t:]
                mean = self.counts[:, t:] * np.exp(np.minimum(self.middle - c, 0.0))  # Jensen: the least that it can be
                low[:, t:] = np.maximum(self.counts[:, t:] * low[:, t:], mean * np.exp(-self.off))
                most = mean * np.exp(self.off) * (1.0 + width**2 / 8.0 * np.exp(np.minimum(width, 50.0)))
                high[:, t:] = np.minimum(self.counts[:, t:] * high[:, t:], most)
            self._masses = low, high, top
        return self._masses

    def log_sum(self) -> tuple[Floats, Floats]:
        """Bounds (R,) of ln Σ e^v over the tokens in play."""
        low, high, top = self.masses()
        with np.errstate(divide="ignore"):
            least, most = np.log((low * self.sure).sum(1)), np.log((high * self.maybe).sum(1))
        return top + least - SLACK, top + most + SLACK

    def mean_logit(self) -> tuple[Floats, Floats]:
        """Bounds (R,) of Σ p v: the entropy is ln Σ e^v less this."""
        low, high, top = self.masses()
        c, t = top[:, None], self.tokens
        below, above = np.minimum(self.lo - c, 0.0), np.minimum(self.hi - c, 0.0)
        if t < below.shape[1]:  # where e^v weighs the values of a block, their mean moves up by at most their variance
            width = self.hi[:, t:] - self.lo[:, t:]
            lift = width**2 / 4.0 * np.exp(np.minimum(width, 50.0))
            below[:, t:] = np.minimum(np.maximum(below[:, t:], self.middle - self.off - c), 0.0)
            above[:, t:] = np.minimum(above[:, t:], self.middle + self.off + lift - c)
        with np.errstate(divide="ignore", invalid="ignore"):
            least = (high * below * self.maybe).sum(1) / (low * self.sure).sum(1)
            most = (low * above * self.sure).sum(1) / (high * self.maybe).sum(1)
        return top + least * (1 + SLACK) - SLACK, top + most * (1 - SLACK) + SLACK

    def entropy(self) -> tuple[Floats, Floats]:
        """Bounds (R,) of −Σ p ln p in nats."""
        (sum_lo, sum_hi), (mean_lo, mean_hi) = self.log_sum(), self.mean_logit()
        return np.maximum(sum_lo - mean_hi, 0.0), np.maximum(sum_hi - mean_lo, 0.0)

    # -- order -------------------------------------------------------------------------------------------------

    def line(self) -> Line:
        """The columns from the best on."""
        if self._order is None:
            self._order = rising(-self.hi)
        if self._line is None:
            self._line = line_of(-self.hi, -self.lo, self._order)
        return self._line

    # -- cuts --------------------------------------------------------------------------------------------------

    def keep(self, sure: Masks, maybe: Masks) -> None:
        """Keep of the tokens in play these (R, N)."""
        self.sure = self.sure & sure
        self.maybe = self.maybe & maybe

    def keep_from(self, low: Floats, high: Floats) -> None:
        """Keep the tokens with a value of at least a bound that lies between two (R,); the best one in any case."""
        least, _ = self.best()
        rivals = self.maybe & (self.hi >= least[:, None])
        alone = (rivals * self.counts).sum(1) == 1.0
        self.keep((self.lo > high[:, None]) | (rivals & alone[:, None]), (self.hi >= low[:, None]) | rivals)

    def lose(self, rows: Masks) -> None:
        """Nothing is known of these rows (R,) any more."""
        self.lost = self.lost | rows


def line_of(low: Floats, high: Floats, order: Places) -> Line:
    """Columns with values between two bounds (R, N), put in the rising order of `low` by `order`."""
    low, high = low.take(order), high.take(order)
    highest = np.maximum.accumulate(high, axis=1)
    own = np.broadcast_to(np.arange(low.shape[1]), low.shape)
    end, start, farther = own + 1, own.copy(), np.zeros(low.shape[0], bool)
    for step in range(1, _NEAR + 1):
        over, under = low[:, step:] <= high[:, :-step], highest[:, :-step] >= low[:, step:]
        farther = over.any(1) | under.any(1)
        if not farther.any():
            break
        end[:, :-step] += over
        start[:, step:] -= under
    for row in np.flatnonzero(farther):
        start[row] = np.searchsorted(highest[row], low[row])
        end[row] = np.searchsorted(low[row], high[row], "right")
    return Line(order, start, end)


def rising(keys: Floats) -> Places:
    """Where the smallest, the next … of each row stand among all numbers (R, N)."""
    return np.argsort(keys, axis=1) + _starts(keys)


def _starts(numbers: Floats) -> Places:
    """Where each row of numbers (R, N) begins among all of them (R, 1)."""
    return (np.arange(numbers.shape[0]) * numbers.shape[1])[:, None]


def _most(mask: Masks) -> int:
    """In how many columns at most a row of a mask (R, N) holds."""
    return int(mask.sum(1).max(initial=0))


def _true_first(mask: Masks, count: int) -> Places:
    """Columns (R, count) of each row of a mask (R, N): those where it holds, then others."""
    return np.argsort(~mask, axis=1, kind="stable")[:, :count]


def before(weights: Floats) -> Floats:
    """Sums (R, N + 1) of the weights (R, N) before each place."""
    sums = np.zeros((weights.shape[0], weights.shape[1] + 1))
    np.cumsum(weights, axis=1, out=sums[:, 1:])
    return sums


def log_of(value: float) -> float:
    """ln, −∞ of 0."""
    return math.log(value) if value > 0 else -math.inf
