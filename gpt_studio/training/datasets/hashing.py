"""Hashes of short stretches of ids: Σ (id + 1) · c, modulo 2⁶⁴, with random odd c. What agrees is looked at again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


def factors(length: int) -> Hashes:
    """The c of each place: always the same."""
    return np.random.Philox(key=length).random_raw(length) | np.uint64(1)


def hashes_at(ids: NDArray[Any], places: Places, length: int) -> Hashes:
    """The hash of the `length` ids from each place on."""
    found = np.zeros(len(places), np.uint64)
    for offset, factor in enumerate(factors(length)):
        found += (ids[places + offset].astype(np.uint64) + np.uint64(1)) * factor
    return found


def hashes_every(ids: NDArray[Any], every: int, length: int) -> Hashes:
    """The hash of the `length` ids from the places 0, `every`, 2 `every`, … on, as far as they go."""
    count = max(0, (len(ids) - length) // every + 1) if len(ids) >= length else 0
    found = np.full(count, factors(length).sum())  # Σ 1 · c
    for offset, factor in enumerate(factors(length)):
        column = ids[offset::every][:count].astype(np.uint64)
        column *= factor
        found += column
    return found
