"""One kind of question to the engine: the newest that is wanted, asked once, its answer told from all older ones."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from gpt_studio.protocol.datasets import PreviewData
from gpt_studio.protocol.events import JobCancelled, JobFailed
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate, Lens

from .bridge import Bridge

SETTLE_MS = 60
Question = Lens | Attribute | Calculate | Ablate | PreviewData


class Inquiry(QObject):
    """`want` a question with any job number; what was answered, or failed, is not asked again until `again`.

    An overtaken question is cancelled, and what it brings is dropped.
    """

    answered = Signal(object)  # the event
    failed = Signal(object)  # JobFailed
    waiting_changed = Signal(bool)

    def __init__(self, bridge: Bridge, answers: SignalInstance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._wanted: Question | None = None
        self._asked: Question | None = None
        self._job = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._ask)
        answers.connect(self._on_answer)
        bridge.job_failed.connect(self._on_failed)
        bridge.job_cancelled.connect(self._on_cancelled)

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._job != 0

    def want(self, question: Question | None) -> None:
        """What is to be shown now; None for nothing."""
        self._wanted = None if question is None else replace(question, job=0)
        if self._wanted == self._asked:
            self._timer.stop()
            return
        self._drop()
        if self._wanted is None:
            self._asked = None
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def again(self) -> None:
        """Ask once more what is wanted."""
        self._drop()
        self._asked = None
        if self._wanted is not None:
            self._timer.start()

    def stop(self) -> None:
        """End the question that runs; it is not asked again by itself."""
        self._drop()

    def _ask(self) -> None:
        if self._wanted is None or self._wanted == self._asked:
            return
        self._asked, self._job = self._wanted, self._bridge.next_job()
        self._bridge.send(replace(self._wanted, job=self._job))
        self.waiting_changed.emit(True)

    def _drop(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)
            self._end()

    def _end(self) -> None:
        self._job = 0
        self.waiting_changed.emit(False)

    def _on_answer(self, event: object) -> None:
        if self._job and getattr(event, "job", 0) == self._job:
            self._end()
            self.answered.emit(event)

    def _on_failed(self, event: JobFailed) -> None:
        if self._job and event.job == self._job:
            self._end()
            self.failed.emit(event)

    def _on_cancelled(self, event: JobCancelled) -> None:
        if self._job and event.job == self._job:
            self._end()
