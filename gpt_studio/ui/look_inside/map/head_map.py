"""One head as a map with its axes: where the cells go, which labels have room, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.labels import Name

from .cells import Weights, colour, map_side

WIDEST_LABEL = 110.0
PAD = 6.0
TICK = 48.0  # pixels between numbers where tokens have no room
SMALLEST_NUMBER, SMALLEST_NORM = 0.005, 0.05
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class MapGeometry:
    """Where a map of `tokens` lies, in pixels. `line` is the height of a label, `top` that of the keys' labels.

    `labelled`: each token is named, not only numbered; `upright`: keys are written level, not from below. A map that
    is larger than its `place` has cells of `side` pixels (0: it fits) and begins `shift` before it.
    """

    place: QRectF
    tokens: int
    line: float
    top: float
    labelled: bool
    upright: bool
    side: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)  # x, y

    @property
    def cell(self) -> float:
        return self.side or self.place.width() / self.tokens

    def row(self, query: int) -> QRectF:
        """The cells of a query, up to itself."""
        first = self.spot(query, 0)
        return QRectF(first.x(), first.y(), (query + 1) * self.cell, self.cell)

    def spot(self, query: int, key: int) -> QRectF:
        """One cell, wherever it lies."""
        left, top = self.place.x() - self.shift[0], self.place.y() - self.shift[1]
        return QRectF(left + key * self.cell, top + query * self.cell, self.cell, self.cell)

    def seen_rows(self) -> range:
        """The rows that can be seen."""
        return self._seen(self.shift[1], self.place.height())

    def seen_columns(self) -> range:
        """The columns that can be seen."""
        return self._seen(self.shift[0], self.place.width())

    def _seen(self, shift: float, room: float) -> range:
        return range(int((shift + 0.01) / self.cell), min(ceil((shift + room - 0.01) / self.cell), self.tokens))

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """(query, key) under a point, also of the future; None outside the map."""
        if not self.place.contains(point):
            return None
        last, offset = self.tokens - 1, point - self.place.topLeft() + QPointF(*self.shift)
        return min(int(offset.y() / self.cell), last), min(int(offset.x() / self.cell), last)


def lay_out(names: Sequence[Name], metrics: QFontMetricsF, room: QRectF, largest_cell: float = 48.0) -> MapGeometry:
    """The largest map with its axes that fits into `room`, at its top left."""
    line, tokens = metrics.height(), len(names)
    widest = min(max(metrics.horizontalAdvance(name.whole) for name in names), WIDEST_LABEL) + PAD
    for top, smallest_cell in ((line, widest), (widest, line - 2)):
        place = _square(room, max(widest, caption_width(metrics)), line + top, tokens, largest_cell)
        if place.width() / tokens >= smallest_cell:
            return MapGeometry(place, tokens, line, top, labelled=True, upright=top == line)
    left = max(metrics.horizontalAdvance(str(tokens)) + PAD, caption_width(metrics))
    place = _square(room, left, 2 * line, tokens, largest_cell)
    return MapGeometry(place, tokens, line, line, labelled=False, upright=True)


def paint_axes(
    painter: QPainter,
    geometry: MapGeometry,
    names: Sequence[Name],
    dark: bool,
    marked: tuple[int, int] = (-1, -1),
) -> None:
    """Names of the queries on the left and of the keys on top; `marked` (query, key) stand out."""
    scheme, plain, strong = theme.colors(dark), QFont(painter.font()), QFont(painter.font())
    strong.setBold(True)
    _paint_captions(painter, geometry, scheme.muted)
    for axis, paint in enumerate((_paint_query, _paint_key)):
        for index in _named(geometry, marked[axis], geometry.seen_columns() if axis else geometry.seen_rows()):
            stands_out = index == marked[axis]
            name = names[index] if geometry.labelled else Name("", str(index))
            ink = scheme.accent if stands_out else scheme.text if geometry.labelled else scheme.muted
            painter.setFont(strong if stands_out else plain)
            paint(painter, geometry, index, name, (scheme.muted, ink))
    painter.setFont(plain)


def paint_name(
    painter: QPainter, place: QRectF, name: Name, colours: tuple[str, str], across: Align = Align.AlignLeft
) -> float:
    """Write a token, what its word holds before it in the first colour; returns the width."""
    metrics = QFontMetricsF(painter.font())
    stem = name.stem
    label = metrics.elidedText(name.label, Qt.TextElideMode.ElideMiddle, WIDEST_LABEL - metrics.horizontalAdvance(stem))
    before, width = metrics.horizontalAdvance(stem), metrics.horizontalAdvance(stem + label)
    free = max(place.width() - width, 0.0)
    x = place.x() + (free if across == Align.AlignRight else free / 2 if across == Align.AlignHCenter else 0.0)
    for text, ink, at in ((stem, colours[0], x), (label, colours[1], x + before)):
        if text:
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(at, place.y(), WIDEST_LABEL + PAD, place.height()), Align.AlignVCenter, text)
    return width


def paint_numbers(
    painter: QPainter,
    geometry: MapGeometry,
    weights: Weights,
    dark: bool,
    *,
    top: float = 1.0,
    shares: bool = True,
    hidden: NDArray[np.bool_] | None = None,
    decades: int = 0,
) -> None:
    """The number in each cell, where there is room: percent without its sign, what rounds to 0 left out.

    `top` is the weight with the strongest colour (`decades`: see pyramid.strength), `hidden` are keys without; what is
    no share has one digit.
    """
    if geometry.cell < painter.fontMetrics().horizontalAdvance("100") + PAD:
        return
    schemes = theme.colors(False), theme.colors(True)
    for query in geometry.seen_rows():
        for key in geometry.seen_columns():
            weight = float(weights[query, key])
            if weight >= (SMALLEST_NUMBER if shares else SMALLEST_NORM):
                blank = hidden is not None and bool(hidden[key])
                on_dark = colour(weight / top, dark, decades).lightnessF() < 0.62
                painter.setPen(QColor(theme.colors(dark).muted if blank else schemes[on_dark].text))
                text = f"{100 * weight:.0f}" if shares else f"{weight:.1f}"
                painter.drawText(geometry.spot(query, key), Align.AlignCenter, text)


def _square(room: QRectF, left: float, top: float, tokens: int, largest_cell: float) -> QRectF:
    side = map_side(tokens, max(min(room.width() - left, room.height() - top), 1.0), largest_cell)
    return QRectF(room.x() + left, room.y() + top, side, side)


def _captions() -> tuple[str, str]:
    query = QCoreApplication.translate("AttentionMap", "query ↓", "the axis of the tokens that look")
    return query, QCoreApplication.translate("AttentionMap", "key →", "the axis of the tokens looked at")


def caption_width(metrics: QFontMetricsF) -> float:
    """The room that the caption of the queries needs."""
    return metrics.horizontalAdvance(_captions()[0]) + PAD


def _paint_captions(painter: QPainter, geometry: MapGeometry, colour: str) -> None:
    place, line = geometry.place, geometry.line
    query, key = _captions()
    painter.setPen(QColor(colour))
    above = line if geometry.labelled else line + geometry.top  # the first number needs the place
    left = QRectF(place.x() - WIDEST_LABEL - PAD, place.y() - above, WIDEST_LABEL, line)
    painter.drawText(left, Align.AlignRight | Align.AlignVCenter, query)
    over = QRectF(place.x(), place.y() - geometry.top - line, WIDEST_LABEL, line)
    painter.drawText(over, Align.AlignLeft | Align.AlignVCenter, key)


def _named(geometry: MapGeometry, marked: int, visible: range) -> list[int]:
    """Units to name of those that can be seen: all where there is room, else one every 48 pixels and the marked one."""
    if geometry.labelled:
        return list(visible)
    step = next(s for n in range(9) for s in (10**n, 2 * 10**n, 5 * 10**n) if s * geometry.cell >= TICK)
    first = -(-visible.start // step) * step
    ticks = [t for t in range(first, visible.stop, step) if marked < 0 or abs(t - marked) * geometry.cell > TICK / 2]
    return [*ticks, marked] if marked in visible else ticks


def _paint_query(painter: QPainter, geometry: MapGeometry, index: int, name: Name, colours: tuple[str, str]) -> None:
    middle = geometry.spot(index, 0).center().y()
    place = QRectF(geometry.place.x() - WIDEST_LABEL - PAD, middle - geometry.line / 2, WIDEST_LABEL, geometry.line)
    paint_name(painter, place, name, colours, Align.AlignRight)


def _paint_key(painter: QPainter, geometry: MapGeometry, index: int, name: Name, colours: tuple[str, str]) -> None:
    middle, foot = geometry.spot(0, index).center().x(), geometry.place.y() - PAD / 2
    if geometry.upright:
        place = QRectF(middle - WIDEST_LABEL / 2, foot - geometry.line, WIDEST_LABEL, geometry.line)
        paint_name(painter, place, name, colours, Align.AlignHCenter)
        return
    painter.save()
    painter.translate(middle, foot)
    painter.rotate(-90)
    paint_name(painter, QRectF(0, -geometry.line / 2, WIDEST_LABEL, geometry.line), name, colours)
    painter.restore()
