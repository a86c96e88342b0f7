"""Every head by itself: the estimate of one backward pass at once, then what each head is really worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.events import JobCancelled, JobFailed, Progress
from gpt_studio.protocol.looking import Sweep, Swept
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

MEASURES = ("delta_loss", "kl", "estimate")


@dataclass(frozen=True, eq=False)
class SweepTable:
    """[L, H] each, in nats a token: change of the loss, mean KL, and −∂loss/∂ξ, which estimates the former.

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

    @classmethod
    def of(cls, answer: Swept, asked: Sweep) -> SweepTable:
        """An answer to what was asked."""
        estimate = None if np.isnan(answer.screen).all() else -answer.screen
        return cls(
            answer.key, answer.records, asked.mode, asked.reference, answer.baseline_loss, answer.delta_loss,
            answer.kl, estimate,
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


class Sweeping(QObject):
    """`table` is the newest answer; `done` of `total` heads while it goes on."""

    changed = Signal()
    failed = Signal(object)  # JobFailed

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._workspace = bridge, workspace
        self._asked: Sweep | None = None
        self.table: SweepTable | None = None
        self.done = self.total = 0
        bridge.swept.connect(self._on_swept)
        bridge.progressed.connect(self._on_progressed)
        bridge.job_failed.connect(self._on_failed)
        bridge.job_cancelled.connect(self._on_cancelled)
        workspace.model_changed.connect(self._on_model)

    @property
    def running(self) -> bool:
        return self._asked is not None

    def begin(self) -> None:
        """Ask for the estimate; when it is there, for all heads. Mean or zero as the switches have it."""
        model, document = self._workspace.model, self._workspace.document
        if model is None or self.running or len(document.tokens()) < 2:
            return
        how = document.switches
        self.table, self.done, self.total = None, 0, model.info.layers * model.info.heads
        self._ask(Sweep(0, model.key, document.parts(), how.mode, how.reference, screen_only=True))

    def stop(self) -> None:
        """End it; the estimate stays."""
        if self._asked is not None:
            self._bridge.cancel(self._asked.job)
            self._asked = None
            self.changed.emit()

    def _ask(self, command: Sweep) -> None:
        self._asked = replace(command, job=self._bridge.next_job())
        self._bridge.send(self._asked)
        self.changed.emit()

    def _on_swept(self, event: Swept) -> None:
        asked = self._asked
        if asked is None or event.job != asked.job:
            return
        found = SweepTable.of(event, asked)
        if asked.screen_only:
            self.table = found
            self._ask(replace(asked, screen_only=False))
            return
        if found.estimate is None and self.table is not None:
            found = replace(found, estimate=self.table.estimate)
        self.table, self._asked = found, None
        self.changed.emit()

    def _on_progressed(self, event: Progress) -> None:
        if self._asked is not None and event.job == self._asked.job and event.phase == "heads":
            self.done, self.total = event.done, event.total
            self.changed.emit()

    def _on_failed(self, event: JobFailed) -> None:
        asked = self._asked
        if asked is None or event.job != asked.job:
            return
        if asked.screen_only and event.code == "unsupported":  # packed weights have no gradients
            self._ask(replace(asked, screen_only=False))
            return
        self._asked = None
        self.changed.emit()
        self.failed.emit(event)

    def _on_cancelled(self, event: JobCancelled) -> None:
        if self._asked is not None and event.job == self._asked.job:
            self._asked = None
            self.changed.emit()

    def _on_model(self, _model: object) -> None:
        self.stop()
        self.table = None
        self.changed.emit()


def ranked(table: SweepTable, measure: str) -> list[tuple[int, int]]:
    """(layer, head), the largest number first; what is no number comes last."""
    column = table.column(measure)
    if column is None:
        return []
    heads = [(layer, head) for layer in range(column.shape[0]) for head in range(column.shape[1])]
    return sorted(heads, key=lambda at: -float(column[at]) if not math.isnan(column[at]) else math.inf)
