"""The strongest looks of a head over many texts: from which token to which, each pair of tokens once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

KEPT = 12  # looks of a head
OF_A_TEXT = 4  # looks of a head that one text can give


class Look(NamedTuple):
    """In text `text` (from 0) the token at `query` gives `weight` of its attention to the one at `key`."""

    weight: float
    text: int
    query: int
    key: int


class Strongest:
    """Keeps the strongest looks that it has seen, without those at the first token of a text, the attention sink.

    Of looks that are equally strong the first that was seen is kept.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[int, int], Look] = {}  # by the ids of query and key

    def see(self, text: int, ids: Sequence[int], weights: NDArray[np.float32]) -> None:
        """The attention [T, T] of one text."""
        for query, key in _largest(weights[1:, 1:]):
            look = Look(float(weights[query, key]), text, query, key)
            pair = (ids[query], ids[key])
            if pair not in self._held or look.weight > self._held[pair].weight:
                self._held[pair] = look
        self._held = dict(sorted(self._held.items(), key=lambda held: -held[1].weight)[:KEPT])

    def found(self) -> list[Look]:
        """The strongest first."""
        return list(self._held.values())


def _largest(weights: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Rows and columns of the largest numbers, both counted from 1; the strongest first."""
    count = min(OF_A_TEXT, weights.size)
    if not count:
        return []
    flat = weights.ravel()
    places = np.argpartition(-flat, count - 1)[:count]
    places = places[np.lexsort((places, -flat[places]))]
    return [(int(at) // weights.shape[1] + 1, int(at) % weights.shape[1] + 1) for at in places if flat[at] > 0]
