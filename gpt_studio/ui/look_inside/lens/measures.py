"""Which number colours the lens, and the scale that says so: pale is unsure, strong is sure."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gpt_studio.ui import theme
from gpt_studio.ui.terms import tip

from .painting import ends
from .table import MEASURES

SWATCHES, SWATCH, HEIGHT = 8, 9, 10


class MeasureChoice(QWidget):
    """`changed` says the measure. Following a token offers one more: that token's own probability."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measure = MEASURES[0]
        self._followed = ""
        self.box = QComboBox(self)
        self._low, self._high, self._scale = QLabel(self), QLabel(self), _Scale(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.box)
        layout.addSpacing(6)
        for widget in (self._low, self._scale, self._high):
            layout.addWidget(widget)
        for label in (self._low, self._high):
            label.setProperty("role", "muted")
        layout.addStretch(1)
        self.box.currentIndexChanged.connect(self._on_index)
        self._retranslate()

    def follow(self, text: str) -> None:
        """Offer and choose the token that is followed; '' takes it away again."""
        if text == self._followed:
            return
        began = bool(text) and not self._followed
        self._followed = text
        measure = "token" if began else self.measure if text or self.measure != "token" else MEASURES[0]
        self._fill(measure)

    def choose(self, measure: str) -> None:
        """Go to a measure, where it is offered."""
        at = self.box.findData(measure)
        if at >= 0:
            self.box.setCurrentIndex(at)

    def _fill(self, measure: str) -> None:
        offered = [m for m in MEASURES if m != "token" or self._followed]
        with QSignalBlocker(self.box):
            self.box.clear()
            for one in offered:
                self.box.addItem(self._title(one), one)
            self.box.setCurrentIndex(offered.index(measure))
        self._on_index()

    def _on_index(self, _index: int = 0) -> None:
        measure = str(self.box.currentData())
        low, high = ends(measure)
        self._low.setText(low)
        self._high.setText(high)
        self.box.setToolTip(tip({"token": "lens"}.get(measure, measure)))
        if measure != self.measure:
            self.measure = measure
            self.changed.emit(measure)

    def _title(self, measure: str) -> str:
        return {
            "probability": self.tr("Probability of the best"),
            "rank": self.tr("Rank of what comes next"),
            "entropy": self.tr("Entropy"),
            "token": self.tr("Probability of {token}").format(token=self._followed),
        }[measure]

    def _retranslate(self) -> None:
        self.box.setAccessibleName(self.tr("What tints the cells"))
        for widget in (self._low, self._scale, self._high):
            widget.setToolTip(self.tr("The stronger the ground of a cell, the surer the network is there."))
        self._fill(self.measure)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


class _Scale(QWidget):
    """The colours from unsure to sure."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(SWATCHES * SWATCH + 2, HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at in range(SWATCHES):
            ground = theme.sureness(at / (SWATCHES - 1), theme.is_dark())
            painter.fillRect(QRectF(1 + at * SWATCH, 1, SWATCH, HEIGHT), ground)
        painter.setPen(theme.color("border"))
        painter.drawRect(QRectF(0.5, 0.5, SWATCHES * SWATCH + 1, HEIGHT + 1))
