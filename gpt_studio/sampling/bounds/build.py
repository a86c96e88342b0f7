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
    taken = outside & known
    blocks = [_without(p.outline, t[out], v[out]) for p, t, v, out in zip(places, touched, values, taken, strict=True)]
    counts, middle, largest = (np.array(column) for column in zip(*blocks, strict=True))
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
    held = np.zeros(max(size, int(touched.max()) + 1), bool)
    held[touched[0]] = True
    untouched = ~held[head]
    outside = np.empty(touched.shape, bool)
    held[touched[0]] = False
    for found, ids in zip(outside, head, strict=True):
        held[ids] = True
        found[:] = ~held[touched[0]]
        held[ids] = False
    return untouched, outside


def _without(outline: Outline, ids: Places, logits: Floats) -> tuple[Floats, Floats, Floats]:
    """Counts, means and largest Gumbel numbers (B,) of the blocks without these tokens (N,)."""
    if ids.size == 0:
        return outline.counts, outline.means, outline.largest
    block = np.searchsorted(-outline.lowest, -logits)
    left = outline.counts - np.bincount(block, minlength=outline.counts.size)
    sums = outline.counts * outline.means - np.bincount(block, logits, outline.counts.size)
    means = np.clip(sums / np.maximum(left, 1.0), outline.lowest, outline.highest)
    beaten = np.isin(outline.champions, ids)
    return left, means, np.where(beaten, outline.second, outline.largest)
