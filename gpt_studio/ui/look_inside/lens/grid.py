"""The grid of the lens: layers upward, tokens from left to right. Points and picks by mouse and keyboard; scrolls."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from gpt_studio.ui import theme

from .painting import LensGeometry, label_width, outline, paint_cells, paint_rows, paint_tokens
from .table import LensTable

LOWEST, HIGHEST = 17.0, 30.0  # pixels of a row
NARROWEST, WIDEST = 66.0, 104.0  # pixels of a column
FAINT = 0.35  # opacity where the text has changed since
NOWHERE = (-1, -1)
SMALLER = 0.88  # of the window's letters


class LensGrid(QAbstractScrollArea):
    """`pointed` says (row, position) or NOWHERE, `picked` a cell, `seen` the positions that are visible."""

    pointed = Signal(int, int)
    picked = Signal(int, int)
    seen = Signal(int, int)  # first, count

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: LensTable | None = None
        self._measure = "probability"
        self._marked = -1
        self._faint = False
        self.cell = NOWHERE
        self._visible = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- what is shown ---------------------------------------------------------------------------------

    def show_table(self, table: LensTable | None, measure: str) -> None:
        """Show what was read, tinted by a measure. A longer text keeps its place."""
        fresh = self._table is None
        self._table, self._measure = table, measure
        if table is None or self.cell[0] >= table.rows or self.cell[1] >= len(table):
            self.cell = NOWHERE
        self._set_ranges()
        if fresh and table is not None:
            self.show_position(self._marked if self._marked >= 0 else len(table) - 1)
        self._tell_seen()
        self.viewport().update()

    def mark(self, position: int) -> None:
        """Outline a position; -1 for none."""
        if position != self._marked:
            self._marked = position
            self.viewport().update()

    def set_faint(self, faint: bool) -> None:
        if faint != self._faint:
            self._faint = faint
            self.viewport().update()

    def show_position(self, position: int) -> None:
        """Scroll so far that a position is in sight."""
        geometry = self.lens_geometry()
        if geometry is None or position < 0:
            return
        bar, room = self.horizontalScrollBar(), self.viewport().width() - geometry.left
        left, right = position * geometry.cell_width, (position + 1) * geometry.cell_width
        if left < bar.value():
            bar.setValue(math.floor(left))
        elif right > bar.value() + room:
            bar.setValue(math.ceil(right - room))

    def lens_geometry(self) -> LensGeometry | None:
        """Where the cells would be if nothing were scrolled."""
        if self._table is None or not len(self._table):
            return None
        metrics = QFontMetricsF(self._letters())
        line, left = metrics.height() + 6, label_width(metrics, self.tr("next →"), self.tr("read →"))
        room = self.viewport().size()
        height = (room.height() - 2 * line) / self._table.rows
        width = (room.width() - left) / len(self._table)
        return LensGeometry(
            left, line, math.floor(min(max(width, NARROWEST), WIDEST)), math.floor(min(max(height, LOWEST), HIGHEST)),
            self._table.rows, len(self._table),
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(480, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    # -- scrolling -------------------------------------------------------------------------------------

    def _set_ranges(self) -> None:
        geometry = self.lens_geometry()
        room = self.viewport().size()
        wide = 0 if geometry is None else math.ceil(geometry.width) - room.width()
        high = 0 if geometry is None else math.ceil(geometry.height) - room.height()
        if geometry is not None:  # no higher than it can use
            most = 2 * geometry.line + geometry.rows * HIGHEST + self.horizontalScrollBar().sizeHint().height()
            self.setMaximumHeight(math.ceil(most))
        for bar, beyond, page in (
            (self.horizontalScrollBar(), wide, room.width()),
            (self.verticalScrollBar(), high, room.height()),
        ):
            bar.setRange(0, max(beyond, 0))
            bar.setPageStep(max(page, 1))
            bar.setSingleStep(24)

    def _shift(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def visible_columns(self) -> range:
        """The positions in sight."""
        geometry = self.lens_geometry()
        if geometry is None:
            return range(0)
        first = math.floor(self._shift().x() / geometry.cell_width)
        count = math.ceil((self.viewport().width() - geometry.left) / geometry.cell_width) + 1
        return range(first, min(first + max(count, 1), geometry.columns))

    def _visible_rows(self, geometry: LensGeometry) -> range:
        top = self._shift().y()
        highest = geometry.rows - 1 - math.floor(top / geometry.cell_height)
        lowest = highest - math.ceil(self.viewport().height() / geometry.cell_height)
        return range(max(lowest, 0), min(highest, geometry.rows - 1) + 1)

    def _on_scrolled(self, _value: int) -> None:
        self._tell_seen()
        self.viewport().update()

    def _tell_seen(self) -> None:
        columns = self.visible_columns()
        visible = columns.start, len(columns)
        if len(columns) and visible != self._visible:
            self._visible = visible
            self.seen.emit(*visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_ranges()
        self._tell_seen()
        super().resizeEvent(event)

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        geometry, table = self.lens_geometry(), self._table
        if geometry is None or table is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self._letters())
        painter.setOpacity(FAINT if self._faint else 1.0)
        dark, shift, size = theme.is_dark(), self._shift(), QRectF(self.viewport().rect())
        columns, rows = self.visible_columns(), self._visible_rows(geometry)
        # How far down the cells may reach: the line of tokens stays in sight.
        foot = min(geometry.height - shift.y(), size.height()) - geometry.line
        cells = QRectF(geometry.left, geometry.line, size.width() - geometry.left, foot - geometry.line)
        painter.save()
        painter.setClipRect(cells)
        painter.translate(-shift)
        paint_cells(painter, geometry, table, self._measure, columns, rows, dark)
        scheme = theme.colors(dark)
        if 0 <= self._marked < geometry.columns:
            outline(painter, geometry.column(self._marked).adjusted(1, 1, 0, 0), scheme.accent)
        if self.cell != NOWHERE:
            outline(painter, geometry.cell(*self.cell), scheme.text, 1.5)
        painter.restore()
        self._paint_axes(painter, geometry, table, columns, rows, foot, dark)
        if self.hasFocus():
            outline(painter, size.adjusted(1, 1, 0, 0), scheme.accent)

    def _paint_axes(
        self, painter: QPainter, geometry: LensGeometry, table: LensTable, columns: range, rows: range, foot: float,
        dark: bool,
    ) -> None:  # fmt: skip
        shift, size = self._shift(), QRectF(self.viewport().rect())
        painter.save()
        painter.setClipRect(QRectF(0, geometry.line, geometry.left, foot - geometry.line))
        painter.translate(0, -shift.y())
        paint_rows(painter, geometry, rows, self.cell[0], dark)
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(geometry.left, 0, size.width() - geometry.left, size.height()))
        painter.translate(-shift.x(), 0)
        paint_tokens(painter, geometry, table, columns, 0.0, dark, behind=True)
        paint_tokens(painter, geometry, table, columns, foot, dark, behind=False)
        painter.restore()
        painter.setPen(theme.color("muted"))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, 0, geometry.left - 5, geometry.line), align, self.tr("next →"))
        painter.drawText(QRectF(0, foot, geometry.left - 5, geometry.line), align, self.tr("read →"))

    def _letters(self) -> QFont:
        found = QFont(self.font())
        found.setPointSizeF(SMALLER * self.font().pointSizeF())
        return found

    def changeEvent(self, event: QEvent) -> None:
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange)
        if event.type() in kinds and hasattr(self, "_visible"):
            self._set_ranges()
            self.viewport().update()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(NOWHERE)
        self.viewport().update()

    # -- mouse and keyboard ----------------------------------------------------------------------------

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """(row, position) under a point of the viewport; None beside the cells."""
        geometry, size = self.lens_geometry(), self.viewport().size()
        if geometry is None or point.x() < geometry.left or not geometry.line <= point.y() < size.height():
            return None
        return geometry.cell_at(point + self._shift())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.cell_at(event.position()) or NOWHERE)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(NOWHERE)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        table, key = self._table, Qt.Key(event.key())
        if table is None or not len(table):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(*(self.cell if self.cell != NOWHERE else self._start(table)))
        elif key in _STEPS:
            up, right = _STEPS[key]
            row, position = self.cell if self.cell != NOWHERE else self._start(table)
            if self.cell == NOWHERE:
                up = right = 0
            self._point((min(max(row + up, 0), table.rows - 1), min(max(position + right, 0), len(table) - 1)))
            self._show_cell()
        else:
            super().keyPressEvent(event)

    def _start(self, table: LensTable) -> tuple[int, int]:
        return table.rows - 1, self._marked if 0 <= self._marked < len(table) else len(table) - 1

    def _show_cell(self) -> None:
        """Scroll so far that the cell pointed at is in sight."""
        geometry = self.lens_geometry()
        if geometry is None or self.cell == NOWHERE:
            return
        self.show_position(self.cell[1])
        place, bar = geometry.cell(*self.cell), self.verticalScrollBar()
        if place.top() - geometry.line < bar.value():
            bar.setValue(math.floor(place.top() - geometry.line))
        elif place.bottom() + geometry.line > bar.value() + self.viewport().height():
            bar.setValue(math.ceil(place.bottom() + geometry.line - self.viewport().height()))

    def _point(self, cell: tuple[int, int]) -> None:
        if cell != self.cell:
            self.cell = cell
            self.pointed.emit(*cell)
            self.viewport().update()


_FAR = 1 << 30
# (rows up, positions to the right)
_STEPS = {
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (10, 0),
    Qt.Key.Key_PageDown: (-10, 0),
    Qt.Key.Key_Home: (0, -_FAR),
    Qt.Key.Key_End: (0, _FAR),
}
