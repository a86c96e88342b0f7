"""Typed text is scored after a pause, so that it is tinted and can be clicked like text that was drawn."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol.commands import Score
from gpt_studio.protocol.events import JobFailed, TextScored
from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.switches import Switches
from gpt_studio.store.document import Document
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .draw_settings import DrawSettings

PAUSE_MS = 300

Question = tuple[Document, Parts, Switches]  # another document may say the same text


class Scoring(QObject):
    """Asks for one pass over the text when it has rested for 300 ms. An answer to an older text is dropped."""

    refused = Signal(object)  # JobFailed
    answered = Signal()

    def __init__(
        self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self._job = 0
        self._asked: Question | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        workspace.text_changed.connect(self._on_text_changed)
        workspace.model_changed.connect(self._on_model_changed)
        workspace.busy_changed.connect(self._on_text_changed)
        bridge.text_scored.connect(self._on_text_scored)
        bridge.job_failed.connect(self._on_job_failed)

    def _on_text_changed(self, _busy: bool = False) -> None:
        """While a generation runs its own first answer gives the boundaries; the numbers come after it."""
        if not self._workspace.busy and self._wanted():
            self._timer.start()
        else:
            self._timer.stop()

    def _on_model_changed(self, _model: object) -> None:
        self._asked = None
        self._on_text_changed()

    def _wanted(self) -> bool:
        document = self._workspace.document
        return self._workspace.model is not None and document.needs_score() and self._question() != self._asked

    def _question(self) -> Question:
        document = self._workspace.document
        return document, document.parts(), self._workspace.switches_in_text

    def _ask(self) -> None:
        model = self._workspace.model
        if model is None or self._workspace.busy or not self._wanted():
            return
        self._asked = _, parts, switches = self._question()
        top = self._settings.alternatives
        command = Score(self._bridge.next_job(), model.key, parts, top=top, switches=switches)
        self._job = self._bridge.send(command)

    def _on_text_scored(self, event: TextScored) -> None:
        model, document = self._workspace.model, self._workspace.document
        if event.job != self._job or model is None or event.key != model.key:
            return
        if self._asked is None or self._asked[2] != self._workspace.switches_in_text:
            return  # of another network
        if document.set_scores(event.records):
            self.answered.emit()
            self._workspace.touch_text()
        elif self._question() != self._asked:
            self._asked = None  # should the text come back, it is asked again

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self.refused.emit(event)
