"""Every head by itself: the estimate of one backward pass at once, then what each head is really worth."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.events import JobCancelled, JobFailed, Progress
from gpt_studio.protocol.looking import Sweep, Swept
from gpt_studio.protocol.switches import Switches
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .sweep_table import SweepTable


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
        """Mean or zero as the switches of the document have it."""
        self.begin_as(self._workspace.document.switches)

    def begin_as(self, how: Switches) -> None:
        """Ask for the estimate; when it is there, for all heads. Mean or zero as `how` has it."""
        model, document = self._workspace.model, self._workspace.document
        if model is None or self.running or len(document.tokens()) < 2:
            return
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
