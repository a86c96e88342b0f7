"""The lens as a picture: every position that was read, with what was read below and what came next above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from gpt_studio.ui.look_inside import sheet
from gpt_studio.ui.look_inside.blocks import SMALL, Block, font, header

from .painting import LensGeometry, label_width, paint_cells, paint_rows, paint_tokens
from .table import LensTable

CELL_WIDTH, CELL_HEIGHT = 84.0, 22.0
MOST = 300  # positions of one picture


def png(table: LensTable, positions: Sequence[int], measure: str, model: str, dark: bool) -> bytes:
    """The grid as PNG."""
    return sheet.png(_blocks(table, positions, measure, model, dark), dark)


def svg(table: LensTable, positions: Sequence[int], measure: str, model: str, dark: bool) -> bytes:
    """The grid as SVG, with text as text."""
    return sheet.svg(_blocks(table, positions, measure, model, dark), _title(), dark)


def _blocks(table: LensTable, positions: Sequence[int], measure: str, model: str, dark: bool) -> list[Block]:
    lines = [f"{model}   ·   {_measure(table, measure)}"]
    stretches = [_grid(table, stretch, measure, dark) for stretch in _stretches(positions[:MOST])]
    return [header(_title(), lines, dark), *stretches]


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
