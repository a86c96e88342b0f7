"""An error where it happened: one line, Details, Copy. Never a box in the way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import JobFailed

from . import theme
from .errors.saying import line_of, translated
from .icons import icon

DETAILS_HEIGHT = 160


class Banner(QFrame):
    """Hidden until something is told. The newest message replaces the one before."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: str | StudioError | JobFailed = ""
        self.setProperty("role", "banner")
        self._mark = QLabel(self)
        self._line = QLabel(self)
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._line.setWordWrap(True)
        self._line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setFont(theme.mono_font(9))
        self._details.setFixedHeight(DETAILS_HEIGHT)
        self._unfold, self._copy = QPushButton(self), QPushButton(self)
        self._unfold.setCheckable(True)
        for button in (self._unfold, self._copy):
            button.setProperty("kind", "link")
        self._close = QToolButton(self)
        self._close.setProperty("kind", "icon")
        self._unfold.toggled.connect(self._details.setVisible)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.clear)
        self._lay_out()
        self._dress()
        self.hide()

    def tell(self, line: str, details: str = "") -> None:
        """Show one line, in the window's language where it is one of an error; `details` unfold beneath it."""
        self._tell(line, details)

    def tell_failure(self, error: StudioError | JobFailed) -> None:
        """Show a refusal or a fault."""
        self._tell(error, error.details if isinstance(error, JobFailed) else "")

    def _tell(self, told: str | StudioError | JobFailed, details: str) -> None:
        self._told = told
        self._line.setText(self._shown())
        self._details.setPlainText(details)
        self._unfold.setVisible(bool(details))
        self._unfold.setChecked(False)
        self._details.hide()
        self.show()

    def clear(self) -> None:
        """Take the message away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def text(self) -> str:
        """The line that is shown."""
        return self._line.text()

    def _shown(self) -> str:
        """What was told, in the language in force."""
        return translated(self._told) if isinstance(self._told, str) else line_of(self._told)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()
            self._line.setText(self._shown())
        super().changeEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._line, 1)
        for button in (self._unfold, self._copy, self._close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addLayout(row)
        layout.addWidget(self._details)

    def _dress(self) -> None:
        self._mark.setPixmap(icon("warning", "error").pixmap(16, 16))
        self._close.setIcon(icon("close", "muted"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close the message"))
        self._unfold.setText(self.tr("Details"))
        self._copy.setText(self.tr("Copy"))

    def _on_copy(self) -> None:
        """The line as it is shown, as it is in English, which others understand, and the details."""
        told = self._told if isinstance(self._told, str) else self._told.one_line()
        parts = dict.fromkeys((self._line.text(), told, self._details.toPlainText()))
        QGuiApplication.clipboard().setText("\n\n".join(filter(None, parts)))
