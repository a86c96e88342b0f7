"""All examples of a data set in three arrays: ids, which of them are learnt, where each example begins.

N examples, M tokens of all together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.training.batches import Ids

from .rendering import Example
from .stored import Stored, stretch


@dataclass(frozen=True)
class Examples:
    """`ids` and `learnt` (M), `begins` (N + 1, the last is M): example i is [begins[i], begins[i + 1])."""

    ids: Ids
    learnt: NDArray[np.bool_] | Stored
    begins: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.begins) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example (N)."""
        return np.diff(self.begins)

    def slice(self, start: int, end: int) -> Examples:
        """The examples from `start` to before `end`."""
        first, last = int(self.begins[start]), int(self.begins[end])
        begins = self.begins[start : end + 1] - first
        return Examples(stretch(self.ids, first, last), stretch(self.learnt, first, last), begins)


def gather(found: Iterable[Example], kind: Any) -> Examples:
    """Examples one after another, their ids of the type `kind`."""
    ids: list[NDArray[Any]] = []
    learnt: list[NDArray[np.bool_]] = []
    ends = [0]
    for one in found:
        ids.append(np.array(one.ids, kind))
        learnt.append(np.array(one.learnt, np.bool_))
        ends.append(ends[-1] + len(one.ids))
    empty = not ids
    return Examples(
        np.zeros(0, kind) if empty else np.concatenate(ids),
        np.zeros(0, np.bool_) if empty else np.concatenate(learnt),
        np.array(ends, np.int64),
    )


def held_back(count: int, val_fraction: float) -> int:
    """How many of `count` examples are kept for validation: the tail; at least one where any share is asked for."""
    return min(count - 1, max(1, round(count * val_fraction))) if val_fraction and count > 1 else 0
