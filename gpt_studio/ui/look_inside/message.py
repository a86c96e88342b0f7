"""What stands in the place of a map: what it is for, or why there is none, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Message(QWidget):
    """A heading, a sentence, and a button for the next step."""

    stepped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._text, self._step = QLabel(self), QLabel(self), QPushButton(self)
        self._heading.setProperty("role", "heading")
        for label in (self._heading, self._text):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._step.clicked.connect(self.stepped)
        button = QHBoxLayout()
        button.addWidget(self._step)
        button.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 24, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._heading)
        layout.addWidget(self._text)
        layout.addLayout(button)
        layout.addStretch(1)

    def say(self, heading: str, text: str, step: str = "") -> None:
        """Show a message; without a next step there is no button."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._step.setText(step)
        self._step.setVisible(bool(step))

    def texts(self) -> tuple[str, str, str]:
        """Heading, sentence and next step as shown."""
        return self._heading.text(), self._text.text(), self._step.text()
