"""The bar below the text that asks how many versions to write at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSpinBox, QToolButton, QWidget

from gpt_studio.ui.icons import icon
from gpt_studio.ui.workspace import Workspace

from .editor import Editor
from .generation import Generation

FEWEST, USUAL, MOST = 2, 4, 16


class SeveralBar(QFrame):
    """Enter writes them, Esc closes."""

    asked = Signal(int)

    def __init__(
        self, workspace: Workspace, editor: Editor, generation: Generation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self.setProperty("role", "card")
        self._label, self._hint = QLabel(self), QLabel(self)
        self._hint.setProperty("role", "muted")
        self.count = QSpinBox(self)
        self.count.setRange(FEWEST, MOST)
        self.count.setValue(USUAL)
        self._label.setBuddy(self.count)
        self.write = QPushButton(self)
        self._close = QToolButton(self)
        self._close.setProperty("kind", "icon")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self._label, self.count, self.write):
            layout.addWidget(widget)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._close)
        self.asked.connect(generation.write_several)
        self.write.clicked.connect(self._on_write)
        self._close.clicked.connect(self._on_close)
        workspace.busy_changed.connect(self._on_busy_changed)
        self._retranslate()
        self.hide()

    def open(self) -> None:
        """Ask for the number."""
        self.show()
        self.count.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.count.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_write()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._retranslate()
        super().changeEvent(event)

    def _on_write(self) -> None:
        if self.write.isEnabled():
            self._on_close()
            self.asked.emit(self.count.value())

    def _on_close(self) -> None:
        self.hide()
        self._editor.setFocus()

    def _on_busy_changed(self, busy: bool) -> None:
        self.write.setEnabled(not busy)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("How many versions"))
        self.count.setAccessibleName(self._label.text())
        self.write.setText(self.tr("Write"))
        self._hint.setText(self.tr("from the end of the text, all at once; Alt+\u2190 and Alt+\u2192 walk them"))
        self._close.setIcon(icon("close", "muted"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
