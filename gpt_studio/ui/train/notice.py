"""Where a run went wrong: one line, the end of its log, and a way to take both along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.ui import theme
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.style import restyle

SHOWN_LINES = 8


class Notice(QFrame):
    """Hidden until `say`; `error` or a milder notice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[str, tuple[str, ...], bool] | None = None
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton(self)
        self.copy.clicked.connect(self._on_copy)
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setFrameShape(QFrame.Shape.NoFrame)
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log.setFont(theme.mono_font(self.font().pointSizeF() * 0.92))
        row = QHBoxLayout()
        row.addWidget(self.message, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.log)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._retranslate()
        self.hide()

    def say(self, message: str, log: Sequence[str] = (), *, error: bool = True) -> None:
        """Show a line and, below it, lines of the log."""
        said = (message, tuple(log), error)
        if said != self._said:
            self._said = said
            restyle(self, role="banner" if error else "notice")
            self._fill(message, log)
        self.show()

    def _fill(self, message: str, log: Sequence[str]) -> None:
        self.message.setText(translated(message))
        self.log.setPlainText("\n".join(log))
        self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())
        lines = min(len(log), SHOWN_LINES)
        self.log.setFixedHeight(lines * self.log.fontMetrics().lineSpacing() + 16)
        self.log.setVisible(bool(log))

    def _on_copy(self) -> None:
        message, log = self._said[:2] if self._said else ("", ())
        shown = dict.fromkeys((self.message.text(), message, "\n".join(log)))
        text = "\n".join(filter(None, shown))
        QGuiApplication.clipboard().setText(text)

    def _retranslate(self) -> None:
        self.copy.setText(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the message and the log"))
        self.log.setAccessibleName(self.tr("End of the log"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            if self._said is not None:
                self._fill(*self._said[:2])
        super().changeEvent(event)
