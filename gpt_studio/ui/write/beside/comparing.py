"""Asks what both models say of the document's tokens, once the text rests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol.commands import Compare
from gpt_studio.protocol.events import Compared, JobFailed
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.sampling import DrawnWith
from gpt_studio.ui.bridge import Bridge

PAUSE_MS = 300
# (left, right, text, how both draw)
Question = tuple[ModelKey, ModelKey, Parts, tuple[DrawnWith, DrawnWith] | None]


class Comparing(QObject):
    """`told` is the newest answer. `same_tokens` is None until the engine has said whether the vocabularies agree."""

    changed = Signal()
    refused = Signal(object)  # JobFailed

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._job = 0
        self._wanted: Question | None = None
        self._asked: Question | None = None
        self._others: set[tuple[ModelKey, ModelKey]] = set()  # pairs that have other tokens
        self._agree: set[tuple[ModelKey, ModelKey]] = set()
        self.told: Compared | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask)
        bridge.compared.connect(self._on_compared)
        bridge.job_failed.connect(self._on_job_failed)

    @property
    def busy(self) -> bool:
        return self._job != 0

    def same_tokens(self, left: ModelKey, right: ModelKey) -> bool | None:
        """Whether two models have one vocabulary; None: nobody has asked."""
        if left.path == right.path or (left, right) in self._agree:
            return True
        return False if (left, right) in self._others else None

    def want(self, question: Question | None) -> None:
        """Ask soon, unless this was asked already; None wants nothing."""
        if question == self._wanted:
            return
        self._wanted = question
        if self.told is not None and (question is None or self._keys(self.told) != question[:2]):
            self.told = None
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
        self._bridge.send(Compare(self._job, *question))
        self.changed.emit()

    def _drop(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)
        self._job, self._asked = 0, None

    def _keys(self, told: Compared) -> tuple[ModelKey, ModelKey]:
        return told.key_a, told.key_b

    def _on_compared(self, event: Compared) -> None:
        if event.job == self._job:
            self._job, self.told = 0, event
            self._agree.add(self._keys(event))
            self.changed.emit()

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job != self._job or self._asked is None:
            return
        self._job, self.told = 0, None
        if event.code == "other_tokens":
            self._others.add(self._asked[:2])
        self.changed.emit()
        self.refused.emit(event)
