"""When attention is asked for: soon after the last change, one question at a time, and seldom enough while writing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gpt_studio.protocol.commands import Attend
from gpt_studio.protocol.events import AttentionReady, JobCancelled, JobFailed
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.ui.bridge import Bridge

SETTLE_MS = 60
# While the model writes, reading for the map takes at most about a third of its time.
REST_OF_LAST = 2
LONGEST_REST_MS = 5000


@dataclass(frozen=True)
class Question:
    """What attention is asked of."""

    key: ModelKey
    parts: Parts
    layers: tuple[int, ...]
    value_weighted: bool = False
    switches: Switches = NOTHING_OFF


class AttentionRequests(QObject):
    """Asks the engine for what is wanted now; the answer to an older question is still passed on.

    A question that failed is not asked again until something else is wanted or `again` is called.
    """

    answered = Signal(object)  # AttentionReady
    failed = Signal(object)  # JobFailed
    waiting_changed = Signal(bool)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._wanted: Question | None = None
        self._asked: Question | None = None
        self._job: int | None = None
        self._relaxed = False
        self._clock = QElapsedTimer()
        self._took_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        bridge.attention_ready.connect(self._on_ready)
        bridge.job_failed.connect(self._on_failed)
        bridge.job_cancelled.connect(self._on_cancelled)

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._job is not None

    @property
    def asked(self) -> Question | None:
        """What was asked last."""
        return self._asked

    def want(self, question: Question | None, *, relaxed: bool = False) -> None:
        """What is to be shown now, None for nothing. `relaxed`: leave the engine time to write."""
        self._wanted, self._relaxed = question, relaxed
        if question is None:
            self._timer.stop()
        elif self._job is not None and self._asked is not None and question.key != self._asked.key:
            self._drop()  # another model: the old answer says nothing
        self._plan()

    def again(self) -> None:
        """Ask once more what was asked last."""
        self._asked = None
        self._plan()

    def stop(self) -> None:
        """End the question that runs; it is not asked again by itself."""
        if self._job is not None:
            self._drop()

    def _plan(self) -> None:
        if self._job is not None or self._wanted is None or self._wanted == self._asked:
            return
        wait = max(SETTLE_MS, self._rest())
        if not self._timer.isActive() or wait < self._timer.remainingTime():
            self._timer.start(wait)

    def _rest(self) -> int:
        """Milliseconds that the engine is left alone; none when another head is looked for."""
        same_heads = self._asked is not None and self._wanted is not None and self._asked.layers == self._wanted.layers
        return min(REST_OF_LAST * self._took_ms, LONGEST_REST_MS) if self._relaxed and same_heads else 0

    def _ask(self) -> None:
        question = self._wanted
        if question is None or self._job is not None:
            return
        self._asked, self._job = question, self._bridge.next_job()
        self._clock.start()
        self.waiting_changed.emit(True)
        command = Attend(
            self._job, question.key, question.parts, question.layers, switches=question.switches,
            value_weighted=question.value_weighted,
        )  # fmt: skip
        self._bridge.send(command)

    def _drop(self) -> None:
        if self._job is not None:
            self._bridge.cancel(self._job)
            self._end()

    def _end(self) -> None:
        self._took_ms, self._job = self._clock.elapsed(), None
        self.waiting_changed.emit(False)

    def _on_ready(self, event: AttentionReady) -> None:
        if event.job == self._job:
            self._end()
            self.answered.emit(event)
            self._plan()

    def _on_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._end()
            self.failed.emit(event)
            self._plan()

    def _on_cancelled(self, event: JobCancelled) -> None:
        if event.job == self._job:
            self._end()
            self._plan()
