"""The cells of the lens and their axes: the last layer on top, the embedding at the bottom, tokens from left to right.

Below stand the tokens that were read, above what really comes next. Shared by the window and saved pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gpt_studio.ui import theme

from .table import LensTable

PAD = 5.0
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class LensGeometry:
    """Where the cells lie, in pixels: `left` of them the rows' names, above and below them a `line` of tokens."""

    left: float
    line: float
    cell_width: float
    cell_height: float
    rows: int
    columns: int

    @property
    def width(self) -> float:
        return self.left + self.columns * self.cell_width

    @property
    def height(self) -> float:
        return 2 * self.line + self.rows * self.cell_height

    def cell(self, row: int, column: int) -> QRectF:
        """A cell; row 0 is the lowest."""
        y = self.line + (self.rows - 1 - row) * self.cell_height
        return QRectF(self.left + column * self.cell_width, y, self.cell_width, self.cell_height)

    def column(self, column: int) -> QRectF:
        """All cells of a position."""
        return self.cell(self.rows - 1, column).united(self.cell(0, column))

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """(row, column) under a point; None outside."""
        column = math.floor((point.x() - self.left) / self.cell_width)
        row = self.rows - 1 - math.floor((point.y() - self.line) / self.cell_height)
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None


def row_name(row: int) -> str:
    """`7` behind layer 7; the embedding has a word."""
    return str(row - 1) if row else QCoreApplication.translate("Lens", "embedding")


def row_title(row: int) -> str:
    """The same in a sentence: `layer 7`."""
    if not row:
        return row_name(row)
    return QCoreApplication.translate("Lens", "layer {number}").format(number=row - 1)


def label_width(metrics: QFontMetricsF, *others: str) -> float:
    """Room for the names of the rows, and for `others` in the same column."""
    return max(metrics.horizontalAdvance(text) for text in (row_name(0), "000", *others)) + 2 * PAD


def ends(measure: str) -> tuple[str, str]:
    """What the palest and the strongest ground stand for."""
    return {
        "rank": ("> 1,000", "1"),
        "entropy": (
            QCoreApplication.translate("MeasureChoice", "7 nats"),
            QCoreApplication.translate("MeasureChoice", "0 nats"),
        ),
    }.get(measure, ("0 %", "100 %"))


def paint_cells(
    painter: QPainter, geometry: LensGeometry, table: LensTable, measure: str, columns: range, rows: range, dark: bool
) -> None:
    """The best token of each cell, the stronger its ground the surer; what was not read stays empty."""
    scheme = theme.colors(dark)
    metrics = QFontMetricsF(painter.font())
    gap = 1.0
    for column in columns:
        if not table.known[column]:
            continue
        for row in rows:
            place = geometry.cell(row, column).adjusted(0, 0, -gap, -gap)
            painter.fillRect(place, theme.sureness(table.sureness(measure, row, column), dark))
            text = table.written(int(table.columns["ids"][row, column, 0]))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 2 * PAD + 4)
            painter.setPen(QColor(scheme.text))
            painter.drawText(place.adjusted(PAD, 0, -1, 0), Align.AlignVCenter | Align.AlignLeft, shown)


def paint_rows(painter: QPainter, geometry: LensGeometry, rows: range, marked: int, dark: bool) -> None:
    """The rows' names left of the cells."""
    scheme = theme.colors(dark)
    for row in rows:
        place = geometry.cell(row, 0)
        painter.setPen(QColor(scheme.accent if row == marked else scheme.muted))
        name = QRectF(0, place.y(), geometry.left - PAD, place.height())
        painter.drawText(name, Align.AlignVCenter | Align.AlignRight, row_name(row))


def paint_tokens(
    painter: QPainter, geometry: LensGeometry, table: LensTable, columns: range, y: float, dark: bool, *, behind: bool
) -> None:
    """A line of tokens: those that were read, or with `behind` what really comes next."""
    scheme, metrics = theme.colors(dark), QFontMetricsF(painter.font())
    painter.setPen(QColor(scheme.muted if behind else scheme.text))
    for column in columns:
        place = QRectF(geometry.cell(0, column).x() + PAD, y, geometry.cell_width - PAD, geometry.line)
        text = table.next_text(column) if behind else table.names[column].label
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Align.AlignVCenter | Align.AlignLeft, shown)


def outline(painter: QPainter, place: QRectF, colour: str, width: float = 1.0) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawRect(place.adjusted(-0.5, -0.5, -0.5, -0.5))
