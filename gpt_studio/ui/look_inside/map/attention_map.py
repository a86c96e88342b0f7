"""The map of one head under the hand: points, picks, zooms and boxes by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from gpt_studio.ui.look_inside.shown import Box

from .canvas import NOWHERE, MapCanvas
from .window import Placed, moved

WHEEL = 120  # eighths of a degree for one step of zoom


class AttentionMap(MapCanvas):
    """`pointed` says (query, key) or NOWHERE, `picked` a query, `boxed` a box or None."""

    pointed = Signal(int, int)
    picked = Signal(int)
    boxed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._held: tuple[QPointF, Placed] | None = None  # where a drag began
        self._corner: tuple[int, int] | None = None  # the cell in which a box begins
        self._wheel = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_box(self, box: Box | None) -> None:
        """Draw a box around cells, or none, and say so."""
        if box != self.box:
            self.show_box(box)
            self.boxed.emit(box)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(NOWHERE)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / WHEEL)
        self._wheel -= steps * WHEEL
        for _ in range(abs(steps)):
            self.zoom(1 if steps > 0 else -1, event.position())
        event.accept()

    # -- mouse -----------------------------------------------------------------------------------------

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        geometry = self.map_geometry()
        return geometry.cell_at(point) if geometry else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._corner is not None and event.buttons():
            self._stretch(self._cell_at(at))
        elif self._held is not None:
            (start, placed), ratio = self._held, self.devicePixelRatioF()
            self._move(moved(placed, (start.x() - at.x()) * ratio, (start.y() - at.y()) * ratio))
        elif self._pressed is not None and self._dragged(at):
            placed = self.placed()
            if placed is not None and not self.is_whole:
                self._held = self._pressed, placed
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._point(self._cell_at(at) or NOWHERE)

    def _dragged(self, at: QPointF) -> bool:
        assert self._pressed is not None
        return (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()

    def leaveEvent(self, event: QEvent) -> None:
        self._point(NOWHERE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._corner = self._cell_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        cell = self._cell_at(self._pressed)
        if self._held is None and self._corner is None and cell and not self._dragged(event.position()):
            self.picked.emit(cell[0])
        self._pressed = self._held = self._corner = None
        self.unsetCursor()

    def _stretch(self, end: tuple[int, int] | None) -> None:
        """The box reaches from the corner in which it began to a cell."""
        if end is not None and self._corner is not None:
            (q0, q1), (k0, k1) = (sorted(pair) for pair in zip(self._corner, end, strict=True))
            self.set_box((q0, q1, k0, k1))

    # -- keyboard --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        units, key = len(self._shown.names), Qt.Key(event.key())
        if not units or not self._acted(key, event.modifiers()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift and self._pressed is None:
            self._corner = None
        super().keyReleaseEvent(event)

    def _acted(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        if key in _ZOOMS:
            way = _ZOOMS[key]
            self.zoom(way) if way else self.show_whole()
        elif key == Qt.Key.Key_Escape and self.box is not None:
            self.set_box(None)
        elif key not in _STEPS:
            return False
        elif held & Qt.KeyboardModifier.ControlModifier:
            self._pan(*_STEPS[key])
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self._stretch_by(*_STEPS[key])
        else:
            self._walk(*_STEPS[key])
        return True

    def _pan(self, down: int, right: int) -> None:
        placed = self.placed()
        if placed is not None and not self.is_whole:
            step = max(placed.scale, 40 * self.devicePixelRatioF())
            self._move(moved(placed, right * step, down * step))

    def _walk(self, down: int, right: int) -> None:
        if right:
            self._walk_keys(right)
            return
        units = len(self._shown.names)
        before = self._query if self._query >= 0 else (0 if down > 0 else units - 1) - down
        query = min(max(before + down, 0), units - 1)
        self.picked.emit(query)
        self._reveal(query, -1)

    def _walk_keys(self, step: int) -> None:
        """Point at the next key of the marked query (the last one when none is marked)."""
        query = self._query if self._query >= 0 else len(self._shown.names) - 1
        pointed, key = self.cell
        start = key if pointed == query else (query + 1 if step < 0 else -1)
        cell = query, min(max(start + step, 0), query)
        self._reveal(*cell)
        self._point(cell)

    def _stretch_by(self, down: int, right: int) -> None:
        """A box from the cell that is pointed at, larger by a cell."""
        last = len(self._shown.names) - 1
        start = self.cell if self.cell[0] >= 0 else (max(self._query, 0), 0)
        if self._corner is None:
            self._corner = start
        end = min(max(start[0] + down, 0), last), min(max(start[1] + right, 0), last)
        self._point(end)
        self._reveal(*end)
        self._stretch(end)

    def _point(self, cell: tuple[int, int]) -> None:
        if cell != self.cell:
            self.show_cell(*cell)
            self.pointed.emit(*cell)


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
_ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}
