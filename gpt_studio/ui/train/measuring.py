"""What a run would take: measured on this machine, in a process beside the window, once the form has come to rest."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import Estimate
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.measuring import Measurement
from gpt_studio.ui.workspace import Workspace

SETTLE_MS, LOOK_MS = 1200, 100
# What changes nothing of a step's time and memory.
FREE = (
    "run", "steps", "minutes", "lr", "min_lr", "schedule", "decay_steps", "warmup", "betas", "weight_decay", "clip",
    "eval_every", "save_every", "log_every", "sample_every", "early_stop", "on_divergence", "seed", "yield_share",
)  # fmt: skip


class Measuring(QObject):
    """Measures the newest run that is wanted. While text is written it waits: neither slows the other."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted: TrainParams | None = None
        self._child: Measurement | None = None
        self._killed: list[Measurement] = []
        self._known: dict[TrainParams, Estimate] = {}
        self.failure = ""
        self._settle, self._look = QTimer(self), QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._begin)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._on_look)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.beside_busy_changed.connect(self._on_busy_changed)

    @property
    def estimate(self) -> Estimate | None:
        """Of the run that is wanted, once it is measured."""
        return None if self._wanted is None else self._known.get(self._wanted)

    @property
    def measuring(self) -> bool:
        return self._child is not None

    @property
    def waits_for_text(self) -> bool:
        """Whether it will be measured when nothing is written any more."""
        return self._wants and self._workspace.running

    @property
    def _wants(self) -> bool:
        return self._wanted is not None and self.estimate is None and not self.failure

    def want(self, params: TrainParams | None) -> None:
        """What a run would take is asked for; None: of no run."""
        wanted = None if params is None else _measured_part(params)
        if wanted == self._wanted:
            return
        self._drop()
        self._wanted, self.failure = wanted, ""
        self._settle.stop()
        if self._wants:
            self._settle.start()
        self.changed.emit()

    def again(self) -> None:
        """Measure once more."""
        if self._wanted is not None:
            self._known.pop(self._wanted, None)
            self.failure = ""
            self._begin()

    def close(self) -> None:
        """Measure no more; no process is left."""
        self.want(None)
        for child in self._killed:
            child.wait()
        self._killed.clear()
        self._look.stop()

    def _begin(self) -> None:
        if self._workspace.running or self._wanted is None:
            self.changed.emit()
            return
        self._drop()
        try:
            self._child = Measurement(self._wanted)
        except StudioError as error:
            self.failure = error.one_line()
        self._look.start()
        self.changed.emit()

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._killed.append(self._child)
            self._child = None

    def _on_look(self) -> None:
        self._killed = [child for child in self._killed if not child.gone]
        if self._child is not None:
            self._read(self._child)
        if self._child is None and not self._killed:
            self._look.stop()

    def _read(self, child: Measurement) -> None:
        try:
            found = child.poll()
        except StudioError as error:
            self._child, self.failure = None, error.one_line()
            self.changed.emit()
            return
        if found is not None and self._wanted is not None:
            self._known[self._wanted] = found
            self._child = None
            self.changed.emit()

    def _on_busy_changed(self, _busy: bool) -> None:
        if self._workspace.running:
            self._drop()
            self._settle.stop()
        elif self._wants and not self.measuring:
            self._settle.start()
        self.changed.emit()


def _measured_part(params: TrainParams) -> TrainParams:
    """The run without what changes nothing of its steps."""
    return replace(params, **{field.name: field.default for field in fields(params) if field.name in FREE})
