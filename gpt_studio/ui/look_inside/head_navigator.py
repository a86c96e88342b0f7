"""The grid of all heads: each a small map, layers downward, heads across. Click or arrow keys choose one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gpt_studio.ui import theme

from . import cells
from .head_grid import GridGeometry, paint_frame
from .view import Weights

LARGEST, ROOMY, SMALLEST = 43.0, 9.0, 7.0  # pixels from one head to the next
TALL = 150.0  # pixels of all layers
MARGIN = 3.0


class HeadNavigator(QWidget):
    """Shows heads (layers × heads of the model); those whose weights are not known are empty frames."""

    chosen = Signal(int, int)  # layer, head

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = (0, 0)
        self._head = (0, 0)
        self._known: dict[int, Weights] = {}
        self._rows: dict[int, QPixmap] = {}  # layers as they were drawn
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shape(self, layers: int, heads: int) -> None:
        """How many layers and heads the model has."""
        if (layers, heads) != self._shape:
            self._shape, self._known = (layers, heads), {}
            self.updateGeometry()
            self._forget()

    def show_layers(self, known: dict[int, Weights]) -> None:
        """Weights [heads, T, T] by layer; layers that are not among them were not computed."""
        self._rows = {layer: row for layer, row in self._rows.items() if self._known.get(layer) is known.get(layer)}
        self._known = known
        self.update()

    def choose(self, layer: int, head: int) -> None:
        """Frame a head."""
        if (layer, head) != self._head:
            self._head = (layer, head)
            self.update()

    def grid(self) -> GridGeometry:
        """Where the heads are, from MARGIN on."""
        layers, heads = self._shape
        return _lay_out(layers, heads, self.width())

    def sizeHint(self) -> QSize:
        return QSize(170, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height())

    def _height(self) -> int:
        layers, heads = self._shape
        return round(_lay_out(layers, heads, self.width()).height + 2 * MARGIN) if layers and heads else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if not all(self._shape):
            return
        painter, grid = QPainter(self), self.grid()
        for layer in range(grid.rows):
            painter.drawPixmap(QPointF(0, grid.place(layer, 0).y()), self._row(layer, grid))
        painter.translate(MARGIN, MARGIN)
        paint_frame(painter, grid.place(*self._head), chosen=True)
        painter.resetTransform()
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _row(self, layer: int, grid: GridGeometry) -> QPixmap:
        """The heads of a layer, drawn once for each set of weights."""
        ratio = self.devicePixelRatioF()
        if layer not in self._rows or self._rows[layer].devicePixelRatio() != ratio:
            row = QPixmap((QSizeF(self.width(), grid.side + 2 * MARGIN) * ratio).toSize())
            row.setDevicePixelRatio(ratio)
            row.fill(Qt.GlobalColor.transparent)
            painter = QPainter(row)
            known = self._known.get(layer)
            for head in range(grid.columns):
                place = grid.place(0, head).translated(MARGIN, MARGIN)
                if known is not None:
                    cells.paint(painter, place, known[head], theme.is_dark(), rectangles=known.shape[1] <= 16)
                paint_frame(painter, place, chosen=False)
            painter.end()
            self._rows[layer] = row
        return self._rows[layer]

    def _forget(self) -> None:
        self._rows = {}
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._forget()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        return super().event(event)

    def _tell(self, event: QHelpEvent) -> None:
        found = self._head_at(QPointF(event.pos()))
        if found is None:
            QToolTip.hideText()
            return
        text = self.tr("Layer {layer}, head {head}") if found[0] in self._known else self.tr(
            "Layer {layer}, head {head}: click to compute this layer"
        )  # fmt: skip
        QToolTip.showText(event.globalPos(), text.format(layer=found[0], head=found[1]), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._head_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not all(self._shape):
            super().keyPressEvent(event)
            return
        layer = min(max(self._head[0] + step[0], 0), self._shape[0] - 1)
        self.chosen.emit(layer, min(max(self._head[1] + step[1], 0), self._shape[1] - 1))

    def _head_at(self, point: QPointF) -> tuple[int, int] | None:
        return self.grid().head_at(point - QPointF(MARGIN, MARGIN)) if all(self._shape) else None


def _lay_out(layers: int, heads: int, width: int) -> GridGeometry:
    """All heads in the width; as high as TALL while they need not become smaller than SMALLEST for that."""
    pitch = min((width - 2 * MARGIN) / max(heads, 1), max(TALL / max(layers, 1), SMALLEST), LARGEST)
    gap = 3.0 if pitch >= ROOMY else 1.0 if pitch >= SMALLEST / 2 else 0.0
    return GridGeometry(layers, heads, max(pitch - gap, 0.5), gap, 0.0)


_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
