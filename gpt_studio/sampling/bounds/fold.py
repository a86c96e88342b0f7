"""Rows between bounds with fewer columns: the best and the drawn token stay by themselves, others go together.

What is proven of folded rows is true; what they leave open, the rows in full may still prove.
"""

from __future__ import annotations

import numpy as np

from .outline import Floats
from .rows import Rows, rising

ALONE = 64  # places of single tokens, the drawn one first
SHARE = 32  # a group holds one column for each 32 before it
WORTH = 200  # columns from which on it saves more than it takes


def fold(rows: Rows) -> None:
    """Fold columns (R, N) into tokens of the best places and blocks of neighbours; the touched have no place then."""
    count, at = rows.tokens, rows.drawn[:, None]
    if rows.lo.shape[1] < WORTH:
        return
    keys = np.where(rows.maybe, -rows.hi, np.inf)
    np.put_along_axis(keys, at, -np.inf, 1)
    order = rising(keys)
    blocks = order % keys.shape[1] >= count
    alone = min(ALONE, int(np.where(blocks.any(1), blocks.argmax(1), blocks.shape[1]).min()))
    tokens, others = order[:, :alone], order[:, alone:]
    starts = np.array(_starts(alone, order.shape[1])) - alone
    half = (rows.hi[:, :count] - rows.lo[:, :count]) / 2.0
    middle = np.concatenate((rows.lo[:, :count] + half, rows.middle), axis=1).take(others)
    off = np.concatenate((half, rows.off), axis=1).take(others)
    sure, maybe = rows.sure.take(others), rows.maybe.take(others)
    counts = rows.counts.take(others) * maybe
    held = np.add.reduceat(counts, starts, axis=1)
    some = held > 0
    lowest = rows.lo.min(1)[:, None]

    def mean(values: Floats) -> Floats:
        return np.where(some, np.add.reduceat(counts * values, starts, axis=1) / np.maximum(held, 1.0), lowest)

    def largest(values: Floats) -> Floats:
        found = np.maximum.reduceat(np.where(maybe, values.take(others), -np.inf), starts, axis=1)
        return np.where(some, found, lowest)

    lo, hi, numbers, wrong = -largest(-rows.lo), largest(rows.hi), largest(rows.numbers), mean(off)
    means = np.clip(mean(middle), lo, hi)
    whole = np.logical_and.reduceat(sure | ~maybe, starts, axis=1) & some
    rows.become(
        lo=np.concatenate((rows.lo.take(tokens), lo), axis=1),
        hi=np.concatenate((rows.hi.take(tokens), hi), axis=1),
        counts=np.concatenate((rows.counts.take(tokens), held), axis=1),
        numbers=np.concatenate((rows.numbers.take(tokens), numbers), axis=1),
        middle=means,
        off=np.where(some, wrong, 0.0) + 1e-9 * np.abs(means),
        drawn=np.zeros_like(rows.drawn),
        sure=np.concatenate((rows.sure.take(tokens), whole), axis=1),
        maybe=np.concatenate((rows.maybe.take(tokens), some), axis=1),
    )


def _starts(first: int, end: int) -> list[int]:
    starts: list[int] = []
    while first < end:
        starts.append(first)
        first += max(1, first // SHARE)
    return starts
