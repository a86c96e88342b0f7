"""What a step learns from: micro-batches as a function of seed and step, whatever kind of data they are made of.

Symbols: B sequences of a micro-batch, T tokens of a sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from torch import Tensor

from .batches import Ids, even_starts, step_starts, windows_at
from .plan import Plan

IGNORED = -100  # a target from which nothing is learnt


@dataclass(frozen=True, slots=True)
class MicroBatch:
    """Inputs and targets (B, T), int64; a target is IGNORED where nothing is learnt.

    `documents` (B, T) numbers the document of each position, from 0 in each row; a position sees only its own
    document, whose first position is 0. None: each row is one document.
    """

    inputs: Tensor
    targets: Tensor
    documents: Tensor | None = None

    @property
    def learnt(self) -> int:
        """Targets from which something is learnt."""
        return int((self.targets != IGNORED).sum())


class Feed(Protocol):
    """Where micro-batches come from. Nothing in it remembers what was asked before: resuming needs no data state."""

    def step(self, step: int) -> list[MicroBatch]:
        """The micro-batches of a step, counted from 1."""
        ...

    def validation(self) -> Iterator[MicroBatch]:
        """The same micro-batches each time; none where nothing is kept for validation."""
        ...

    def planned(self, plan: Plan) -> Feed:
        """The same data by another plan."""
        ...


@dataclass(frozen=True)
class Windows:
    """Running text: windows of `plan.context` tokens that begin anywhere, each token of them learnt."""

    train: Ids
    val: Ids
    plan: Plan

    def step(self, step: int) -> list[MicroBatch]:
        """Windows drawn with replacement; row r is the same whatever the number of micro-batches."""
        plan = self.plan
        starts = step_starts(plan.seed, step, plan.batch * plan.accumulate, len(self.train) - plan.context)
        return [
            MicroBatch(*windows_at(self.train, starts[first : first + plan.batch], plan.context))
            for first in range(0, len(starts), plan.batch)
        ]

    def validation(self) -> Iterator[MicroBatch]:
        """Evenly spaced windows over the tail; a tail shorter than the context is one window."""
        if len(self.val) < 2:
            return
        length = min(self.plan.context, len(self.val) - 1)
        starts = even_starts(len(self.val), length, self.plan.eval_batches * self.plan.batch)
        for first in range(0, len(starts), self.plan.batch):
            yield MicroBatch(*windows_at(self.val, starts[first : first + self.plan.batch], length))

    def planned(self, plan: Plan) -> Windows:
        """The same data by another plan."""
        return replace(self, plan=plan)
