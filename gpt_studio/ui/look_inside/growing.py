"""Attention of one layer that grows a row at a time, as a text is written. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
LEAST_ROOM = 256


class GrowingWeights:
    """Weights [heads, T, T]; what was given is not copied before it grows."""

    def __init__(self, weights: Weights) -> None:
        self._room = weights
        self.rows = weights.shape[1]

    @property
    def weights(self) -> Weights:
        """[heads, T, T] of what is known."""
        return self._room[:, : self.rows, : self.rows]

    def append(self, first: int, rows: Sequence[Weights], most_bytes: int) -> int:
        """Rows [heads, first + n + 1] of the queries `first`, …; those that are known already stay as they are.

        Returns how many were new: none where there is a gap before them, or no room.
        """
        new = rows[max(self.rows - first, 0) :]
        if first > self.rows or not new or not self._make_room(self.rows + len(new), most_bytes):
            return 0
        for row in new:
            self._room[:, self.rows, : row.shape[1]] = row
            self.rows += 1
        return len(new)

    def _make_room(self, size: int, most_bytes: int) -> bool:
        heads, has = self._room.shape[:2]
        if size <= has:
            return True
        room = max(2 * has, size, LEAST_ROOM)
        if 4 * heads * room**2 > most_bytes:
            room = size + LEAST_ROOM
            if 4 * heads * room**2 > most_bytes:
                return False
        larger = np.zeros((heads, room, room), np.float32)
        larger[:, : self.rows, : self.rows] = self.weights
        self._room = larger
        return True
