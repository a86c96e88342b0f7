"""Stretches of running ids that stand there more than once, and those of the validation that are learnt from too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hashing import factors

LONGEST = 64  # ids of a stretch
Ids = NDArray[Any]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Repeats:
    """Both parts are cut into stretches of `stretch` ids, one behind another.

    `duplicates` of those to train on stand somewhere before too, at any place; `overlap` of the `validated` stand
    somewhere in the ids to train on.
    """

    stretch: int
    duplicates: int
    validated: int
    overlap: int


def repeats(train: Ids, val: Ids, context: int) -> Repeats:
    """Counted in stretches of 64 ids, or of the largest power of two that the context holds."""
    stretch = min(LONGEST, 1 << (max(1, context).bit_length() - 1))
    known, first = np.unique(_hashes(train, stretch), return_index=True)
    own = _stretches(train, stretch)
    duplicates = _standing(train, own, train, known, first, stretch, before=own) if len(own) else 0
    other = _stretches(val, stretch)
    overlap = _standing(val, other, train, known, first, stretch) if len(other) and len(known) else 0
    return Repeats(stretch, duplicates, len(other), overlap)


def _stretches(ids: Ids, stretch: int) -> Places:
    return np.arange(0, len(ids) - stretch + 1, stretch)


def _standing(
    ids: Ids, at: Places, train: Ids, known: NDArray[np.uint64], first: Places, stretch: int,
    before: Places | None = None,
) -> int:  # fmt: skip
    """How many of the stretches at some places stand in the ids to train on, the first time before a place of each."""
    hashes = _hashes(ids, stretch)[at]
    index = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    there = first[index]
    fits = (known[index] == hashes) & (True if before is None else there < before)
    within = np.arange(stretch)
    same = ids[at[fits][:, None] + within] == train[there[fits][:, None] + within]
    return int(same.all(1).sum())


def _hashes(ids: Ids, stretch: int) -> NDArray[np.uint64]:
    """The hash of the `stretch` ids (a power of two) from each place on, twice as long with every round."""
    found = ids.astype(np.uint64) + np.uint64(1)
    if len(ids) < stretch:
        return found[:0]
    length = 1
    for factor in factors(stretch.bit_length() - 1):
        found = found[:-length] * factor + found[length:]
        length *= 2
    return found
