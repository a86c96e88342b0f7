"""A question to the engine that follows what is wanted: asked once that rests, dropped when it is wanted no more."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol.commands import Command
from gpt_studio.protocol.events import JobFailed
from gpt_studio.ui.bridge import Bridge

PAUSE_MS = 300


class StandingQuestion(QObject):
    """Heirs say what a question is (`command`), what its answer (`take`) and when that is out of date (`holds`)."""

    changed = Signal()
    refused = Signal(object)  # JobFailed

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._job = 0
        self._wanted: Any = None
        self._asked: Any = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask)
        bridge.job_failed.connect(self._on_job_failed)

    @property
    def busy(self) -> bool:
        return self._job != 0

    # -- what heirs say -----------------------------------------------------------------------------------------

    def command(self, job: int, question: Any) -> Command:
        """The command that asks `question`."""
        raise NotImplementedError

    def take(self, event: Any) -> None:
        """Keep an answer."""
        raise NotImplementedError

    def holds(self, question: Any) -> bool:
        """Whether the answer that is kept, if there is one, is of use for `question` (None: nothing is wanted)."""
        raise NotImplementedError

    def drop_answer(self) -> None:
        """Keep no answer."""
        raise NotImplementedError

    def note_refusal(self, event: JobFailed, question: Any) -> None:
        """`question` was refused."""

    # -- asking -------------------------------------------------------------------------------------------------

    def want(self, question: Any) -> None:
        """Ask soon, unless this was asked already; None wants nothing."""
        if question == self._wanted:
            return
        self._wanted = question
        if not self.holds(question):
            self.drop_answer()
            self.changed.emit()
        if question is None:
            self._timer.stop()
            self._drop()
        elif question != self._asked:
            self._timer.start()

    def ask(self) -> None:
        """Ask now what is wanted."""
        self._timer.stop()
        question = self._wanted
        if question is None or question == self._asked:
            return
        self._drop()
        self._asked, self._job = question, self._bridge.next_job()
        self._bridge.send(self.command(self._job, question))
        self.changed.emit()

    def _drop(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)
        self._job, self._asked = 0, None

    def _on_answer(self, event: Any) -> None:
        if event.job == self._job:
            self._job = 0
            self.take(event)
            self.changed.emit()

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job != self._job or self._asked is None:
            return
        self._job = 0
        self.drop_answer()
        self.note_refusal(event, self._asked)
        self.changed.emit()
        self.refused.emit(event)
