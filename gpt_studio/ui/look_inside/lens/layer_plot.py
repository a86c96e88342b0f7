"""A small plot over the layers: a line for each measure, the numbers of one layer in its caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gpt_studio.ui import theme

from .painting import row_name

SMALLER = 0.85
HEIGHT = 96
Align = Qt.AlignmentFlag


@dataclass(frozen=True, eq=False)
class Line:
    """`heights` [rows] from 0 (below) to 1; `texts` what is said of each row; `colour` as theme.series counts."""

    heights: NDArray[np.float64]
    texts: tuple[str, ...]
    colour: int


class LayerPlot(QWidget):
    """Rows from left (embedding) to right (last layer). `pointed` says the row under the pointer, −1 for none."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._lines: Sequence[Line] = ()
        self._row = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, title: str, lines: Sequence[Line]) -> None:
        self._title, self._lines = title, lines
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.caption())
        self.update()

    def mark_row(self, row: int) -> None:
        """The row whose numbers are told; −1: the last."""
        if row != self._row:
            self._row = row
            self.setAccessibleDescription(self.caption())
            self.update()

    def caption(self) -> str:
        """The numbers of the marked row."""
        row = self._shown_row()
        return "" if row < 0 else " · ".join(line.texts[row] for line in self._lines)

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def _rows(self) -> int:
        return len(self._lines[0].heights) if self._lines else 0

    def _shown_row(self) -> int:
        return self._row if 0 <= self._row < self._rows() else self._rows() - 1

    def _area(self) -> QRectF:
        line = QFontMetricsF(self._letters()).height()
        return QRectF(self.rect()).adjusted(4, line + 5, -5, -line - 2)

    def _at(self, area: QRectF, row: int, height: float) -> QPointF:
        share = row / max(self._rows() - 1, 1)
        return QPointF(area.left() + share * area.width(), area.bottom() - height * area.height())

    def _letters(self) -> QFont:
        found = QFont(self.font())
        found.setPointSizeF(SMALLER * self.font().pointSizeF())
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._letters())
        area, line = self._area(), QFontMetricsF(self._letters()).height()
        self._paint_caption(painter, QRectF(0, 0, self.width(), line))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._rows():
            return
        painter.setPen(theme.color("muted"))
        below = QRectF(0, area.bottom() + 1, self.width(), line)
        painter.drawText(below, Align.AlignLeft, row_name(0))
        painter.drawText(below, Align.AlignRight, row_name(self._rows() - 1))
        row = self._shown_row()
        painter.setPen(QPen(theme.color("border"), 1.0))
        painter.drawLine(self._at(area, row, 0.0), self._at(area, row, 1.0))
        for one in self._lines:
            painter.setPen(QPen(theme.series(one.colour), 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            points = [self._at(area, at, float(height)) for at, height in enumerate(one.heights)]
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(theme.series(one.colour))
            painter.drawEllipse(points[row], 2.6, 2.6)

    def _paint_caption(self, painter: QPainter, place: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        parts = [line.texts[self._shown_row()] for line in self._lines] if self._rows() else []
        room = place.width() - sum(metrics.horizontalAdvance(part) + 10 for part in parts)
        painter.setPen(theme.color("muted"))
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideMiddle, max(room, 0))
        painter.drawText(place, Align.AlignLeft, title)
        x = place.right()
        for part, line in reversed(list(zip(parts, self._lines, strict=False))):
            x -= metrics.horizontalAdvance(part)
            painter.setPen(theme.series(line.colour))
            painter.drawText(QPointF(x, place.top() + metrics.ascent()), part)
            x -= 10

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area()
        if self._rows():
            share = (event.position().x() - area.left()) / max(area.width(), 1.0)
            self.pointed.emit(min(max(round(share * (self._rows() - 1)), 0), self._rows() - 1))

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(-1)


def probability_line(values: NDArray[np.float32], texts: tuple[str, ...]) -> Line:
    """0 to 100 % from below to the top."""
    return Line(values.astype(np.float64), texts, 0)


def rank_line(values: NDArray[np.int32], texts: tuple[str, ...]) -> Line:
    """Rank 1 on top, the worst one below, in steps of equal ratio."""
    nats = np.log(np.maximum(values.astype(np.float64), 1.0))
    return Line(1.0 - nats / max(float(nats.max(initial=0.0)), 1e-9), texts, 1)


def norm_line(values: NDArray[np.float32], texts: tuple[str, ...]) -> Line:
    """0 to the largest."""
    wide = values.astype(np.float64)
    return Line(wide / max(float(wide.max(initial=0.0)), 1e-30), texts, 2)
