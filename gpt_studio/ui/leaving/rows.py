"""A table as a part of a picture: columns of text, and bars that grow to the right or, of signed numbers, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gpt_studio.ui import theme

from .block import SMALL, Align, Block, font, write

LINE, APART, BAR = 20.0, 22.0, 150.0  # pixels: of a row, between columns, of a bar
THICK = 8.0
WIDEST = 420.0  # of a column of text


@dataclass(frozen=True)
class Column:
    """`cells` as they are written. `numbers` stand on the right of their column.

    `shares` draw a bar behind each cell, 0…1, or −1…1 with `signed`; `inks` are the names of the theme's colours for
    what is positive and negative, or numbers of its series.
    """

    title: str
    cells: Sequence[str]
    numbers: bool = False
    shares: Sequence[float] | None = None
    signed: bool = False
    inks: tuple[str | int, str | int] = ("accent", "accent")


def rows(title: str, columns: Sequence[Column], dark: bool) -> Block:
    """Columns beside each other under a title; a line for each row."""
    letters, bold = font(SMALL), font(SMALL, bold=True)
    widths = [_width(column) for column in columns]
    count = max((len(column.cells) for column in columns), default=0)
    named = any(column.title for column in columns)
    top = (LINE + 6 if title else 0.0) + (LINE if named else 0.0)

    def paint(painter: QPainter, at: QPointF) -> None:
        scheme, x = theme.colors(dark), at.x()
        if title:
            write(painter, QRectF(at.x(), at.y(), 900, LINE), title, bold, scheme.text)
        for column, width in zip(columns, widths, strict=True):
            text = width - (BAR + 10 if column.shares is not None else 0)
            across = Align.AlignRight if column.numbers else Align.AlignLeft
            write(painter, QRectF(x, at.y() + top - LINE, text, LINE), column.title, letters, scheme.muted, across)
            for row, cell in enumerate(column.cells):
                place = QRectF(x, at.y() + top + row * LINE, text, LINE)
                shown = QFontMetricsF(letters).elidedText(cell, Qt.TextElideMode.ElideMiddle, text)
                write(painter, place, shown, letters, scheme.text, across)
                if column.shares is not None:
                    _bar(painter, QRectF(x + text + 10, place.y(), BAR, LINE), column, row, dark)
            x += width + APART

    return Block(QSizeF(sum(widths) + APART * (len(columns) - 1), top + count * LINE), paint)


def _width(column: Column) -> float:
    metrics = QFontMetricsF(font(SMALL))
    text = max(metrics.horizontalAdvance(cell) for cell in (column.title, *column.cells))
    return min(text, WIDEST) + 2 + (BAR + 10 if column.shares is not None else 0)


def _bar(painter: QPainter, room: QRectF, column: Column, row: int, dark: bool) -> None:
    assert column.shares is not None
    share = column.shares[row]
    y, zero = room.center().y(), room.center().x() if column.signed else room.left()
    painter.fillRect(QRectF(zero - 0.5, room.y() + 3, 1, LINE - 6), QColor(theme.colors(dark).border))
    if share == share:  # NaN has no bar
        reach = (room.width() / 2 if column.signed else room.width()) * min(max(share, -1.0), 1.0)
        ink = column.inks[0] if share >= 0 else column.inks[1]
        colour = theme.color(ink, dark) if isinstance(ink, str) else theme.series(ink, dark)
        painter.fillRect(QRectF(min(zero, zero + reach), y - THICK / 2, max(abs(reach), 1.0), THICK), colour)
