"""What stands around a view that asks the engine one question: the error, the wait, and a way to ask again."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.protocol.events import JobFailed
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.inquiry import Inquiry

from .message import Message
from .waiting import WaitingLine


class Frame(QWidget):
    """Shows `content`, or that the engine refused and why. `show_failure` None takes the refusal back."""

    def __init__(self, content: QWidget, inquiry: Inquiry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inquiry = inquiry
        self._failure: JobFailed | None = None
        self.banner, self.message, self.waiting = Banner(self), Message(self), WaitingLine(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(content)
        self._pages.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.waiting)
        inquiry.failed.connect(self.show_failure)
        inquiry.waiting_changed.connect(self.waiting.set_waiting)
        self.waiting.stopped.connect(self._on_stopped)
        self.message.stepped.connect(self._on_again)

    @property
    def refused(self) -> bool:
        return self._failure is not None

    def show_failure(self, failure: JobFailed | None) -> None:
        """Say what went wrong in the place of the content."""
        self._failure = failure
        if failure is None:
            self.banner.clear()
        else:
            self.banner.tell_failure(failure)
            self.message.say(
                self.tr("This text cannot be looked into"),
                translated(failure.remedy) or self.tr("The text and the model are as they were."),
                self.tr("Try again"),
            )
        self._pages.setCurrentIndex(0 if failure is None else 1)

    def _on_stopped(self) -> None:
        self._inquiry.stop()
        self.show_failure(JobFailed(0, "cancelled", self.tr("Reading the text was stopped.")))

    def _on_again(self) -> None:
        self.show_failure(None)
        self._inquiry.again()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._failure is not None:
            self.show_failure(self._failure)
        super().changeEvent(event)
