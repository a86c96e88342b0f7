"""The map of one head as it is painted: rows look, columns are looked at; which part of it can be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.shown import Box, Shown
from gpt_studio.ui.look_inside.view import Weights

from .head_map import MapGeometry, paint_axes, paint_numbers
from .pixels import picture
from .profiles import GAP, STRIP, paint_profiles
from .pyramid import Pyramid
from .window import MapWindow, Placed, place, showing, widest_name, zoomed

SMALLER = 0.8  # size of the names where there is no room for larger ones
NOWHERE = (-1, -1)
FAINT = 0.35  # opacity of a map whose text has changed since


class MapCanvas(QWidget):
    """`zoom_changed` says that cells have another size, `moved` which MapWindow the person has gone to."""

    zoom_changed = Signal()
    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Shown()
        self._pyramid = Pyramid(self._shown.weights)
        self._query = self._hovered = -1
        self.cell = NOWHERE  # (query, key) that is pointed at
        self.box: Box | None = None
        self._faint = False
        self._window, self._placed = MapWindow(), None
        self._letters, self._widest = self.font(), 0.0
        self._image: tuple[object, QImage] | None = None
        square = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        square.setHeightForWidth(True)
        self.setSizePolicy(square)

    # -- what is shown ---------------------------------------------------------------------------------

    def show_map(self, shown: Shown) -> None:
        """Show other weights; of a text of another length the whole."""
        if len(shown.names) != len(self._shown.names):
            self._window, self.box = MapWindow(), None
        self._shown = shown
        colours = np.where(shown.hidden, np.float32(0), shown.weights) if shown.hidden.any() else shown.weights
        self._pyramid = Pyramid(colours, shown.top, shown.decades, shown.seen)
        if max(self.cell) >= len(shown.names):
            self.cell = NOWHERE
        self._forget()

    def grow(self, shown: Shown, rows: Sequence[Weights]) -> None:
        """The same with rows more, each of so many weights as there are rows up to it."""
        self._shown = shown
        hidden = shown.hidden
        self._pyramid.append([np.where(hidden[: len(r)], np.float32(0), r) for r in rows] if hidden.any() else rows)
        if self._window.scale is not None and self._query == len(shown.names) - 1:
            self._reveal(self._query, -1)
        self._forget(names=False)

    def mark_query(self, query: int) -> None:
        """Outline the row of a query; -1 for none. Where the map is zoomed it moves there."""
        if query != self._query:
            self._query = query
            if not self.underMouse():
                self._reveal(query, -1)
            self.update()

    def mark_hovered(self, unit: int) -> None:
        """Mark what is pointed at elsewhere, as a query and as a key; -1 for nothing."""
        if unit != self._hovered:
            self._hovered = unit
            self.update()

    @property
    def hovered(self) -> int:
        return self._hovered

    def set_faint(self, faint: bool) -> None:
        """Draw the map faintly: its text has changed, and the new one is being read."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def show_box(self, box: Box | None) -> None:
        """Draw a box around cells, or none."""
        self.box = box
        self.update()

    def show_cell(self, query: int, key: int) -> None:
        """Outline a cell, or none: NOWHERE."""
        self.cell = query, key
        self.update()

    def placed(self) -> Placed | None:
        """What can be seen and where; None while there is nothing to show."""
        if self._placed is None and len(self._shown.names):
            for size in (1.0, SMALLER):
                self._letters = QFont(self.font())
                self._letters.setPointSizeF(size * self.font().pointSizeF())
                self._placed = self._laid_out(self._window)
                if self._placed.geometry.labelled:
                    break
        return self._placed

    def map_geometry(self) -> MapGeometry | None:
        """Where the cells are; None while there is nothing to show."""
        placed = self.placed()
        return None if placed is None else placed.geometry

    def _laid_out(self, window: MapWindow) -> Placed:
        metrics, units = QFontMetricsF(self._letters), len(self._shown.names)
        self._widest = self._widest or widest_name(self._shown.names, metrics)
        strip = STRIP + GAP if self._shown.profiles else 0
        room = QRectF(self.rect()).adjusted(2, 2, -3 - strip, -3 - strip)
        return place(window, units, metrics, self._widest, room, self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        return QSize(380, 380)

    def heightForWidth(self, width: int) -> int:
        """Nearly a square: names stand on the left and on top. Does not depend on the text, so that nothing jumps."""
        return round(0.96 * width)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 220)

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, placed = QPainter(self), self.placed()
        if placed is None:
            return
        geometry, shown = placed.geometry, self._shown
        painter.setFont(self._letters)
        painter.setOpacity(FAINT if self._faint else 1.0)
        painter.drawImage(geometry.place.topLeft(), self._picture(placed))
        marked = self._marked()
        paint_axes(painter, geometry, shown.names, theme.is_dark(), marked)
        self._outline(painter, geometry.place, "border")
        if shown.profiles:
            paint_profiles(painter, placed, *shown.profiles, marked)
        painter.setClipRect(geometry.place.adjusted(-1, -1, 1, 1))
        paint_numbers(
            painter,
            geometry,
            shown.weights,
            theme.is_dark(),
            top=shown.top,
            shares=shown.shares,
            hidden=shown.hidden,
            decades=shown.decades,
        )
        self._paint_marks(painter, geometry)
        painter.setClipping(False)
        if self.hasFocus():
            self._outline(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), "accent")

    def _paint_marks(self, painter: QPainter, geometry: MapGeometry) -> None:
        if 0 <= self._query < geometry.tokens:
            self._outline(painter, geometry.row(self._query), "accent")
        if 0 <= self._hovered < geometry.tokens and self._hovered != self._query:
            self._outline(painter, geometry.row(self._hovered), "muted")
        if 0 <= self._hovered < geometry.tokens:
            first, last = geometry.spot(self._hovered, self._hovered), geometry.spot(geometry.tokens - 1, self._hovered)
            self._outline(painter, first.united(last), "muted")
        if self.cell[0] >= 0:
            self._outline(painter, geometry.spot(*self.cell), "text", 1.5)
        if self.box is not None:
            q0, q1, k0, k1 = self.box
            self._outline(painter, geometry.spot(q0, k0).united(geometry.spot(q1, k1)), "warning", 2.0)

    def _marked(self) -> tuple[int, int]:
        """(query, key) that stand out on the axes."""
        if self.cell[0] >= 0:
            return self.cell
        return (self._query if self._hovered < 0 else self._hovered, self._hovered)

    def _picture(self, placed: Placed) -> QImage:
        """The pixels of the map, made anew where another part of it, or other weights, are to be seen."""
        ratio, dark = self.devicePixelRatioF(), theme.is_dark()
        wanted = (placed.scale, placed.corner, placed.size, ratio, dark, self._pyramid, self._pyramid.size)
        if self._image is None or self._image[0] != wanted:
            hidden = self._shown.hidden
            image = picture(
                self._pyramid, self._shown.seen, hidden, placed.scale, placed.corner, placed.size, dark, ratio
            )
            image.setDevicePixelRatio(ratio)
            self._image = wanted, image
        return self._image[1]

    def _outline(self, painter: QPainter, around: QRectF, colour: str, width: float = 1.0) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(colour), width))
        painter.drawRect(around.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _forget(self, *, names: bool = True) -> None:
        self._placed = None
        if names:
            self._widest = 0.0
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget()
        self.zoom_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._forget()
        super().changeEvent(event)

    # -- zoom and pan ----------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Device pixels for a cell; below 1 a pixel shows 1 / scale cells a side."""
        placed = self.placed()
        return placed.scale if placed else 1.0

    @property
    def is_whole(self) -> bool:
        return self._window.scale is None

    def zoom(self, way: int, at: QPointF | None = None) -> None:
        """One step nearer (1) or farther (−1), around a point; by itself around the marked row or the middle."""
        placed = self.placed()
        if placed is None:
            return
        at = at or self._middle(placed)
        whole, ratio = self._laid_out(MapWindow()).scale, self.devicePixelRatioF()
        wanted = zoomed(self._window, placed, way, at, ratio, whole)
        if wanted.scale is not None:
            self._move(wanted)
            after = self.placed()
            if after and after.geometry.place.topLeft() != placed.geometry.place.topLeft():
                wanted = zoomed(self._window, placed, way, at, ratio, whole, after.geometry.place.topLeft())
        self._move(wanted)
        self.zoom_changed.emit()

    def show_whole(self) -> None:
        """The whole map again."""
        self._move(MapWindow())
        self.zoom_changed.emit()

    def _middle(self, placed: Placed) -> QPointF:
        shown = placed.geometry.place
        row = placed.geometry.spot(max(self._query, 0), max(self._query, 0)).center()
        return row if self._query >= 0 and shown.contains(row) else shown.center()

    def _move(self, window: MapWindow) -> None:
        self.go_to(window)
        self.moved.emit(self._window)

    def go_to(self, window: MapWindow) -> None:
        """Show another part of the map; nothing is said."""
        self._window, self._placed = window, None
        placed = self.placed()
        if placed is not None and window.scale is not None:
            self._window = MapWindow(window.scale, placed.corner)
        self.update()

    def _reveal(self, query: int, key: int) -> None:
        placed = self.placed()
        window = showing(placed, query, key) if placed and self._window.scale is not None else None
        if window is not None:
            self._move(window)
