"""Loading a model into the engine, and its adapters into its weights: one at a time, with progress and cancel.

What was loaded stays until the other is there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import LoadModel, Merge, UnloadModel
from gpt_studio.protocol.events import JobCancelled, JobFailed, ModelLoaded, Progress
from gpt_studio.protocol.models import ModelKey

from .bridge import Bridge
from .workspace import Workspace

WEIGHT_FILES = ("ckpt.pt", "model.safetensors", "pytorch_model.bin", "config.json", "model.safetensors.index.json")


class ModelLoader(QObject):
    """Puts the model that was loaded last into the workspace."""

    changed = Signal()  # what is being loaded, or how far it is
    loaded = Signal(object)  # ModelLoaded
    merged = Signal(object)  # ModelLoaded: other adapters than before are in the weights of the same model
    refused = Signal(object)  # JobFailed
    held_otherwise = Signal(int)  # the same files in another precision: the character at which the pinned token begins

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._job = 0
        self._merge = 0  # the job that changes what is merged; its end is waited for, also when it is cancelled
        self.how = ModelKey("")  # as the program was started: its model, and device and precision of others
        self.path = ""  # what is being loaded
        self.progress: Progress | None = None
        self.begun = 0.0  # time.monotonic() of its start
        workspace.load_asked.connect(self.load_key)
        bridge.progressed.connect(self._on_progressed)
        bridge.model_loaded.connect(self._on_model_loaded)
        bridge.job_failed.connect(self._on_job_failed)
        bridge.job_cancelled.connect(self._on_job_cancelled)

    @property
    def loading(self) -> bool:
        return self._job != 0 or self._merge != 0

    @property
    def merging(self) -> bool:
        """Whether it is not another model that is loaded, but the adapters of this one that go in or out."""
        return self._merge != 0 and not self._job

    def load(self, path: str) -> None:
        """Load a MODEL as the program was started; a load that is under way is cancelled."""
        self.load_key(self.key_of(path))

    def key_of(self, path: str) -> ModelKey:
        """How a MODEL is loaded unless something else is chosen."""
        return self.how if path == self.how.path else ModelKey(path, self.how.dtype, self.how.device)

    def load_key(self, key: ModelKey) -> None:
        """Load a model in the way that its key says."""
        self.cancel()
        self._job = self._bridge.next_job()
        self._bridge.send(LoadModel(self._job, key))
        self._begin(key.path)

    def merge(self, numbers: Iterable[int]) -> None:
        """Have exactly these adapters in the weights of the loaded model, () none; nothing while it is loading."""
        model, wanted = self._workspace.model, tuple(sorted(numbers))
        if model is None or self.loading or model.key.merged == wanted:
            return
        self._merge = self._bridge.next_job()
        self._bridge.send(Merge(self._merge, model.key, wanted))
        self._begin(model.key.path)

    def unload(self) -> None:
        """Give the loaded model's memory back. The text stays; nothing can be written until a model is loaded."""
        model = self._workspace.model
        if model is None:
            return
        if self._merge:
            self.cancel()
        self._workspace.set_pinned(-1)
        self._workspace.set_model(None)
        self._workspace.touch_text()
        self._bridge.send(UnloadModel(self._bridge.next_job(), model.key))
        self.changed.emit()

    def cancel(self) -> None:
        """End the load that is under way; a merge ends when the engine says so, since the weights are shared."""
        if self._merge:
            self._bridge.cancel(self._merge)
        if self._job:
            self._bridge.cancel(self._job)
            self._ended(self._job)

    def _pinned_character(self) -> int:
        tokens, pinned = self._workspace.document.tokens(), self._workspace.pinned
        return tokens[pinned].start if 0 <= pinned < len(tokens) else -1

    def _begin(self, path: str) -> None:
        self.path, self.progress, self.begun = path, None, time.monotonic()
        self._tell()

    def _tell(self) -> None:
        self._workspace.merging = self.merging
        self._workspace.set_loading(self.loading)
        self.changed.emit()

    def _ended(self, job: int) -> bool:
        """Whether the job was one of these two, which is over now."""
        if not job or job not in (self._job, self._merge):
            return False
        self._job, self._merge = (number if number != job else 0 for number in (self._job, self._merge))
        self.progress = None
        if not self.loading:
            self.path = ""
        self._tell()
        return True

    def _on_progressed(self, event: Progress) -> None:
        if event.job == (self._job or self._merge):
            self.progress = event
            self.changed.emit()

    def _on_model_loaded(self, event: ModelLoaded) -> None:
        merged = event.job == self._merge
        if not self._ended(event.job):
            return
        before, pinned = self._workspace.model, self._pinned_character()
        if merged and before is None:  # it was unloaded meanwhile
            self._bridge.send(UnloadModel(self._bridge.next_job(), event.key))
            return
        self._workspace.document.set_model(model_name(event))
        self._workspace.set_pinned(-1)
        self._workspace.set_model(event)
        if before is not None and before.key.same_files(event.key) and pinned >= 0:
            self.held_otherwise.emit(pinned)
        self._workspace.touch_text()
        if merged:
            self.merged.emit(event)
            return
        if before is not None and before.key != event.key:
            self._bridge.send(UnloadModel(self._bridge.next_job(), before.key))
        self.loaded.emit(event)

    def _on_job_failed(self, event: JobFailed) -> None:
        if self._ended(event.job):
            self.refused.emit(event)

    def _on_job_cancelled(self, event: JobCancelled) -> None:
        self._ended(event.job)


def model_title(path: str) -> str:
    """What a model is called in the window.

    Its folder; a file with its folder; a run's checkpoint with its run; a snapshot of a cache by its repository.
    """
    if path == BUNDLED:
        return QCoreApplication.translate("Models", "bundled")
    place = Path(path)
    for folder in (place, place.parent):
        cache = folder.parent.parent.name
        if folder.parent.name == "snapshots" and cache.startswith("models--"):
            repository = cache.removeprefix("models--").replace("--", "/")
            return repository if folder is place else f"{repository} · {place.name}"
    if place.name in WEIGHT_FILES and place.parent.name:
        return f"{place.parent.name}/{place.name}"
    if place.parent.name == "checkpoints" and place.parent.parent.name:
        return f"{place.parent.parent.name} · {place.name}"
    return place.name or path


def model_name(model: ModelLoaded) -> str:
    """What tells models apart in a document: where the checkpoint lies, what it is, and what changes its numbers."""
    info, key = model.info, model.key
    name = f"{key.path} ({info.family} {info.layers}x{info.heads}x{info.width}, vocabulary {info.vocab})"
    changes = [*([key.dtype] if key.dtype != "auto" else []), *key.adapters]
    merged = [f"merged: {adapter.name}" for adapter in model.adapters if adapter.merged]
    return " + ".join([name, *changes, *merged])
