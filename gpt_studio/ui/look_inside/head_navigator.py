"""The grid of all heads: each a small map, layers downward, heads across, or by a number. Click or arrows choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gpt_studio.ui import theme

from .changing.marks import paint_off, paint_toggle, toggle_place
from .gallery import Head
from .head_grid import GridGeometry, paint_frame
from .head_pictures import MARGIN, lay_out_all, paint_head
from .view import Weights

SLICE_MS = 8  # of drawing in one frame


class HeadNavigator(QWidget):
    """Shows heads (layers × heads of the model); those whose weights are not known are empty frames.

    `chosen` says the head, `added` one that joins the average or leaves it (Ctrl and a click, or Ctrl+Space).
    """

    chosen = Signal(int, int)  # layer, head
    added = Signal(int, int)
    toggled = Signal(int, int)  # is to be switched off, or on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = (0, 0)
        self._head: Head = (0, 0)
        self._together: tuple[int, ...] = (0,)  # heads of that layer that are averaged
        self._known: dict[Head, Weights] = {}
        self._order: list[Head] = []
        self._said: dict[Head, str] = {}  # what the tooltips add
        self._dirty: set[Head] = set()
        self._off: frozenset[Head] = frozenset()
        self._under: Head | None = None  # the pointer
        self._drawn: QPixmap | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shape(self, layers: int, heads: int) -> None:
        """How many layers and heads the model has."""
        if (layers, heads) != self._shape:
            self._shape, self._known, self._said = (layers, heads), {}, {}
            self._under = None
            self._dirty = set()
            self._order = self.heads()
            self.updateGeometry()
            self._forget()

    def heads(self) -> list[Head]:
        """All heads, layer by layer."""
        layers, heads = self._shape
        return [(layer, head) for layer in range(layers) for head in range(heads)]

    def known(self) -> set[Head]:
        """The heads that have a picture."""
        return set(self._known)

    def show_head(self, head: Head, weights: Weights) -> None:
        """The small picture of a head: weights [n, n]."""
        self._known[head] = weights
        self._dirty.add(head)
        self.update()

    def set_known(self, known: dict[Head, Weights]) -> None:
        """These pictures and no others."""
        if any(head not in known for head in self._known):
            self._drawn = None
        self._dirty |= {head for head, weights in known.items() if self._known.get(head) is not weights}
        self._known = dict(known)
        self._dirty &= self._known.keys()
        self.update()

    def clear(self) -> None:
        """No picture is known."""
        self._known, self._dirty = {}, set()
        self._forget()

    def set_order(self, ranked: Sequence[Head] | None, said: dict[Head, str] | None = None) -> None:
        """Place the `ranked` heads first, the others behind them; None: layer by layer. `said` goes into tooltips."""
        first = list(ranked or ())
        order = [*first, *sorted(set(self.heads()) - set(first))] if ranked is not None else self.heads()
        self._said = said or {}
        if order != self._order:
            self._order = order
            self._forget()

    def order(self) -> list[Head]:
        """The heads as they stand, row by row."""
        return list(self._order)

    def choose(self, layer: int, head: int, together: tuple[int, ...] = ()) -> None:
        """Frame a head, and those of its layer with which it is averaged."""
        if (layer, head, together) != (*self._head, self._together):
            self._head, self._together = (layer, head), together
            self.update()

    @property
    def head(self) -> Head:
        """The one that is framed."""
        return self._head

    def set_off(self, heads: frozenset[Head]) -> None:
        """Cross out these heads: they are switched off."""
        if heads != self._off:
            self._off = heads
            self.update()

    def grid(self) -> GridGeometry:
        """Where the places are, from MARGIN on."""
        layers, heads = self._shape
        return lay_out_all(layers, heads, self.width())

    def place(self, head: Head) -> QRectF:
        """Where a head stands, in the coordinates of the widget."""
        at = self._order.index(head)
        return self.grid().place(at // self._shape[1], at % self._shape[1]).translated(MARGIN, MARGIN)

    def sizeHint(self) -> QSize:
        return QSize(170, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height())

    def _height(self) -> int:
        layers, heads = self._shape
        return round(lay_out_all(layers, heads, self.width()).height + 2 * MARGIN) if layers and heads else 0

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not all(self._shape):
            return
        painter = QPainter(self)
        painter.drawPixmap(QPointF(0, 0), self._pictures())
        for head in self._off.intersection(self._order):
            paint_off(painter, self.place(head))
        if self._under is not None:
            paint_toggle(painter, self.place(self._under), off=self._under in self._off)
        for head in {self._head[1], *self._together}:
            paint_frame(painter, self.place((self._head[0], head)), chosen=True)
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _pictures(self) -> QPixmap:
        """All heads as far as they are drawn."""
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            self._drawn = QPixmap((QSizeF(self.size()) * ratio).toSize().expandedTo(QSize(1, 1)))
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter, grid = QPainter(self._drawn), self.grid()
            for at in range(len(self._order)):
                spot = grid.place(at // grid.columns, at % grid.columns).translated(MARGIN, MARGIN)
                paint_frame(painter, spot, chosen=False)
            painter.end()
            self._dirty = set(self._known)
        if self._dirty and not self._timer.isActive():
            self._timer.start()
        return self._drawn

    def _on_timer(self) -> None:
        """Draw as many heads as a frame has time for."""
        if self._drawn is not None and self._dirty:
            self._draw_some(self._drawn, self._drawn.devicePixelRatio())
            self.update()
        if self._drawn is None or not self._dirty:
            self._timer.stop()

    def _draw_some(self, onto: QPixmap, ratio: float) -> None:
        painter, grid, clock = QPainter(onto), self.grid(), QElapsedTimer()
        places = {head: at for at, head in enumerate(self._order)}
        clock.start()
        while self._dirty and clock.elapsed() < SLICE_MS:
            head = self._dirty.pop()
            at = places[head]
            spot = grid.place(at // grid.columns, at % grid.columns).translated(MARGIN, MARGIN)
            paint_head(painter, spot, self._known[head], ratio)
            paint_frame(painter, spot, chosen=False)
        painter.end()

    def _forget(self) -> None:
        self._drawn = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._forget()
        super().changeEvent(event)

    # -- mouse and keyboard ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        return super().event(event)

    def _tell(self, event: QHelpEvent) -> None:
        found = self.head_at(QPointF(event.pos()))
        if found is None:
            QToolTip.hideText()
            return
        text = self.tr("Layer {layer}, head {head}").format(layer=found[0], head=found[1])
        if found in self._said:
            text += "\n" + self._said[found]
        if found not in self._known:
            text += "\n" + self.tr("Click to compute this layer.")
        if found in self._off:
            text += "\n" + self.tr("Switched off.")
        text += "\n" + self.tr("X switches the chosen head off or on; a right click has its group, layer and MLP.")
        text += "\n" + self.tr("Ctrl and a click averages it with the chosen one.")
        QToolTip.showText(event.globalPos(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.head_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            spot = toggle_place(self.place(found))
            if spot is not None and spot.contains(event.position()):
                self.toggled.emit(*found)
                return
            more = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.added if more else self.chosen).emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.head_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def _point_at(self, head: Head | None) -> None:
        if head != self._under:
            self._under = head
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_X and not event.modifiers() and all(self._shape):
            self.toggled.emit(*self._head)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not all(self._shape):
            super().keyPressEvent(event)
            return
        columns = self._shape[1]
        row, column = divmod(self._order.index(self._head), columns)
        row = min(max(row + step[0], 0), self._shape[0] - 1)
        column = min(max(column + step[1], 0), columns - 1)
        self.chosen.emit(*self._order[row * columns + column])

    def head_at(self, point: QPointF) -> Head | None:
        """The head whose picture is under a point."""
        if not all(self._shape):
            return None
        found = self.grid().head_at(point - QPointF(MARGIN, MARGIN))
        return None if found is None else self._order[found[0] * self._shape[1] + found[1]]


_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
