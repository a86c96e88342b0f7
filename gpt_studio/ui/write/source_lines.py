"""Where one token looks, over the text: a line to each token that matters, an underline by its weight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from gpt_studio.ui import theme
from gpt_studio.ui.token_text import percent
from gpt_studio.ui.workspace import Sources

from .token_geometry import Visible

LEAST_WEIGHT = 0.02
MOST_LINES = 16


def paint_sources(painter: QPainter, visible: Visible, sources: Sources) -> None:
    """Lines and underlines for the strongest sources that can be seen; how much lies above the screen as a number."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    query = _places(visible, sources, sources.query)
    for index in strongest(sources):
        places, weight = _places(visible, sources, index), float(sources.weights[index])
        _underline(painter, places, weight)
        if places and query and index != sources.query:
            _line(painter, places[0], query[0], weight)
    above = _above(visible, sources)
    if above > 0 and query:
        _share_above(painter, float(sources.weights[:above].sum()))


def _places(visible: Visible, sources: Sources, index: int) -> list[QRectF]:
    """Where a token, a word or a character stands, as far as it can be seen."""
    if sources.spans is None:
        return [piece.rect for piece in visible.of(index)]
    start, end = sources.spans[index].tolist()
    return visible.between(start, end)


def _above(visible: Visible, sources: Sources) -> int:
    """How many of the sources lie before all that can be seen."""
    if sources.spans is None:
        return visible.first_index()
    return int(np.searchsorted(sources.spans[:, 1], visible.first_character(), side="right"))


def strongest(sources: Sources) -> list[int]:
    """Indices of the sources that matter, the weakest first, so that the strongest is drawn on top."""
    weights = sources.weights
    order = np.argsort(weights, kind="stable")[-MOST_LINES:]
    return [int(i) for i in order if weights[i] >= LEAST_WEIGHT]


def _underline(painter: QPainter, places: list[QRectF], weight: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.attention_color(weight))
    thick = 1.5 + 3.5 * weight
    for rect in places:
        painter.drawRoundedRect(QRectF(rect.left() + 1, rect.bottom() - thick, rect.width() - 2, thick), 1, 1)


def _line(painter: QPainter, source: QRectF, query: QRectF, weight: float) -> None:
    painter.setPen(QPen(theme.attention_color(weight), 1.0 + 2.5 * weight))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_curve(source, query))


def _curve(source: QRectF, query: QRectF) -> QPainterPath:
    """An arch above the line (below it, where there is no room above), or an S from a line above to the query."""
    if abs(source.top() - query.top()) < source.height() / 2:
        return _arch(source, query)
    start = QPointF(source.center().x(), source.bottom() - 1)
    end = QPointF(query.center().x(), query.top() + 2)
    reach = max(14.0, 0.45 * (end.y() - start.y()))
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(0, reach), end - QPointF(0, reach), end)
    return path


def _arch(source: QRectF, query: QRectF) -> QPainterPath:
    rise = min(46.0, 8.0 + 0.16 * abs(query.center().x() - source.center().x()))
    above = source.top() > 0.75 * rise  # a cubic reaches three quarters of its handles
    y = source.top() + 2 if above else source.bottom() + 2
    handle = QPointF(0, -rise if above else rise)
    start, end = QPointF(source.center().x(), y), QPointF(query.center().x(), y)
    path = QPainterPath(start)
    path.cubicTo(start + handle, end + handle, end)
    return path


def _share_above(painter: QPainter, share: float) -> None:
    if share < LEAST_WEIGHT:
        return
    text = f"↑ {percent(share)}"
    painter.setFont(QApplication.font())
    metrics = painter.fontMetrics()
    box = QRectF(0, 2, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(theme.color("attention"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
