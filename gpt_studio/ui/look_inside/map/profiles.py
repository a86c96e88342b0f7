"""Two strips along a map: below, what each key receives; on the right, how evenly each query looks around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gpt_studio.ui import theme

from .window import Placed

STRIP, GAP = 30.0, 5.0  # pixels

Weights = NDArray[np.float32]


def strip_places(placed: Placed) -> tuple[QRectF, QRectF]:
    """Where the strips of the keys and of the queries lie."""
    shown = placed.geometry.place
    below = QRectF(shown.x(), shown.bottom() + GAP, shown.width(), STRIP)
    return below, QRectF(shown.right() + GAP, shown.y(), STRIP, shown.height())


def paint_profiles(
    painter: QPainter, placed: Placed, of_keys: Weights, of_queries: Weights, marked: tuple[int, int]
) -> None:
    """Bars as long as the numbers 0…1; those of `marked` (query, key) in the accent's colour."""
    places = strip_places(placed)
    for axis, (values, place) in enumerate(zip((of_keys, of_queries), places, strict=True)):
        painter.setPen(QPen(theme.color("border"), 1.0))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        mark = marked[1] if axis == 0 else marked[0]
        start, side = placed.geometry.shift[axis], placed.geometry.cell
        first, last = int(start / side), min(int((start + placed.size[axis]) / side) + 1, len(values))
        if side >= 3:
            _paint_bars(painter, place, values, range(first, last), (start, side), axis, mark)
        else:
            _paint_lines(painter, place, _largest(values, placed, axis), axis)
            if first <= mark < last:
                _paint_bars(painter, place, values, range(mark, mark + 1), (start, max(side, 2.0)), axis, mark)


def _largest(values: Weights, placed: Placed, axis: int) -> Weights:
    """For each device pixel the largest of the values that it shows."""
    pixels = np.arange(placed.corner[axis], placed.corner[axis] + placed.size[axis])
    starts = np.minimum((pixels / placed.scale).astype(np.int64), len(values) - 1)
    if placed.scale >= 1:
        return values[starts]
    end = min(int((pixels[-1] + 1) / placed.scale), len(values))
    return np.maximum.reduceat(values[:end], starts)


def _paint_bars(
    painter: QPainter, place: QRectF, values: Weights, shown: range, lay: tuple[float, float], axis: int, mark: int
) -> None:
    (start, side), plain, strong = lay, theme.color("attention"), theme.color("accent")
    gap = 1.0 if side >= 6 else 0.0
    for index in shown:
        low = max(index * side - start, 0.0)
        high = min((index + 1) * side - start - gap, place.width() if axis == 0 else place.height())
        if high > low:
            length = max(float(values[index]) * STRIP, 1.0 if index == mark else 0.0)
            painter.fillRect(_bar(place, low, high - low, length, axis), strong if index == mark else plain)


def _paint_lines(painter: QPainter, place: QRectF, values: Weights, axis: int) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    step = (place.width() if axis == 0 else place.height()) / len(values)
    painter.setPen(QPen(QColor(theme.color("attention")), step, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    lines = list[QLineF]()
    for at, value in enumerate(values.tolist()):
        middle, length = (at + 0.5) * step, value * STRIP
        if axis == 0:
            x = place.x() + middle
            lines.append(QLineF(QPointF(x, place.bottom()), QPointF(x, place.bottom() - length)))
        else:
            y = place.y() + middle
            lines.append(QLineF(QPointF(place.x(), y), QPointF(place.x() + length, y)))
    painter.drawLines(lines)
    painter.restore()


def _bar(place: QRectF, low: float, thick: float, length: float, axis: int) -> QRectF:
    if axis == 0:
        return QRectF(place.x() + low, place.bottom() - length, thick, length)
    return QRectF(place.x(), place.y() + low, length, thick)
