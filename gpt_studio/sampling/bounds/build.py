"""Rows between bounds, made of outlines: the touched tokens are taken out of head and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpt_studio.sampling.gumbel import gumbel

from .outline import Floats, Outline
from .rows import Masks, Places, Rows
from .text import Text

Columns = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Place:
    """A token that was drawn from an outlined row: where, which, and the row itself (V,)."""

    outline: Outline
    logits: NDArray[np.float32]
    position: int
    id: int


def rows_of(places: Sequence[Place], size: int, seed: int, member: int, text: Text | None) -> Rows:
    """Rows as the model left them. With a text its distinct tokens are touched, without one only the drawn one is."""
    drawn = np.array([place.id for place in places])
    if text is None:
        touched = drawn[:, None]
    else:
        touched = np.broadcast_to(text.tokens, (len(places), text.tokens.size))
    known = touched < size
    within = np.where(known, touched, 0)
    values = np.array([place.logits[ids] for place, ids in zip(places, within, strict=True)], np.float64)
    numbers = np.array([gumbel(seed, member, p.position, ids) for p, ids in zip(places, within, strict=True)])
    ids = np.array([place.outline.ids for place in places])
    head = np.array([place.outline.values for place in places])
    untouched, outside = _apart(ids, touched, size)
    counts, middle, largest = _blocks([place.outline for place in places], touched, values, outside & known)
    lowest = np.array([place.outline.lowest for place in places])
    highest = np.array([place.outline.highest for place in places])
    k, m = values.shape[1], head.shape[1]
    at = np.zeros(len(places), np.int64) if text is None else np.searchsorted(text.tokens, drawn)
    return Rows(
        lo=np.concatenate((head, values, lowest), axis=1),
        hi=np.concatenate((head, values, highest), axis=1),
        counts=np.concatenate((np.ones((len(places), m + k)), counts), axis=1),
        numbers=np.concatenate((np.array([p.outline.numbers for p in places]), numbers, largest), axis=1),
        middle=middle,
        off=1e-9 * np.abs(middle),
        touched=slice(m, m + k),
        drawn=m + at,
        maybe=np.concatenate((untouched, known, counts > 0), axis=1),
    )


def _apart(head: Places, touched: Places, size: int) -> tuple[Masks, Masks]:
    """Which ids of the heads (R, M) are not touched, and which touched ones (R, K) are in no head."""
    if touched.shape[1] == 1:
        same = head == touched
        return ~same, ~same.any(1)[:, None]
    held = np.zeros((head.shape[0], max(size, int(touched.max()) + 1)), bool)
    np.put_along_axis(held, head, True, 1)
    return ~_among(touched[0], head), ~held[:, touched[0]]


def _among(few: Places, many: Places) -> Masks:
    """Which of many ids (R, N) are among a few (K,)."""
    held = np.zeros(max(int(few.max()), int(many.max(initial=0))) + 1, bool)
    held[few] = True
    return held[many]


def _blocks(outlines: Sequence[Outline], touched: Places, logits: Floats, taken: Masks) -> Columns:
    """Counts, means and largest Gumbel numbers (R, B) of the blocks without those touched tokens (R, K)."""
    counts, lowest, highest, means, largest, second = (
        np.array([getattr(found, name) for found in outlines])
        for name in ("counts", "lowest", "highest", "means", "largest", "second")
    )
    rows, columns = np.nonzero(taken)
    if rows.size == 0:
        return counts, means, largest
    gone = [-logits[row, out] for row, out in enumerate(taken)]
    block = np.concatenate([np.searchsorted(-low, values) for low, values in zip(lowest, gone, strict=True)])
    at = rows * counts.shape[1] + block
    left = counts - np.bincount(at, minlength=counts.size).astype(np.float64).reshape(counts.shape)
    sums = counts * means - np.bincount(at, logits[rows, columns], counts.size).reshape(counts.shape)
    champions = np.array([found.champions for found in outlines])
    beaten = champions == touched if touched.shape[1] == 1 else _among(touched[0], champions)
    return left, np.clip(sums / np.maximum(left, 1.0), lowest, highest), np.where(beaten, second, largest)
