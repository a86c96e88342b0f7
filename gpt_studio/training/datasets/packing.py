"""Examples as rows of a batch: several short ones in a row, each seeing only itself. A function of seed and step.

T positions of a row; an example of n tokens takes n − 1 positions, its first n − 1 tokens asking for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray

from gpt_studio.training.feed import IGNORED, MicroBatch
from gpt_studio.training.plan import Plan

from .examples import Examples

OPEN_ROWS = 32  # rows that are not full yet and may still take an example
Rows = list[list[int]]  # the numbers of the examples of each row


def epoch_order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    """A permutation of `count` examples, another for every epoch (Philox keyed by seed and epoch)."""
    key, counter = np.array([seed, epoch], np.uint64), np.array([0, 0, 0, 2], np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter)).permutation(count)


def pack(lengths: Sequence[int], positions: int) -> Rows:
    """Rows of at most `positions` positions: each length goes into the first open row that has room."""
    rows: Rows = []
    room: list[tuple[int, int]] = []  # (row, positions left) of the open rows
    for number, length in enumerate(lengths):
        for at, (row, left) in enumerate(room):
            if length <= left:
                rows[row].append(number)
                room[at] = (row, left - length)
                break
        else:
            rows.append([number])
            room = [*room[-(OPEN_ROWS - 1) :], (len(rows) - 1, positions - length)]
    return rows


@dataclass
class Packed:
    """A Feed of examples. With `packing` a row holds several, else one; what is longer than a row loses its end."""

    train: Examples
    val: Examples
    plan: Plan
    packing: bool = True
    _epochs: dict[int, Rows] = field(default_factory=dict[int, Rows], repr=False)
    _starts: list[int] = field(default_factory=lambda: [0], repr=False)  # the first row of each epoch

    def step(self, step: int) -> list[MicroBatch]:
        """The rows of a step follow those of the step before, epoch after epoch."""
        plan = self.plan
        count = plan.batch * plan.accumulate
        rows = [self._row(index) for index in range((step - 1) * count, step * count)]
        return [
            batch_of(self.train, rows[first : first + plan.batch], plan.context)
            for first in range(0, count, plan.batch)
        ]

    def validation(self) -> Iterator[MicroBatch]:
        """At most `eval_batches` · `batch` rows, evenly spaced over those that the examples of the tail make."""
        if not len(self.val):
            return
        rows = self._rows(self.val, np.arange(len(self.val)))
        most = min(len(rows), self.plan.eval_batches * self.plan.batch)
        chosen = [rows[int(i)] for i in np.linspace(0, len(rows) - 1, most)]
        for first in range(0, most, self.plan.batch):
            yield batch_of(self.val, chosen[first : first + self.plan.batch], self.plan.context)

    def planned(self, plan: Plan) -> Packed:
        """The same data by another plan."""
        return replace(self, plan=plan, _epochs={}, _starts=[0])

    def _row(self, index: int) -> list[int]:
        """The examples of a row, counted over all epochs."""
        while self._starts[-1] <= index:
            epoch = len(self._starts) - 1
            self._starts.append(self._starts[-1] + len(self._epoch(epoch)))
        epoch = int(np.searchsorted(self._starts, index, side="right")) - 1
        return self._epoch(epoch)[index - self._starts[epoch]]

    def _epoch(self, epoch: int) -> Rows:
        if epoch not in self._epochs:
            for old in [e for e in self._epochs if e < epoch - 1]:
                del self._epochs[old]
            order = epoch_order(self.plan.seed, epoch, len(self.train))
            self._epochs[epoch] = self._rows(self.train, order)
        return self._epochs[epoch]

    def _rows(self, examples: Examples, order: NDArray[np.int64]) -> Rows:
        if not self.packing:
            return [[int(number)] for number in order]
        lengths = np.minimum(examples.lengths[order] - 1, self.plan.context)
        return [[int(order[i]) for i in row] for row in pack(lengths.tolist(), self.plan.context)]


def batch_of(examples: Examples, rows: Rows, context: int) -> MicroBatch:
    """The rows as one micro-batch, as long as its longest row; padding is a document of its own that asks nothing."""
    cut = [[_bounds(examples, number, context) for number in row] for row in rows]
    length = max(sum(end - start - 1 for start, end in row) for row in cut)
    inputs = torch.zeros(len(rows), length, dtype=torch.int64)
    targets = torch.full((len(rows), length), IGNORED)
    documents = torch.empty(len(rows), length, dtype=torch.int64)
    for r, row in enumerate(cut):
        at = 0
        documents[r] = len(row)
        for number, (start, end) in enumerate(row):
            until = at + end - start - 1
            ids = torch.from_numpy(examples.ids[start:end].astype(np.int64))
            learnt = torch.from_numpy(np.array(examples.learnt[start + 1 : end]))
            inputs[r, at:until] = ids[:-1]
            targets[r, at:until] = torch.where(learnt, ids[1:], IGNORED)
            documents[r, at:until] = number
            at = until
    # padding behind the only document of a row is the future of all that asks: it needs no mask
    return MicroBatch(inputs, targets, None if all(len(row) == 1 for row in rows) else documents)


def _bounds(examples: Examples, number: int, context: int) -> tuple[int, int]:
    start, end = int(examples.begins[number]), int(examples.begins[number + 1])
    return start, min(end, start + context + 1)
