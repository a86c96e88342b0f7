"""All stretches that some short ids share with long ones, in one pass over the long ones and without an index.

The long ones are read block by block: memory holds a block, whatever their number.
A stretch of `least` ids covers an anchor of half its length that begins at a multiple of the other half in the long
ids: only there they are hashed, and what agrees is followed to both sides. None is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hashing import hashes_at, hashes_every
from .stored import Stored

BLOCK = 1 << 18  # ids that are hashed in one go: what the processor's cache holds
FOLLOWED = 1 << 18  # anchors that are followed in one go
_BITS = np.uint64(48)  # the upper 16 bits of a hash are looked up first
Ids = NDArray[Any]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Matches:
    """Stretch i: `length[i]` ids from `long[i]` on in the long ids, from `short[i]` on in the short ones."""

    long: Places
    short: Places
    length: Places


def match(
    ids: Ids | Stored,
    begins: Places,
    texts: Sequence[Sequence[int]],
    least: int,
    stopped: Callable[[], bool] = lambda: False,
) -> Matches | None:
    """Stretches of at least `least` ids that stand in `ids` and in one of the texts, each as long as it goes there.

    A stretch stays within a segment [begins[i], begins[i + 1]) of the ids and within a text; `short` counts over all
    texts one after another. Of stretches that are the same in a text the first is kept. None when it was `stopped`.
    """
    short = np.array([token for text in texts for token in text], np.int64)
    bounds = np.cumsum([0, *map(len, texts)])
    length, every = least // 2, least - least // 2 + 1
    anchors = _Anchors(short, length)
    parts: list[Matches] = []
    step, reach = BLOCK // every * every, max(map(len, texts), default=0)
    for first in range(0, len(ids) - length + 1, step):
        if stopped():
            return None
        block = _Block.read(ids, begins, first, first + step - every + length, reach)
        at, there = anchors.hits(hashes_every(block.own, every, length))
        for some in range(0, len(at), FOLLOWED):
            chosen = slice(some, some + FOLLOWED)
            parts.append(_followed(block, short, bounds, block.before + every * at[chosen], there[chosen], least))
        if sum(len(part.long) for part in parts) > FOLLOWED:
            parts = [_first_of_each(parts)]
    return _first_of_each(parts)


@dataclass(frozen=True)
class _Block:
    """Some of the long ids, from `first` on: those of the block's own stand behind `before` others, and before others
    as far as a stretch can reach. `begins` are those of the segments, counted from `first`."""

    ids: Ids
    first: int
    before: int
    own: Ids
    begins: Places

    @classmethod
    def read(cls, ids: Ids | Stored, begins: Places, start: int, end: int, reach: int) -> _Block:
        first = max(0, start - reach)
        found = ids[first : end + reach]
        low, high = np.searchsorted(begins, [first, first + len(found)], side="right")
        around = begins[max(0, low - 1) : high + 1] - first
        return cls(found, first, start - first, found[start - first : end - first], around)


class _Anchors:
    """The anchors of the short ids by their hashes."""

    def __init__(self, short: Ids, length: int) -> None:
        places = np.arange(max(0, len(short) - length + 1))
        hashes = hashes_at(short, places, length)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], places[order]
        self._likely = np.zeros(1 << 16, np.bool_)
        self._likely[(hashes >> _BITS).astype(np.int64)] = True

    def hits(self, hashes: NDArray[np.uint64]) -> tuple[Places, Places]:
        """Which of the hashes are those of anchors, and where in the short ids these begin: all pairs."""
        maybe = np.flatnonzero(self._likely.take((hashes >> _BITS).astype(np.int64)))
        low = np.searchsorted(self._hashes, hashes[maybe], "left")
        many = np.searchsorted(self._hashes, hashes[maybe], "right") - low
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(maybe, many), self._places[np.repeat(low, many) + within]


def _followed(block: _Block, short: Ids, bounds: Places, long_at: Places, short_at: Places, least: int) -> Matches:
    """The stretches through pairs of places, as far as they go to both sides, where they are long enough."""
    ids, begins = block.ids, block.begins
    segment = np.searchsorted(begins, long_at, side="right") - 1
    text = np.searchsorted(bounds, short_at, side="right") - 1
    ahead = np.minimum(np.minimum(begins[segment + 1], len(ids)) - long_at, bounds[text + 1] - short_at)
    behind = np.minimum(long_at - begins[segment], short_at - bounds[text])
    forth = _same(ids, short, long_at, short_at, ahead, 1)
    back = _same(ids, short, long_at - 1, short_at - 1, behind, -1)
    enough = np.flatnonzero(forth + back >= least)
    back, forth = back[enough], forth[enough]
    return Matches(block.first + long_at[enough] - back, short_at[enough] - back, back + forth)


def _same(ids: Ids, short: Ids, long_at: Places, short_at: Places, room: Places, way: int) -> Places:
    """How many ids agree from each pair of places on, at most `room`, one after another in one direction."""
    found = np.zeros(len(long_at), np.int64)
    going = np.flatnonzero(room > 0)
    while going.size:
        offset = way * found[going]
        going = going[ids[long_at[going] + offset] == short[short_at[going] + offset]]
        found[going] += 1
        going = going[found[going] < room[going]]
    return found


def _first_of_each(parts: Sequence[Matches]) -> Matches:
    """Stretches that are the same in the short ids once, where they stand first in the long ones."""
    none = np.zeros(0, np.int64)
    long, short, length = (
        np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in ("long", "short", "length")
    )
    order = np.lexsort((long, length, short))
    long, short, length = long[order], short[order], length[order]
    other = np.ones(len(long), np.bool_)
    other[1:] = (short[1:] != short[:-1]) | (length[1:] != length[:-1])
    return Matches(long[other], short[other], length[other])
