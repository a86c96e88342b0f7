"""A vector as a strip of cells: below zero in one colour, above in another, the larger the stronger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gpt_studio.ui import theme

from .numbers import number

HEIGHT, MOST_CELLS = 14, 128
ABOVE, BELOW = 0, 1  # colours of theme.series


class VectorStrip(QWidget):
    """Shows [D] numbers; of more than 128 the largest of each stretch. Each cell tells its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)
        self._most = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_vector(self, values: NDArray[np.float32], most: float | None = None) -> None:
        """`most` is the size that is drawn as strong as it gets (None: the largest of these)."""
        self._values = values
        self._most = max(float(np.abs(values).max(initial=0.0)) if most is None else most, 1e-30)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)

    def cells(self) -> NDArray[np.float32]:
        """What is drawn: the vector, or the number of the largest size of each stretch."""
        if len(self._values) <= MOST_CELLS:
            return self._values
        stretches = np.array_split(self._values, MOST_CELLS)
        return np.array([part[np.abs(part).argmax()] for part in stretches], np.float32)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(room, theme.color("surface"))
        cells = self.cells()
        if len(cells):
            width = room.width() / len(cells)
            colours = theme.series(ABOVE), theme.series(BELOW)
            for at, value in enumerate(cells):
                colour = QColor(colours[int(value < 0)])
                colour.setAlphaF(min(abs(float(value)) / self._most, 1.0))
                painter.fillRect(QRectF(room.x() + at * width, room.y(), width, room.height()), colour)
        painter.setPen(theme.color("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and len(self._values):
            at = min(int(event.pos().x() / max(self.width(), 1) * len(self._values)), len(self._values) - 1)
            told = f"[{max(at, 0)}] {number(float(self._values[max(at, 0)]))}"
            QToolTip.showText(event.globalPos(), f"{told}\n{self.toolTip()}" if self.toolTip() else told, self)
            return True
        return super().event(event)
