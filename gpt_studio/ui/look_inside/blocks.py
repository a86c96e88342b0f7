"""The parts of a saved picture of attention: the large map, all heads, the scale."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.leaving.block import SMALL, TEXT, Block, font, frame, write

from . import head_grid
from .labels import Name, share
from .map import cells, head_map
from .view import AttentionView, strongest

Align = Qt.AlignmentFlag
LARGEST_CELL = 44.0
LABELLED_UP_TO = 64  # tokens: so many are named, whatever size it takes
SOURCES = 3
FEW = 16  # tokens up to which also the small maps are drawn as rectangles
BEFORE_SHARE, AFTER_SHARE = 6.0, 20.0  # pixels between a token and its percentage, and behind that


def large_map(view: AttentionView, dark: bool) -> Block:
    """The chosen head with named axes, its weights in words on the right, and the scale below."""
    metrics = QFontMetricsF(font(TEXT))
    if view.tokens <= LABELLED_UP_TO:
        side = max(760.0, view.tokens * (metrics.height() + 1) + 2 * head_map.WIDEST_LABEL)
    else:
        side = 960.0
    geometry = head_map.lay_out(view.names, metrics, QRectF(0, 0, side, side), LARGEST_CELL)
    words = _words_width(view) if geometry.labelled else 0.0
    legend = scale(dark, top=view.top, shares=not view.viewing.value_weighted, decades=view.viewing.decades)
    bottom = geometry.place.bottom() + 16

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.save()
        painter.translate(at)
        painter.setFont(font(TEXT))
        cells.paint(painter, geometry.place, view.shown, dark, colours=_colours(view))
        head_map.paint_axes(painter, geometry, view.names, dark, (view.query, -1))
        frame(painter, geometry.place, theme.colors(dark).border)
        if view.query >= 0:
            frame(painter, geometry.row(view.query), theme.colors(dark).accent)
        painter.setFont(font(SMALL))
        head_map.paint_numbers(
            painter,
            geometry,
            view.shown,
            dark,
            top=view.top,
            shares=not view.viewing.value_weighted,
            hidden=view.hidden,
            decades=view.viewing.decades,
        )
        if words:
            _write_words(painter, geometry, view, dark)
        painter.restore()
        legend.paint(painter, at + QPointF(geometry.place.x(), bottom))

    width = max(geometry.place.right() + (20 + words if words else 0), geometry.place.x() + legend.size.width())
    return Block(QSizeF(width, bottom + legend.size.height()), paint)


def all_heads(view: AttentionView, dark: bool, room: float) -> Block:
    """Every head of the view as a small map named layer.head, the large one framed."""
    scheme, small = theme.colors(dark), font(SMALL)
    line = QFontMetricsF(small).height()
    grid = head_grid.lay_out(len(view.layers), len(view.heads), room, line, 36.0, 112.0)
    title = QCoreApplication.translate("AttentionPicture", "All heads, named layer.head")
    top = QFontMetricsF(font(TEXT)).height() + 8

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.save()
        painter.translate(at)
        write(painter, QRectF(0, 0, 600, top - 8), title, font(TEXT), scheme.muted)
        painter.translate(0, top)
        painter.setFont(small)
        for row, layer in enumerate(view.layers):
            for column, head in enumerate(view.heads):
                place, chosen = grid.place(row, column), (layer, head) == (view.layer, view.head)
                colour = scheme.accent if chosen else scheme.muted
                head_grid.paint_name(painter, place, f"{layer}.{head}", line, colour)
                weights = view.weights[row, column]
                cells.paint(painter, place, weights, dark, rectangles=view.tokens <= FEW, colours=_colours(view))
                head_grid.paint_frame(painter, place, chosen=chosen, dark=dark)
        painter.restore()

    return Block(QSizeF(grid.width + 2, top + grid.height + 2), paint)


def scale(dark: bool, *, short: bool = False, top: float = 1.0, shares: bool = True, decades: int = 0) -> Block:
    """The colours up to `top` (a share or a norm) and what hatching means, in few words or in more.

    From 0 on in even steps, or over so many `decades` in steps of the logarithm, which is said.
    """
    scheme, small = theme.colors(dark), font(SMALL)
    metrics, ramp = QFontMetricsF(small), QRectF(0, 0, 150 if short else 180, 10)
    unit, future = _legend_short() if short else _legend()
    unit = unit if shares else _legend_norm()
    marks = [top * (10.0 ** (decades * (part - 1)) if decades else part) for part in (0.0, 0.5, 1.0)]
    ends = [share(mark) if shares and not decades else _exact(mark, shares) for mark in marks]
    unit = _legend_logarithm(unit) if decades else unit
    line, x = metrics.height(), ramp.right() + 14
    swatch = QRectF(x, ramp.bottom() + 5, 22, 12)

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.save()
        painter.translate(at)
        gradient = QLinearGradient(ramp.topLeft(), ramp.topRight())
        for step in range(17):
            gradient.setColorAt(step / 16, cells.colour(step / 16, dark))
        painter.fillRect(ramp, gradient)
        frame(painter, ramp, scheme.border)
        for text, where in zip(ends, (Align.AlignLeft, Align.AlignHCenter, Align.AlignRight), strict=True):
            write(painter, QRectF(0, ramp.bottom() + 2, ramp.width(), line), text, small, scheme.muted, where)
        write(painter, QRectF(x, ramp.center().y() - line / 2, 600, line), unit, small, scheme.muted)
        cells.paint_hatching(painter, swatch, dark)
        frame(painter, swatch, scheme.border)
        beside = QRectF(swatch.right() + 6, swatch.center().y() - line / 2, 600, line)
        write(painter, beside, future, small, scheme.muted)
        painter.restore()

    width = x + max(metrics.horizontalAdvance(unit), swatch.width() + 6 + metrics.horizontalAdvance(future))
    return Block(QSizeF(width + 4, ramp.height() + 3 + 2 * line), paint)


def _legend() -> tuple[str, str]:
    return (
        QCoreApplication.translate("AttentionPicture", "of the query's attention; each row adds up to 100 %"),
        QCoreApplication.translate("AttentionPicture", "the future: a GPT cannot look ahead"),
    )


def _legend_logarithm(unit: str) -> str:
    return QCoreApplication.translate("AttentionPicture", "{unit}, logarithmic").format(unit=unit)


def _exact(mark: float, shares: bool) -> str:
    """A mark of a logarithmic scale: `0.01 %`."""
    if not shares:
        return f"{mark:.2g}"
    return f"{100 * mark:.0f} %" if mark > 0.095 else f"{100 * mark:.2g} %"


def _legend_norm() -> str:
    return QCoreApplication.translate("AttentionPicture", "‖A · v W_O‖, what is brought")


def _legend_short() -> tuple[str, str]:
    return (
        QCoreApplication.translate("AttentionPicture", "of the query's attention"),
        QCoreApplication.translate("AttentionPicture", "the future, out of sight"),
    )


def _colours(view: AttentionView) -> cells.Colours:
    return cells.Colours(view.top, view.seen, view.hidden, view.viewing.decades)


def _words_width(view: AttentionView) -> float:
    """How wide the longest row of sources is."""
    metrics = QFontMetricsF(font(SMALL))
    return max(
        sum(_word_width(metrics, view.names[key], said(view, w)) for key, w in _sources(view, q))
        for q in range(view.tokens)
    )


def _word_width(metrics: QFontMetricsF, name: Name, weight: str) -> float:
    label = min(metrics.horizontalAdvance(name.whole), head_map.WIDEST_LABEL)
    return label + metrics.horizontalAdvance(weight) + BEFORE_SHARE + AFTER_SHARE


def said(view: AttentionView, weight: float) -> str:
    """A weight of a view in words: a share, or a norm."""
    return f"{weight:.3g}" if view.viewing.value_weighted else share(weight)


def _sources(view: AttentionView, query: int) -> list[tuple[int, float]]:
    return strongest(view.shown[query], SOURCES, head_map.SMALLEST_NUMBER)


def _write_words(painter: QPainter, geometry: head_map.MapGeometry, view: AttentionView, dark: bool) -> None:
    """Right of each row its strongest sources: `␣cat 31 %   The 22 %`."""
    scheme, small, left = theme.colors(dark), font(SMALL), geometry.place.right() + 20
    title = QCoreApplication.translate("AttentionPicture", "looks most at")
    over = QRectF(left, geometry.place.y() - geometry.line, 400, geometry.line)
    write(painter, over, title, font(TEXT), scheme.muted)
    metrics = QFontMetricsF(small)
    for query in range(view.tokens):
        place = QRectF(left, geometry.spot(query, 0).center().y() - geometry.line / 2, 400, geometry.line)
        for key, weight in _sources(view, query):
            painter.setFont(small)
            width = head_map.paint_name(painter, place, view.names[key], (scheme.muted, scheme.text))
            write(painter, place.translated(width + BEFORE_SHARE, 0), said(view, weight), small, scheme.text)
            place.translate(_word_width(metrics, view.names[key], said(view, weight)), 0)
