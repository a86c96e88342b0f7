"""All heads as small maps: layers downward, heads across, each named L.H. Shared by the window and saved pictures."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gpt_studio.ui import theme

NAMED_GAP = 8.0  # pixels between maps that carry names


@dataclass(frozen=True)
class GridGeometry:
    """`rows` × `columns` maps of `side` pixels with a name of `line` pixels above each (0: no names)."""

    rows: int
    columns: int
    side: float
    gap: float
    line: float

    @property
    def width(self) -> float:
        return self.columns * (self.side + self.gap) - self.gap

    @property
    def height(self) -> float:
        return self.rows * (self.side + self.line + self.gap) - self.gap

    def place(self, row: int, column: int) -> QRectF:
        """The map of a head, its name not included."""
        y = row * (self.side + self.line + self.gap) + self.line
        return QRectF(column * (self.side + self.gap), y, self.side, self.side)

    def head_at(self, point: QPointF) -> tuple[int, int] | None:
        """(row, column) of the head whose map or name is under a point."""
        row = int(point.y() // (self.side + self.line + self.gap))
        column = int(point.x() // (self.side + self.gap))
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return (row, column) if inside else None


def lay_out(rows: int, columns: int, room: float, line: float, smallest: float, largest: float) -> GridGeometry:
    """The largest named maps, whole pixels wide, with which `columns` fit into `room` pixels."""
    side = float(int((room + NAMED_GAP) / columns - NAMED_GAP))
    return GridGeometry(rows, columns, min(max(side, smallest), largest), NAMED_GAP, line)


def paint_name(painter: QPainter, place: QRectF, name: str, line: float, colour: str) -> None:
    """L.H above a small map."""
    painter.setPen(QColor(colour))
    above = QRectF(place.x() - 10, place.y() - line - 2, place.width() + 20, line)
    painter.drawText(above, Qt.AlignmentFlag.AlignCenter, name)


def paint_frame(painter: QPainter, place: QRectF, *, chosen: bool, dark: bool | None = None) -> None:
    """The frame of a small map, a strong one around the chosen head."""
    scheme = theme.colors(dark)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(scheme.accent if chosen else scheme.border), 2.0 if chosen else 1.0))
    out = 1.5 if chosen else 0.5
    painter.drawRect(place.adjusted(-out, -out, out, out))
