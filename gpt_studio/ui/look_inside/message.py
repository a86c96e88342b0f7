"""What stands in the place of a map: what it is for and the one next step, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Message(QWidget):
    """A heading, a sentence, a button for the next step, and for errors one that copies what there is to know."""

    stepped = Signal()
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._text = QLabel(self), QLabel(self)
        self._step, self._copy = QPushButton(self), QPushButton(self)
        self._heading.setProperty("role", "heading")
        for label in (self._heading, self._text):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy.setProperty("kind", "link")
        self._step.clicked.connect(self.stepped)
        self._copy.clicked.connect(self.copied)
        buttons = QHBoxLayout()
        buttons.addWidget(self._step)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 24, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._heading)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def say(self, heading: str, text: str, step: str = "", copy: str = "") -> None:
        """Show a message; empty buttons are not there."""
        self._heading.setText(heading)
        self._text.setText(text)
        for button, label in ((self._step, step), (self._copy, copy)):
            button.setText(label)
            button.setVisible(bool(label))

    def texts(self) -> tuple[str, str]:
        """(heading, sentence) as shown."""
        return self._heading.text(), self._text.text()
