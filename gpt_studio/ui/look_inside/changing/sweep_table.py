"""What every head by itself is worth, as numbers. Qt-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Sweep, Swept
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord

MEASURES = ("delta_loss", "kl", "estimate", "delta_difference")
GAINS = ("delta_difference",)  # of which less, not more, is worse for the text


@dataclass(frozen=True, eq=False)
class SweepTable:
    """[L, H] each, in nats a token: change of the loss, mean KL, and −∂loss/∂ξ, which estimates the former.

    `delta_difference`, in logits a token, is how much further the target is ahead of its rival, as Ablated has it.

    What is not known yet, or cannot be, is None.
    """

    key: ModelKey
    records: tuple[TokenRecord, ...]
    mode: str
    reference: str
    loss: float
    delta_loss: NDArray[np.float64] | None
    kl: NDArray[np.float64] | None
    estimate: NDArray[np.float64] | None
    delta_difference: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, answer: Swept, asked: Sweep) -> SweepTable:
        """An answer to what was asked."""
        estimate = None if np.isnan(answer.screen).all() else -answer.screen
        return cls(
            answer.key, answer.records, asked.mode, asked.reference, answer.baseline_loss, answer.delta_loss,
            answer.kl, estimate, answer.delta_difference,
        )  # fmt: skip

    def column(self, measure: str) -> NDArray[np.float64] | None:
        """One of MEASURES."""
        return getattr(self, measure)

    def known(self) -> list[str]:
        """The measures that are there."""
        return [measure for measure in MEASURES if self.column(measure) is not None]

    def is_of(self, ids: Sequence[int]) -> bool:
        """Whether it is about these tokens."""
        return list(ids) == [record.id for record in self.records]


def ranked(table: SweepTable, measure: str) -> list[tuple[int, int]]:
    """(layer, head), what the text needs most first; what is no number comes last."""
    column = table.column(measure)
    if column is None:
        return []
    heads = [(layer, head) for layer in range(column.shape[0]) for head in range(column.shape[1])]
    sign = 1.0 if measure in GAINS else -1.0
    return sorted(heads, key=lambda at: math.inf if math.isnan(column[at]) else sign * float(column[at]))
