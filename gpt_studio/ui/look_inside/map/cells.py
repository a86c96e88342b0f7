"""The cells of an attention map: weights as colours, the future hatched. Shared by the window and saved pictures.

A map of T tokens is a square of T × T cells, rows are queries; longer texts than there are pixels are shown by the
largest weight of each block, so that no single strong cell is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QPolygonF

from gpt_studio.ui import theme

from .pyramid import levels_of, pooled, strength

WHOLE_CELL = 4  # pixels from which on cells are whole pixels wide
GAP_FROM = 12  # pixels from which on cells stand apart
RECTANGLES_UP_TO = 64  # tokens; beyond, a map is one image
HATCH = 6.0  # pixels between the lines, across

Weights = NDArray[np.float32]


def map_side(tokens: int, room: float, largest_cell: float = 48.0) -> float:
    """The side of a map of `tokens` in a square of `room` pixels: cells are whole pixels where there is room."""
    cell = min(room / tokens, largest_cell)
    return tokens * (float(int(cell)) if cell >= WHOLE_CELL else cell)


def image(weights: Weights, dark: bool, blank: NDArray[np.bool_]) -> QImage:
    """One pixel for each cell of weights [n, n], in the colours of attention; columns that are `blank` without."""
    colours = np.ascontiguousarray(words(dark)[levels_of(weights)])
    colours[:, blank] = blank_colour(dark).rgb()
    side = colours.shape[0]
    return QImage(colours.data, side, side, 4 * side, QImage.Format.Format_RGB32).copy()


def colour(weight: float, dark: bool, decades: int = 0) -> QColor:
    """The colour of one weight, 1 having the strongest; `decades` as in pyramid.strength."""
    return _colours(dark)[int(levels_of(np.array([weight], np.float32), decades=decades)[0])]


@dataclass(frozen=True, eq=False)
class Colours:
    """`top` has the strongest colour, `decades` as in pyramid.strength; `seen` [T]: how many cells of a row are not
    its future (None: up to itself); `hidden` [T]: columns without colour (None: none)."""

    top: float = 1.0
    seen: NDArray[np.int64] | None = None
    hidden: NDArray[np.bool_] | None = None
    decades: int = 0


def paint(
    painter: QPainter,
    place: QRectF,
    weights: Weights,
    dark: bool,
    rectangles: bool = True,
    colours: Colours | None = None,
) -> None:
    """The map of weights [T, T] in the square `place`, its future hatched.

    Few cells are drawn as rectangles (also in vector pictures) unless told otherwise, many as one image.
    """
    colours = colours or Colours()
    pixels, hidden = _pixels(painter, place), colours.hidden
    blank = np.zeros(len(weights), np.bool_) if hidden is None else hidden
    shown = pooled(np.where(blank, np.float32(0), weights) if blank.any() else weights, pixels)
    shown = strength(shown, colours.top, colours.decades)
    starts = np.arange(len(shown)) * len(weights) // len(shown)
    ends, blank = _ends(starts, len(weights), colours.seen), np.logical_and.reduceat(blank, starts)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if rectangles and shown.shape[0] <= RECTANGLES_UP_TO:
        _paint_rectangles(painter, place, shown, ends, blank, dark)
    else:
        exact = image(shown, dark, blank).scaled(pixels, pixels)  # whole pixels: no viewer has to smooth them
        painter.drawImage(place, exact)
    paint_future(painter, place, ends, dark)
    painter.restore()


def _ends(starts: NDArray[np.int64], count: int, seen: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """For each block of rows the first block of columns that is nothing but future."""
    if seen is None:
        return np.arange(1, len(starts) + 1)
    last = np.append(starts[1:], count) - 1
    return np.searchsorted(starts, seen[last], side="left")


def blank_colour(dark: bool) -> QColor:
    """The colour of what was left out."""
    ground, line = theme.color("surface", dark), theme.color("border", dark)
    ends = zip((ground.red(), ground.green(), ground.blue()), (line.red(), line.green(), line.blue()), strict=True)
    return QColor(*(round(0.4 * a + 0.6 * b) for a, b in ends))


def paint_future(painter: QPainter, place: QRectF, ends: NDArray[np.int64], dark: bool) -> None:
    """Hatch the cells from `ends` on in each row: a GPT cannot look ahead."""
    scheme = theme.colors(dark)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scheme.window))
    painter.drawPolygon(staircase(place, ends))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(scheme.border), 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(hatching(place, ends))
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


def staircase(place: QRectF, ends: NDArray[np.int64]) -> QPolygonF:
    """The outline of the cells whose key lies behind what their query sees."""
    cell, x, y = place.width() / len(ends), place.x(), place.y()
    points = [QPointF(x + place.width(), y)]
    for row in range(len(ends) - 1, -1, -1):
        edge = x + int(ends[row]) * cell
        points += [QPointF(edge, y + (row + 1) * cell), QPointF(edge, y + row * cell)]
    return QPolygonF(points)


def hatching(place: QRectF, ends: NDArray[np.int64]) -> list[QLineF]:
    """Lines at 45° that end where the staircase and the edges of the map are, so that nothing has to be clipped."""
    side = place.width()
    lines: list[QLineF] = []
    middle = HATCH / 2
    while middle < side:
        start, end = _leaving(middle, side, ends) + 0.5, min(middle, side - middle)
        if end > start:
            lines.append(
                QLineF(
                    place.x() + middle + start, place.y() + middle - start,
                    place.x() + middle + end, place.y() + middle - end,
                )
            )  # fmt: skip
        middle += HATCH / np.sqrt(2)
    return lines


def _leaving(middle: float, side: float, ends: NDArray[np.int64]) -> float:
    """How far a line goes from the diagonal at `middle` up and right until it is in the future."""
    cell, low, high = side / len(ends), 0.0, min(middle, side - middle)
    for _ in range(20):
        half = (low + high) / 2
        row = min(int((middle - half) / cell), len(ends) - 1)
        low, high = (low, half) if middle + half >= int(ends[row]) * cell else (half, high)
    return high


def _paint_rectangles(
    painter: QPainter, place: QRectF, weights: Weights, ends: NDArray[np.int64], blank: NDArray[np.bool_], dark: bool
) -> None:
    cell = place.width() / weights.shape[0]
    gap = 1.0 if cell >= GAP_FROM else 0.0
    colours, levels = _colours(dark), levels_of(weights)
    for row in range(weights.shape[0]):
        for key in range(int(ends[row])):
            spot = QRectF(place.x() + key * cell, place.y() + row * cell, cell - gap, cell - gap)
            painter.fillRect(spot, blank_colour(dark) if blank[key] else colours[levels[row, key]])


def _pixels(painter: QPainter, place: QRectF) -> int:
    """How many pixels wide `place` is on what is painted; vector pictures may be enlarged four times."""
    vector = painter.paintEngine().type() == QPaintEngine.Type.SVG
    return max(round(place.width() * (4 if vector else painter.device().devicePixelRatioF())), 1)


@lru_cache(maxsize=2)
def _colours(dark: bool) -> list[QColor]:
    return [QColor(*(int(c) for c in rgba)) for rgba in theme.attention_lut(dark)]


@lru_cache(maxsize=2)
def words(dark: bool) -> NDArray[np.uint32]:
    """The colours of the 256 levels as pixels of Format_RGB32."""
    red, green, blue, _ = theme.attention_lut(dark).astype(np.uint32).T
    return (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
