"""Through the text again: a slider over its tokens, and a button that plays it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

STEP_MS = 120


class Scrubber(QWidget):
    """`moved` says a token. At its end the slider goes along with a text that grows."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.play = QToolButton(self)
        self._place = QLabel(self)
        self.play.setCheckable(True)
        self.play.setAutoRaise(True)
        self._place.setProperty("role", "muted")
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.play, self.slider, self._place):
            layout.addWidget(widget, 1 if widget is self.slider else 0)
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._on_timer)
        self.slider.valueChanged.connect(self._on_value)
        self.play.toggled.connect(self._on_play)
        self.set_count(0)
        self._retranslate()

    @property
    def at_end(self) -> bool:
        return self.slider.value() == self.slider.maximum()

    def set_count(self, count: int) -> None:
        """How many tokens there are."""
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(count - 1, 0))
        self.setEnabled(count > 1)
        self._place.setMinimumWidth(self.fontMetrics().horizontalAdvance(f"{count} / {count}") + 4)
        self._tell()

    def show_token(self, token: int) -> None:
        """Where the text is looked at from; nothing is said."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(max(token, 0))
        self._tell()

    def stop(self) -> None:
        """End playing."""
        self.play.setChecked(False)

    def _tell(self) -> None:
        self._place.setText(f"{self.slider.value() + 1} / {self.slider.maximum() + 1}")

    def _on_value(self, value: int) -> None:
        self._tell()
        self.moved.emit(value)

    def _on_play(self, playing: bool) -> None:
        if playing and self.at_end:
            self.slider.setValue(0)
        if playing:
            self._timer.start()
        else:
            self._timer.stop()
        self._retranslate()

    def _on_timer(self) -> None:
        self.slider.setValue(self.slider.value() + 1)
        if self.at_end:
            self.stop()

    def hideEvent(self, event: object) -> None:
        self.stop()

    def _retranslate(self) -> None:
        playing = self.play.isChecked()
        self.play.setText("❚❚" if playing else "▶")
        self.play.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
        self.play.setToolTip(self.tr("Go through the text again, token by token"))
        self.slider.setAccessibleName(self.tr("Token that looks"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
