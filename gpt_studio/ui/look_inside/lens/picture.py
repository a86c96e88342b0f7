"""The lens as a picture: every position that was read, with what was read below and what came next above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.leaving.block import SMALL, Block, font, frame, header, write
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.switch_words import summary

from .painting import LensGeometry, ends, label_width, paint_cells, paint_rows, paint_tokens
from .saving import LensView
from .table import LensTable

CELL_WIDTH, CELL_HEIGHT = 84.0, 22.0
SWATCHES, SWATCH = 8, 12.0
MOST = 300  # positions of one picture


def drawing(view: LensView, dark: bool) -> Drawing:
    """The grid, to become PNG or SVG."""
    return Drawing(_title(), _blocks(view, dark))


def _blocks(view: LensView, dark: bool) -> list[Block]:
    lines = [f"{view.model}   ·   {_measure(view.table, view.measure)}", summary(view.switches)]
    stretches = [_grid(view.table, stretch, view.measure, dark) for stretch in _stretches(view.positions[:MOST])]
    return [header(_title(), [line for line in lines if line], dark), _scale(view.measure, dark), *stretches]


def _scale(measure: str, dark: bool) -> Block:
    """From unsure to sure, with what both ends stand for."""
    low, high = ends(measure)
    letters, line = font(SMALL), QFontMetricsF(font(SMALL)).height()
    left, right = (QFontMetricsF(letters).horizontalAdvance(text) for text in (low, high))

    def paint(painter: QPainter, at: QPointF) -> None:
        muted = theme.colors(dark).muted
        write(painter, QRectF(at.x(), at.y(), left + 4, line), low, letters, muted)
        ramp = QRectF(at.x() + left + 8, at.y() + (line - SWATCH) / 2, SWATCHES * SWATCH, SWATCH)
        for step in range(SWATCHES):
            ground = theme.sureness(step / (SWATCHES - 1), dark)
            painter.fillRect(QRectF(ramp.x() + step * SWATCH, ramp.y(), SWATCH, SWATCH), ground)
        frame(painter, ramp, theme.colors(dark).border)
        write(painter, QRectF(ramp.right() + 8, at.y(), right + 4, line), high, letters, muted)

    return Block(QSizeF(left + right + 20 + SWATCHES * SWATCH, line), paint)


def _stretches(positions: Sequence[int]) -> list[range]:
    """Positions that follow each other, together."""
    found: list[range] = []
    for position in positions:
        if found and position == found[-1].stop:
            found[-1] = range(found[-1].start, position + 1)
        else:
            found.append(range(position, position + 1))
    return found


def _grid(table: LensTable, columns: range, measure: str, dark: bool) -> Block:
    metrics = QFontMetricsF(font(SMALL))
    geometry = LensGeometry(label_width(metrics), metrics.height() + 6, CELL_WIDTH, CELL_HEIGHT, table.rows, len(table))

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.save()
        painter.translate(at)
        painter.setFont(font(SMALL))
        rows = range(table.rows)
        paint_rows(painter, geometry, rows, -1, dark)
        painter.translate(-columns.start * CELL_WIDTH, 0)
        paint_tokens(painter, geometry, table, columns, 0.0, dark, behind=True)
        foot = geometry.height - geometry.line
        paint_tokens(painter, geometry, table, columns, foot, dark, behind=False)
        paint_cells(painter, geometry, table, measure, columns, rows, dark)
        painter.restore()

    room = QRectF(0, 0, geometry.left + len(columns) * CELL_WIDTH, geometry.height)
    return Block(QSizeF(room.width(), room.height()), paint)


def _title() -> str:
    return QCoreApplication.translate("Lens", "What the network would say behind every layer")


def _measure(table: LensTable, measure: str) -> str:
    followed = "" if table.token is None else table.written(table.token)
    return {
        "probability": QCoreApplication.translate("Lens", "tinted by the probability of the best token"),
        "rank": QCoreApplication.translate("Lens", "tinted by the rank of what comes next"),
        "entropy": QCoreApplication.translate("Lens", "tinted by entropy"),
        "token": QCoreApplication.translate("Lens", "tinted by the probability of {token}").format(token=followed),
    }[measure]
