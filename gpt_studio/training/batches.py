"""Which windows of the data a step sees: a function of seed and step, so that resuming needs no data state.

Symbols: B sequences of a micro-batch, T tokens of a sequence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .datasets.stored import Stored

IdArray = NDArray[np.unsignedinteger[Any]]  # uint16 where the vocabulary allows it, else uint32
Ids = IdArray | Stored  # in memory, or in a file: `len(ids)`, and `ids[a:b]` gives an array


def step_starts(seed: int, step: int, rows: int, places: int) -> NDArray[np.int64]:
    """First positions of the `rows` windows of a step, each one of `places`, drawn with replacement.

    Philox (Salmon et al. 2011) keyed by (seed, step); row r is the same whatever number of rows is asked for,
    so 4 micro-batches of 2 see what one of 8 sees.
    """
    return (_philox(seed, step, 0).random_raw(rows) % np.uint64(places)).astype(np.int64)


def step_seed(seed: int, step: int, rank: int = 0) -> int:
    """The seed of a step's dropout masks, another for each process of a run."""
    return int(_philox(seed, step, 1).random_raw(rank + 1)[rank])


def _philox(seed: int, step: int, stream: int) -> np.random.Philox:
    return np.random.Philox(key=np.array([seed, step], np.uint64), counter=np.array([0, 0, 0, stream], np.uint64))


def windows_at(ids: Ids, starts: NDArray[np.int64], length: int) -> tuple[Tensor, Tensor]:
    """Inputs and targets (B, T): the window at each start, and the same one token later. Both int64."""
    count = length + 1
    found = ids.rows(starts, count) if isinstance(ids, Stored) else ids[starts[:, None] + np.arange(count)]
    rows = torch.as_tensor(found.astype(np.int64))
    return rows[:, :-1], rows[:, 1:]


def even_starts(count: int, length: int, most: int) -> NDArray[np.int64]:
    """First positions of at most `most` evenly spaced windows in `count` tokens that do not overlap."""
    windows = max(1, min(most, (count - 1) // length))
    return np.linspace(0, count - 1 - length, windows).astype(np.int64)
