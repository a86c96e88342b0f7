"""The map of one head: rows look, columns are looked at. Points, picks and walks by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gpt_studio.ui import theme

from . import cells
from .head_map import MapGeometry, lay_out, paint_axes, paint_numbers
from .labels import Name
from .view import Weights

LARGEST_CELL = 40.0
SMALLER = 0.8  # size of the names where there is no room for larger ones
NOWHERE = (-1, -1)
FAINT = 0.35  # opacity of a map whose text has changed since


class AttentionMap(QWidget):
    """Draws weights [T, T] with their tokens. `pointed` says (query, key) or NOWHERE, `picked` a query."""

    pointed = Signal(int, int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[Name] = ()
        self._weights: Weights = np.zeros((0, 0), np.float32)
        self._query = -1
        self.cell = NOWHERE  # (query, key) that is pointed at
        self._faint = False
        self._geometry: MapGeometry | None = None
        self._letters = self.font()
        self._drawn: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        square = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        square.setHeightForWidth(True)
        self.setSizePolicy(square)

    # -- what is shown ---------------------------------------------------------------------------------

    def show_weights(self, names: Sequence[Name], weights: Weights) -> None:
        """Show weights [T, T] of the tokens `names`."""
        self._names, self._weights = names, weights
        if max(self.cell) >= len(names):
            self.cell = NOWHERE
        self._forget()

    def mark_query(self, query: int) -> None:
        """Outline the row of a query; -1 for none."""
        if query != self._query:
            self._query = query
            self.update()

    def set_faint(self, faint: bool) -> None:
        """Draw the map faintly: its text has changed, and the new one is being read."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def map_geometry(self) -> MapGeometry | None:
        """Where the cells are; None while there is nothing to show."""
        if self._geometry is None and len(self._names):
            room = QRectF(self.rect()).adjusted(2, 2, -3, -3)
            for size in (1.0, SMALLER):
                self._letters = QFont(self.font())
                self._letters.setPointSizeF(size * self.font().pointSizeF())
                self._geometry = lay_out(self._names, QFontMetricsF(self._letters), room, LARGEST_CELL)
                if self._geometry.labelled:
                    break
        return self._geometry

    def sizeHint(self) -> QSize:
        return QSize(380, 380)

    def heightForWidth(self, width: int) -> int:
        """Nearly a square: names stand on the left and on top. Does not depend on the text, so that nothing jumps."""
        return round(0.96 * width)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 220)

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        geometry = self.map_geometry()
        if geometry is None:
            return
        painter.setFont(self._letters)
        painter.setOpacity(FAINT if self._faint else 1.0)
        place = geometry.place
        painter.drawPixmap(place.topLeft(), self._cells(geometry))
        marked = (self.cell[0] if self.cell[0] >= 0 else self._query, self.cell[1])
        paint_axes(painter, geometry, self._names, theme.is_dark(), marked)
        self._outline(painter, place, "border")
        if 0 <= self._query < geometry.tokens:
            self._outline(painter, geometry.row(self._query), "accent")
        if self.cell[0] >= 0:
            self._outline(painter, geometry.spot(*self.cell), "text", 1.5)
        if self.hasFocus():
            self._outline(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), "accent")

    def _cells(self, geometry: MapGeometry) -> QPixmap:
        """The cells, drawn once for each size and set of weights."""
        ratio, place = self.devicePixelRatioF(), geometry.place
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            self._drawn = QPixmap((place.size() * ratio).toSize().expandedTo(QSize(1, 1)))
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(theme.color("surface"))
            painter = QPainter(self._drawn)
            painter.setFont(self._letters)
            at_corner = replace(geometry, place=QRectF(QPointF(0, 0), place.size()))
            cells.paint(painter, at_corner.place, self._weights, theme.is_dark())
            paint_numbers(painter, at_corner, self._weights, theme.is_dark())
            painter.end()
        return self._drawn

    def _outline(self, painter: QPainter, place: QRectF, colour: str, width: float = 1.0) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.color(colour)), width))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _forget(self) -> None:
        self._geometry = self._drawn = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._forget()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(NOWHERE)
        self.update()

    # -- mouse and keyboard ----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        geometry = self.map_geometry()
        cell = geometry.cell_at(event.position()) if geometry else None
        self._point(cell or NOWHERE)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(NOWHERE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        geometry = self.map_geometry()
        cell = geometry.cell_at(event.position()) if geometry else None
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(cell[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tokens, key = len(self._names), Qt.Key(event.key())
        if not tokens or key not in _STEPS:
            super().keyPressEvent(event)
            return
        down, right = _STEPS[key]
        if right:
            self._walk_keys(right)
            return
        before = self._query if self._query >= 0 else (0 if down > 0 else tokens - 1) - down
        self.picked.emit(min(max(before + down, 0), tokens - 1))

    def _walk_keys(self, step: int) -> None:
        """Point at the next key of the marked query (the last one when none is marked)."""
        query = self._query if self._query >= 0 else len(self._names) - 1
        pointed, key = self.cell
        start = key if pointed == query else (query + 1 if step < 0 else -1)
        self._point((query, min(max(start + step, 0), query)))

    def _point(self, cell: tuple[int, int]) -> None:
        if cell != self.cell:
            self.cell = cell
            self.pointed.emit(*cell)
            self.update()


# (queries down, keys to the right)
_FAR = 1 << 30
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-10, 0),
    Qt.Key.Key_PageDown: (10, 0),
    Qt.Key.Key_Home: (-_FAR, 0),
    Qt.Key.Key_End: (_FAR, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
