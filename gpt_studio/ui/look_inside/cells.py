"""The cells of an attention map: weights as colours, the future hatched. Shared by the window and saved pictures.

A map of T tokens is a square of T × T cells, rows are queries; longer texts than there are pixels are shown by the
largest weight of each block, so that no single strong cell is lost.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QPolygonF

from gpt_studio.ui import theme

WHOLE_CELL = 4  # pixels from which on cells are whole pixels wide
GAP_FROM = 12  # pixels from which on cells stand apart
RECTANGLES_UP_TO = 64  # tokens; beyond, a map is one image
HATCH = 6.0  # pixels between the lines, across

Weights = NDArray[np.float32]


def map_side(tokens: int, room: float, largest_cell: float = 48.0) -> float:
    """The side of a map of `tokens` in a square of `room` pixels: cells are whole pixels where there is room."""
    cell = min(room / tokens, largest_cell)
    return tokens * (float(int(cell)) if cell >= WHOLE_CELL else cell)


def pooled(weights: Weights, bins: int) -> Weights:
    """[T, T] → [n, n] with n = min(T, bins): the largest weight of each block."""
    tokens = weights.shape[0]
    if tokens <= bins:
        return weights
    starts = np.arange(bins) * tokens // bins
    return np.maximum.reduceat(np.maximum.reduceat(weights, starts, axis=0), starts, axis=1)


def image(weights: Weights, dark: bool) -> QImage:
    """One pixel for each cell of weights [n, n], in the colours of attention."""
    colours = np.ascontiguousarray(_words(dark)[_levels(weights)])
    side = colours.shape[0]
    return QImage(colours.data, side, side, 4 * side, QImage.Format.Format_RGB32).copy()


def colour(weight: float, dark: bool) -> QColor:
    """The colour of one weight."""
    return _colours(dark)[int(_levels(np.float32(weight)))]


def paint(painter: QPainter, place: QRectF, weights: Weights, dark: bool, rectangles: bool = True) -> None:
    """The map of weights [T, T] in the square `place`, its future hatched.

    Few cells are drawn as rectangles (also in vector pictures) unless told otherwise, many as one image.
    """
    pixels = _pixels(painter, place)
    shown = pooled(weights, pixels)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if rectangles and shown.shape[0] <= RECTANGLES_UP_TO:
        _paint_rectangles(painter, place, shown, dark)
    else:
        exact = image(shown, dark).scaled(pixels, pixels)  # whole pixels: no viewer has to smooth them
        painter.drawImage(place, exact)
    paint_future(painter, place, shown.shape[0], dark)
    painter.restore()


def paint_future(painter: QPainter, place: QRectF, count: int, dark: bool) -> None:
    """Hatch the cells right of the diagonal: a GPT cannot look ahead."""
    scheme = theme.colors(dark)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scheme.window))
    painter.drawPolygon(staircase(place, count))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(scheme.border), 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(hatching(place, count))
    painter.restore()


def paint_hatching(painter: QPainter, place: QRectF, dark: bool) -> None:
    """A rectangle hatched like the future, for a legend."""
    scheme, height = theme.colors(dark), place.height()
    painter.fillRect(place, QColor(scheme.window))
    painter.setPen(QPen(QColor(scheme.border), 1.0))
    x = -height + HATCH / 2
    while x < place.width():  # from (x, bottom) up to (x + height, top), cut at both sides
        low, high = max(x, 0.0), min(x + height, place.width())
        start = QPointF(place.x() + low, place.bottom() - (low - x))
        painter.drawLine(start, QPointF(place.x() + high, place.bottom() - (high - x)))
        x += HATCH * np.sqrt(2)


def staircase(place: QRectF, count: int) -> QPolygonF:
    """The outline of the cells whose key lies behind their query."""
    cell, x, y = place.width() / count, place.x(), place.y()
    points = [QPointF(x + place.width(), y)]
    for row in range(count - 1, 0, -1):
        points += [QPointF(x + (row + 1) * cell, y + row * cell), QPointF(x + row * cell, y + row * cell)]
    return QPolygonF([*points, QPointF(x + cell, y)])


def hatching(place: QRectF, count: int) -> list[QLineF]:
    """Lines at 45° that end where the staircase and the edges of the map are, so that nothing has to be clipped."""
    side, cell = place.width(), place.width() / count
    lines: list[QLineF] = []
    middle = HATCH / 2
    while middle < side:
        start = min(middle % cell, cell - middle % cell) + 0.5  # where the line leaves the cell on the diagonal
        end = min(middle, side - middle)
        if end > start:
            lines.append(
                QLineF(
                    place.x() + middle + start, place.y() + middle - start,
                    place.x() + middle + end, place.y() + middle - end,
                )
            )  # fmt: skip
        middle += HATCH / np.sqrt(2)
    return lines


def _paint_rectangles(painter: QPainter, place: QRectF, weights: Weights, dark: bool) -> None:
    cell = place.width() / weights.shape[0]
    gap = 1.0 if cell >= GAP_FROM else 0.0
    colours, levels = _colours(dark), _levels(weights)
    for row in range(weights.shape[0]):
        for key in range(row + 1):
            spot = QRectF(place.x() + key * cell, place.y() + row * cell, cell - gap, cell - gap)
            painter.fillRect(spot, colours[levels[row, key]])


def _pixels(painter: QPainter, place: QRectF) -> int:
    """How many pixels wide `place` is on what is painted; vector pictures may be enlarged four times."""
    vector = painter.paintEngine().type() == QPaintEngine.Type.SVG
    return max(round(place.width() * (4 if vector else painter.device().devicePixelRatioF())), 1)


def _levels(weights: Weights | np.float32) -> NDArray[np.uint8]:
    return np.rint(np.clip(weights, 0.0, 1.0) * 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _colours(dark: bool) -> list[QColor]:
    return [QColor(*(int(c) for c in rgba)) for rgba in theme.attention_lut(dark)]


@lru_cache(maxsize=2)
def _words(dark: bool) -> NDArray[np.uint32]:
    red, green, blue, _ = theme.attention_lut(dark).astype(np.uint32).T
    return (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
