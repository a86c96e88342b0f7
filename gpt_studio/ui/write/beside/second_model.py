"""The model of the right, where it is not that of the left: loaded beside it, given back when it is not wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import LoadModel, UnloadModel
from gpt_studio.protocol.events import JobCancelled, JobFailed, ModelLoaded, ModelUnloaded, Progress
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace


class SecondModel(QObject):
    """`model` is what the right writes with; None while it loads or where there is none."""

    changed = Signal()
    refused = Signal(object)  # JobFailed
    given_up = Signal()  # the load was cancelled

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._wanted: ModelKey | None = None
        self._own: ModelLoaded | None = None
        self._job = 0
        self._failed = False
        self._left_behind: set[int] = set()  # loads that were cancelled, perhaps too late
        self.progress: Progress | None = None
        bridge.progressed.connect(self._on_progressed)
        bridge.model_loaded.connect(self._on_model_loaded)
        bridge.model_unloaded.connect(self._on_model_unloaded)
        bridge.job_failed.connect(self._on_job_failed)
        bridge.job_cancelled.connect(self._on_job_cancelled)

    @property
    def model(self) -> ModelLoaded | None:
        left = self._workspace.model
        if self._wanted is None or left is None:
            return None
        if self._wanted == left.key:
            return left
        return self._own if self._own is not None and self._own.key == self._wanted else None

    @property
    def loading(self) -> bool:
        return self._job != 0

    def want(self, key: ModelKey | None) -> None:
        """Have a model at hand: the left's own, or one that is loaded beside it. None gives all back."""
        if key == self._wanted and not self._failed and (self.model is not None or self.loading):
            return
        self._wanted, self._failed = key, False
        self._cancel()
        self._give_back()
        left = self._workspace.model
        if key is not None and left is not None and key != left.key and self.model is None:
            self._job, self.progress = self._bridge.next_job(), None
            self._bridge.send(LoadModel(self._job, key, beside=left.key))
        self.changed.emit()

    def cancel(self) -> None:
        """End the load that is under way."""
        if self._job:
            self._cancel()
            self._failed = True
            self.given_up.emit()
            self.changed.emit()

    def _cancel(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)
            self._left_behind.add(self._job)
            self._job, self.progress = 0, None

    def _give_back(self) -> None:
        """Unload what was loaded for the right, unless it is wanted still or the left has taken it over."""
        own, left = self._own, self._workspace.model
        if own is None or own.key == self._wanted:
            return
        self._own = None
        if left is None or left.key != own.key:
            self._bridge.send(UnloadModel(self._bridge.next_job(), own.key))

    def _on_progressed(self, event: Progress) -> None:
        if event.job == self._job:
            self.progress = event
            self.changed.emit()

    def _on_model_loaded(self, event: ModelLoaded) -> None:
        """A load that was cancelled too late is given back at once."""
        if event.job == self._job:
            self._job, self.progress, self._own = 0, None, event
            self.changed.emit()
        elif event.job in self._left_behind:
            held = [model.key for model in (self._own, self._workspace.model) if model is not None]
            if event.key not in held:
                self._bridge.send(UnloadModel(self._bridge.next_job(), event.key))

    def _on_model_unloaded(self, event: ModelUnloaded) -> None:
        """Another load had to put it out, or the left gave back what both used: it is loaded again."""
        if self._own is not None and event.key == self._own.key:
            self._own = None
        if event.key == self._wanted and self.model is None and not self._job:
            self._wanted = None
            self.want(event.key)

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._job, self.progress, self._failed = 0, None, True
            self.changed.emit()
            self.refused.emit(event)

    def _on_job_cancelled(self, event: JobCancelled) -> None:
        if event.job == self._job:
            self._job, self.progress, self._failed = 0, None, True
            self.changed.emit()
