"""One download: how far it is, how fast, how long it takes yet; Cancel, Resume, Delete, Open."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import Answer, Fetched, FetchFailed, FetchProgress, GetFiles, GetWheel
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.style import restyle
from gpt_studio.ui.token_text import byte_count

SPEED_OVER_S = 4.0
SHOWN_STEPS = 1000


class TransferRow(QFrame):
    """Knows nothing of processes: its page tells it what comes and does what it asks for."""

    cancel_asked = Signal()
    resume_asked = Signal()
    delete_asked = Signal()
    open_asked = Signal(str)

    def __init__(self, name: str, request: GetFiles | GetWheel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.request = request
        self.path = ""
        self._state = "begun"  # running, begun, failed, done
        self._told = FetchProgress("connecting")
        self._error = ""
        self._seen: deque[tuple[float, int]] = deque()
        self.setProperty("role", "card")
        self._name, self.status = QLabel(name, self), QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.cancel, self.resume, self.delete, self.open = (QPushButton(self) for _ in range(4))
        for button in (self.cancel, self.resume, self.delete, self.open):
            button.setAutoDefault(False)
        self.open.setProperty("kind", "primary")
        self.cancel.clicked.connect(self.cancel_asked)
        self.resume.clicked.connect(self.resume_asked)
        self.delete.clicked.connect(self.delete_asked)
        self.open.clicked.connect(self._on_open)
        self._lay_out()
        self._refresh()

    @property
    def running(self) -> bool:
        """Whether a process fetches it now."""
        return self._state == "running"

    @property
    def failed(self) -> bool:
        """Whether it ended in a refusal, which it shows."""
        return self._state == "failed"

    # -- what its page tells ------------------------------------------------------------------------------------

    def show_begun(self, done: int, total: int) -> None:
        """It lies on the disk, `done` of `total` bytes."""
        self._state, self._told = "begun", FetchProgress("downloading", done, total)
        self._refresh()

    def show_started(self) -> None:
        """A process begins with it."""
        self._state, self._told, self._error = "running", FetchProgress("connecting"), ""
        self._seen.clear()
        self._refresh()

    def show_answer(self, told: Answer) -> None:
        """Progress, or the end."""
        match told:
            case FetchProgress():
                self._told = told
                self._note_speed(told)
            case Fetched():
                self._state, self.path = "done", told.path
            case FetchFailed():
                error = StudioError(
                    told.code, told.message, expected=told.expected, found=told.found, remedy=told.remedy
                )
                self._state, self._error = "failed", error.one_line()
            case _:
                self._state = "begun"
        self._refresh()

    def _note_speed(self, told: FetchProgress) -> None:
        now = time.monotonic()
        if told.phase != "downloading":
            self._seen.clear()
            return
        self._seen.append((now, told.done))
        while self._seen and now - self._seen[0][0] > SPEED_OVER_S:
            self._seen.popleft()

    def speed(self) -> float:
        """Bytes a second over the last seconds; 0 while that is not known."""
        if len(self._seen) < 2 or self._seen[-1][0] - self._seen[0][0] < 0.3:
            return 0.0
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        return max(0.0, (last - first) / (end - start))

    # -- how it looks -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._name)
        texts.addWidget(self.bar)
        texts.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        for button in (self.cancel, self.resume, self.delete, self.open):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _refresh(self) -> None:
        running = self.running
        self.cancel.setVisible(running)
        self.resume.setVisible(self._state in ("begun", "failed"))
        self.delete.setVisible(self._state in ("begun", "failed"))
        self.open.setVisible(self._state == "done")
        self.bar.setVisible(running or (self._state == "begun" and self._told.done > 0))
        known = self._told.total > 0 and self._told.phase != "connecting"
        self.bar.setRange(0, SHOWN_STEPS if known or not running else 0)
        if known:
            self.bar.setValue(round(SHOWN_STEPS * self._told.done / self._told.total))
        restyle(self.status, role="error" if self._state == "failed" else "muted")
        self.status.setText(self._status())
        self._retranslate_buttons()

    def _status(self) -> str:
        if self._state == "failed":
            return translated(self._error)
        if self._state == "done":
            return self.tr("Here, every byte checked: {path}").format(path=self.path)
        amount = self.tr("{done} of {total}").format(
            done=byte_count(self._told.done), total=byte_count(self._told.total)
        )
        if self._state == "begun":
            anew = isinstance(self.request, GetWheel)
            return (
                self.tr("Interrupted; pip begins anew.")
                if anew
                else self.tr("Interrupted at {amount}.").format(amount=amount)
            )
        match self._told.phase:
            case "connecting":
                return self.tr("Connecting…")
            case "waiting":
                return self.tr("The connection broke at {amount}; trying again…").format(amount=amount)
            case "checking":
                return self.tr("Checking the content: {amount}").format(amount=amount)
            case _:
                return " · ".join(filter(None, [amount, *self._pace()]))

    def _pace(self) -> list[str]:
        speed = self.speed()
        if not speed:
            return []
        left = (self._told.total - self._told.done) / speed
        return [self.tr("{size} per second").format(size=byte_count(round(speed))), self._time_left(left)]

    def _time_left(self, seconds: float) -> str:
        if seconds < 60:
            return self.tr("%n second(s) left", "", max(1, round(seconds)))
        if seconds < 3600:
            return self.tr("%n minute(s) left", "", round(seconds / 60))
        return self.tr("%n hour(s) left", "", round(seconds / 3600))

    def _retranslate_buttons(self) -> None:
        for button, text, what in (
            (self.cancel, self.tr("Cancel"), self.tr("Cancel the download of {name}")),
            (self.resume, self.tr("Resume"), self.tr("Go on with the download of {name}")),
            (self.delete, self.tr("Delete"), self.tr("Delete what was fetched of {name}")),
            (self.open, self.tr("Open"), self.tr("Open {name}")),
        ):
            button.setText(text)
            button.setAccessibleName(what.format(name=self.name))
        self.bar.setAccessibleName(self.tr("How far {name} is").format(name=self.name))

    def _on_open(self) -> None:
        self.open_asked.emit(self.path)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
