"""A line that says that the pinned token was drawn under other samplers, and takes them over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.sampling import SamplingParams


class OtherSettings(QWidget):
    """Hidden where the token was drawn under the present samplers, or not drawn at all."""

    taken = Signal(object)  # SamplingParams

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sampling: SamplingParams | None = None
        self._line = QLabel(self)
        self._line.setProperty("role", "muted")
        self._line.setWordWrap(True)
        self.take = QPushButton(self)
        self.take.setProperty("kind", "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._line)
        layout.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.take.clicked.connect(self._on_take)
        self._retranslate()
        self.hide()

    def compare(self, drawn_with: SamplingParams | None, now: SamplingParams) -> None:
        """`drawn_with` None: it was not drawn here."""
        self._sampling = drawn_with
        self.setVisible(drawn_with is not None and drawn_with != now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._line.setText(
            self.tr("This token was drawn under other samplers; the steps shown are those of the present ones.")
        )
        self.take.setText(self.tr("Take the samplers of the token"))

    def _on_take(self) -> None:
        if self._sampling is not None:
            self.taken.emit(self._sampling)
