"""What each layer adds to a logit: its attention and its MLP as two bars, up for it and down against it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gpt_studio.ui import theme

from .bars import signed

HEIGHT, SMALLER = 104, 0.85
MLP = 2  # colour of theme.series
Align = Qt.AlignmentFlag


class LayerBars(QWidget):
    """Layers from left to right. `opened` says a layer that was clicked."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float64] = np.zeros((0, 2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_layers(self, values: NDArray[np.float64]) -> None:
        """[layers, 2]: attention, MLP."""
        self._values = values
        self.setAccessibleDescription("; ".join(self.text(layer) for layer in range(len(values))))
        self.update()

    def text(self, layer: int) -> str:
        """`layer 3: attention +0.20, MLP −1.10`"""
        attention, mlp = self._values[layer]
        return self.tr("layer {layer}: attention {attention}, MLP {mlp}").format(
            layer=layer, attention=signed(attention), mlp=signed(mlp)
        )

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def layer_at(self, x: float) -> int:
        """The layer under a place; −1 beside them."""
        count = len(self._values)
        layer = int(x / max(self.width(), 1) * count)
        return layer if 0 <= layer < count else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        letters = QFont(self.font())
        letters.setPointSizeF(SMALLER * letters.pointSizeF())
        painter.setFont(letters)
        line = QFontMetricsF(letters).height()
        area = QRectF(self.rect()).adjusted(0, line + 2, 0, -line - 2)
        count = len(self._values)
        if not count:
            return
        self._paint_legend(painter, line)
        high, low = max(float(self._values.max()), 0.0), min(float(self._values.min()), 0.0)
        step = area.height() / max(high - low, 1e-9)
        zero, wide = area.top() + high * step, area.width() / count
        bar = max(min(0.4 * wide, 9.0), 1.0)
        for layer, pair in enumerate(self._values):
            middle = area.left() + (layer + 0.5) * wide
            for side, (value, colour) in enumerate(zip(pair, self._colours(), strict=True)):
                top = min(zero, zero - float(value) * step)
                place = QRectF(middle + (side - 1) * bar, top, max(bar - 0.5, 0.8), max(abs(float(value)) * step, 0.6))
                painter.fillRect(place, colour)
        painter.fillRect(QRectF(area.left(), zero - 0.5, area.width(), 1), theme.color("outline"))
        painter.setPen(theme.color("muted"))
        below = QRectF(0, area.bottom() + 1, self.width(), line)
        painter.drawText(below, Align.AlignLeft, self.tr("layer {number}").format(number=0))
        painter.drawText(below, Align.AlignRight, str(count - 1))

    def _paint_legend(self, painter: QPainter, line: float) -> None:
        x, metrics = 0.0, QFontMetricsF(painter.font())
        for name, colour in zip((self.tr("attention"), self.tr("MLP")), self._colours(), strict=True):
            painter.fillRect(QRectF(x, line / 2 - 4, 8, 8), colour)
            painter.setPen(theme.color("muted"))
            width = metrics.horizontalAdvance(name)
            painter.drawText(QRectF(x + 12, 0, width + 4, line), Align.AlignLeft, name)
            x += width + 28

    def _colours(self) -> tuple[object, ...]:
        return theme.color("attention"), theme.series(MLP)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            layer = self.layer_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.text(layer) if layer >= 0 else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layer = self.layer_at(event.position().x())
        if layer >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(layer)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_layers(self._values)
        super().changeEvent(event)
