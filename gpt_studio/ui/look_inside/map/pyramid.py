"""A map at every distance: the largest weight of each block of 2^k × 2^k cells. Qt-free.

Weights are kept as the 256 levels that colours have; rounding keeps order, so the level of a block's largest weight
is the largest level of the block. At 4096 tokens that is 22 MB instead of 90.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Levels = NDArray[np.uint8]

CHUNK = 1 << 18  # cells that are turned into levels at once, so that they stay near


def strength(weights: Weights, top: float = 1.0, decades: int = 0) -> Weights:
    """How strongly weights are coloured, 0…1: as shares of `top`, or by the logarithm over so many `decades` below."""
    shares = np.asarray(weights, np.float32) / np.float32(top)
    if not decades:
        return shares
    return np.maximum(1 + np.log10(np.maximum(shares, np.float32(10.0 ** (-decades - 1)))) / np.float32(decades), 0)


def levels_of(weights: Weights, top: float = 1.0, decades: int = 0) -> Levels:
    """Weights from 0 on as 0…255, where 255 is `top` and all above it; see `strength`. Order is kept."""
    if decades:
        weights, top = strength(weights, top, decades), 1.0
    found = np.asarray(weights, np.float32) * np.float32(255 / top)
    found += np.float32(0.5)
    return np.minimum(found, np.float32(255), out=found).astype(np.uint8)


class Pyramid:
    """Square weights [U, U], `top` being what has the strongest colour; rows may be added. `decades`: see strength.

    `seen` [U]: how many units each looks at, ever more, where that is known: what lies ahead is 0 and is not read.
    """

    def __init__(
        self, weights: Weights, top: float = 1.0, decades: int = 0, seen: NDArray[np.int64] | None = None
    ) -> None:
        self.top, self.decades = top, decades
        self.size = 0
        self._levels: list[Levels] = []
        self._make_room(len(weights))
        self._seen = seen
        self.append(weights)
        self._seen = None

    @property
    def deepest(self) -> int:
        """The first level that is a single block."""
        return max(self.size - 1, 0).bit_length()

    def level(self, k: int) -> Levels:
        """[n, n] with n = ceil(U / 2^k): the largest of each block of 2^k × 2^k cells."""
        n = blocks(self.size, k)
        return self._levels[k][:n, :n]

    def append(self, rows: Sequence[Weights] | Weights) -> None:
        """Rows U, U + 1, …, each with at most as many weights as there are rows then."""
        first, size = self.size, self.size + len(rows)
        if size == first:
            return
        self._make_room(size)
        self._fill(first, rows)
        self.size = size
        for k in range(1, len(self._levels)):
            self._pool(k, first >> k, blocks(size, k))

    def _fill(self, first: int, rows: Sequence[Weights] | Weights) -> None:
        base = self._levels[0]
        if isinstance(rows, np.ndarray):
            step = max(CHUNK // max(rows.shape[1], 1), 1)
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                wide = part.shape[1] if self._seen is None else int(self._seen[start + len(part) - 1])
                found = levels_of(part[:, :wide], self.top, self.decades)
                base[first + start : first + start + len(part), :wide] = found
            return
        for at, row in enumerate(rows, first):
            base[at, : len(row)] = levels_of(row, self.top, self.decades)

    def _pool(self, k: int, start: int, end: int) -> None:
        """Blocks [start, end) of level k, downward, anew from the level below; they are as wide as the map."""
        below, wide = self._levels[k - 1], 2 * end
        rows = np.maximum(below[2 * start : 2 * end : 2, :wide], below[2 * start + 1 : 2 * end : 2, :wide])
        np.maximum(rows[:, 0::2], rows[:, 1::2], out=self._levels[k][start:end, :end])

    def _make_room(self, size: int) -> None:
        """Room for `size` rows at every level: a power of two, so that every block is whole."""
        has = len(self._levels[0]) if self._levels else 0
        if size <= has:
            return
        room = 1 << max(size - 1, 1).bit_length()
        made = [np.zeros((room >> k, room >> k), np.uint8) for k in range(room.bit_length())]
        known = len(self._levels)
        for k, level in enumerate(self._levels):
            made[k][: len(level), : len(level)] = level
        self._levels = made
        for k in range(max(known, 1), len(made)):
            self._pool(k, 0, blocks(self.size, k))


def blocks(size: int, k: int) -> int:
    """How many blocks of 2^k cover `size`."""
    return -(-size >> k)


def pooled(weights: Weights, bins: int) -> Weights:
    """[T, T] → [n, n] with n = min(T, bins): the largest weight of each block."""
    tokens = weights.shape[0]
    if tokens <= bins:
        return weights
    starts = np.arange(bins) * tokens // bins
    return np.maximum.reduceat(np.maximum.reduceat(weights, starts, axis=0), starts, axis=1)


def halved(weights: Weights, most: int) -> Weights:
    """[T, T] → [n, n] with n ≤ most: the largest weight of each block of 2^k × 2^k, with the smallest such k.

    What lies ahead of a query is 0, as a network weighs it, and is not read.
    """
    k = 0
    while blocks(len(weights), k) > most:
        k += 1
    if not k:
        return weights
    rows = np.zeros((blocks(len(weights), k), len(weights)), weights.dtype)
    for block, found in enumerate(rows):
        end = min((block + 1) << k, len(weights))
        weights[block << k : end, :end].max(0, out=found[:end])
    return _largest(np.ascontiguousarray(rows.T), 1 << k).T


def _largest(rows: Weights, size: int) -> Weights:
    """[R, S] → [ceil(R / size), S]: the largest of each `size` rows."""
    whole = len(rows) // size
    found = rows[: whole * size].reshape(whole, size, -1).max(1)
    return np.concatenate([found, rows[whole * size :].max(0, keepdims=True)]) if len(rows) % size else found
