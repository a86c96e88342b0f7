"""How a head that is off looks in a grid, and its small switch."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gpt_studio.ui import theme

SIDE, LEAST = 12.0, 20.0  # pixels of the switch, and of a head that has room for one


def paint_off(painter: QPainter, place: QRectF) -> None:
    """A head that is off: faint, and crossed out."""
    veil = QColor(theme.color("surface"))
    veil.setAlphaF(0.6)
    painter.fillRect(place, veil)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("warning"), 2.0 if place.width() >= LEAST else 1.2))
    painter.drawLine(place.topLeft(), place.bottomRight())
    painter.drawLine(place.topRight(), place.bottomLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def toggle_place(place: QRectF) -> QRectF | None:
    """The switch of a head, in its upper right corner; None where there is no room."""
    if place.width() < LEAST:
        return None
    return QRectF(place.right() - SIDE, place.top(), SIDE, SIDE)


def paint_toggle(painter: QPainter, place: QRectF, *, off: bool) -> None:
    """The switch: ○ with a stroke, as on a device; filled where the head is off."""
    spot = toggle_place(place)
    if spot is None:
        return
    painter.fillRect(spot, theme.color("warning" if off else "raised"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("raised" if off else "text"), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = spot.center()
    painter.drawArc(QRectF(middle.x() - 3.5, middle.y() - 3.0, 7.0, 7.0), 130 * 16, 280 * 16)
    painter.drawLine(middle + QPointF(0, -4.5), middle + QPointF(0, 0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
