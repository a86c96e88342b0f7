"""A part of a saved picture, which knows its size and paints itself, and what all of them share: letters, a header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gpt_studio.ui import theme

Align = Qt.AlignmentFlag
TEXT, SMALL = 14, 12  # pixels


@dataclass(frozen=True)
class Block:
    """A part of the picture, in pixels."""

    size: QSizeF
    paint: Callable[[QPainter, QPointF], None]


def font(pixels: int, *, bold: bool = False) -> QFont:
    """The typeface of pictures, in pixels so that every screen gives the same picture."""
    found = QFont()
    found.setFamilies(["Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "sans-serif"])
    found.setPixelSize(pixels)
    found.setBold(bold)
    return found


def header(title: str, lines: list[str], dark: bool) -> Block:
    """A title, and lines below it that say what is shown."""
    scheme, large, plain = theme.colors(dark), font(22, bold=True), font(TEXT)
    big, small = QFontMetricsF(large), QFontMetricsF(plain)
    width = max(big.horizontalAdvance(title), *(small.horizontalAdvance(line) for line in lines))

    def paint(painter: QPainter, at: QPointF) -> None:
        write(painter, QRectF(at.x(), at.y(), width + 4, big.height()), title, large, scheme.text)
        for number, line in enumerate(lines):
            place = QRectF(at.x(), at.y() + big.height() + 2 + number * small.height(), width + 4, small.height())
            write(painter, place, line, plain, scheme.muted)

    return Block(QSizeF(width + 4, big.height() + 2 + len(lines) * small.height()), paint)


def frame(painter: QPainter, place: QRectF, colour: str) -> None:
    """A line of one pixel around a place."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))


def write(
    painter: QPainter, place: QRectF, text: str, letters: QFont, colour: str, across: Align = Align.AlignLeft
) -> None:
    """One line of text."""
    painter.setFont(letters)
    painter.setPen(QColor(colour))
    painter.drawText(place, across | Align.AlignVCenter, text)
