"""A line that says that the text is being read, for how long already, and stops it; only where it takes long."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

UNSEEN_MS = 600


class WaitingLine(QWidget):
    """Shown once a wait has lasted 600 ms. `stopped`: the person does not want to wait."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._stop = QLabel(self), QPushButton(self.tr("Stop"), self)
        self._text.setProperty("role", "muted")
        self._stop.setProperty("kind", "link")
        self._stop.clicked.connect(self.stopped)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        layout.addWidget(self._stop)
        layout.addStretch(1)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self.hide()

    def set_waiting(self, waiting: bool) -> None:
        """A wait begins or ends."""
        if waiting:
            self._clock.start()
            self._timer.start(UNSEEN_MS)
        else:
            self._timer.stop()
            self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._stop.setText(self.tr("Stop"))
        super().changeEvent(event)

    def _on_tick(self) -> None:
        seconds = self._clock.elapsed() / 1000
        self._text.setText(self.tr("Reading the text… {seconds} s").format(seconds=f"{seconds:.0f}"))
        self.show()
