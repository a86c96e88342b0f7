"""The field for what is said next. Enter (or Ctrl+Enter) sends, Shift+Enter makes a line; what is composed waits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

MOST_LINES = 8
_SEND = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Composer(QFrame):
    """A field that grows with its lines, and Send."""

    sent = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.field = _Field(self)
        self.button = QPushButton(self)
        self.button.setProperty("kind", "primary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self.field)
        self.field.entered.connect(self._on_sent)
        self.field.textChanged.connect(self._on_text_changed)
        self.button.clicked.connect(self._on_sent)
        self._ready = False
        self._retranslate()
        self._on_text_changed()

    def set_ready(self, ready: bool) -> None:
        """Whether something can be sent now."""
        self._ready = ready
        self._show_button()

    def clear(self) -> None:
        self.field.clear()

    def _on_sent(self) -> None:
        if self._ready and self.field.toPlainText().strip():
            self.sent.emit(self.field.toPlainText())

    def _on_text_changed(self) -> None:
        lines = min(MOST_LINES, max(1, int(self.field.document().size().height())))
        self.field.setFixedHeight(lines * self.field.fontMetrics().lineSpacing() + 10)
        self._show_button()

    def _show_button(self) -> None:
        self.button.setEnabled(self._ready and bool(self.field.toPlainText().strip()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Say something. Enter sends, Shift+Enter begins a line."))
        self.field.setAccessibleName(self.tr("Message"))
        self.button.setText(self.tr("Send"))


class _Field(QPlainTextEdit):
    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setStyleSheet("background: transparent;")

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter sends what stands here; with nothing to send it is the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in _SEND and ctrl and self.toPlainText().strip():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        free = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier
        if event.key() in _SEND and not event.modifiers() & ~free:
            self.entered.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
