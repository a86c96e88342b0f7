"""All heads over a file as a table: one statistic, its mean and how it spreads over the lines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gpt_studio.files.places import resource
from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.heads_over import HeadsFound
from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.statistics_form import number_text

Index = QModelIndex | QPersistentModelIndex
HEAD, MEAN, DEVIATION, SPREAD = range(4)
RANGE = Qt.ItemDataRole.UserRole  # (first quartile, median, third quartile, mean) as shares of the strip
ROW_HEIGHT = 26
Head = tuple[int, int]


class HeadsModel(QAbstractTableModel):
    """A row for each head, in the order that was asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: HeadsFound | None = None
        self._at = 0
        self._heads: list[Head] = []
        self._sorted_by = (MEAN, Qt.SortOrder.DescendingOrder)

    def show_found(self, found: HeadsFound | None, statistic: str) -> None:
        """The numbers of one statistic; None: no rows."""
        self.beginResetModel()
        self._found, self._at = found, STATISTICS.index(statistic)
        layers, heads = (0, 0) if found is None else found.mean.shape[1:]
        self._heads = self._in_order([(layer, head) for layer in range(layers) for head in range(heads)])
        self.endResetModel()

    def head(self, row: int) -> Head:
        return self._heads[row]

    def row_of(self, head: Head) -> int:
        """-1 where the head is not there."""
        return self._heads.index(head) if head in self._heads else -1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sorted_by = (column, order)
        self._heads = self._in_order(self._heads)
        self.endResetModel()

    def _in_order(self, heads: list[Head]) -> list[Head]:
        """Heads without a number come last, whatever the order."""
        column, order = self._sorted_by
        down = order is Qt.SortOrder.DescendingOrder
        if column == HEAD or self._found is None:
            return sorted(heads, reverse=down)
        table = self._found.mean if column == MEAN else self._found.deviation
        if column == SPREAD:
            table = self._found.quartiles[2] - self._found.quartiles[0]
        number = table[self._at]
        sign = -1 if down else 1
        return sorted(heads, key=lambda head: (bool(np.isnan(number[head])), sign * float(number[head]), head))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else SPREAD + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section in (HEAD, SPREAD) else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                self.tr("Layer and head, counted from 0"),
                self.tr("The mean over the lines"),
                self.tr("The standard deviation over the lines (of a sample, n − 1)"),
                self.tr("The bar holds the middle half of the lines; the stroke is the median, the dot the mean"),
            )[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Head"), self.tr("Mean"), self.tr("±"), self.tr("Over the lines"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._found is None:
            return None
        place, column = (self._at, *self._heads[index.row()]), index.column()
        if role == RANGE:
            return self._range(place)
        if role == Qt.ItemDataRole.DisplayRole and column != SPREAD:
            return (f"{place[1]}.{place[2]}", self._text(self._found.mean[place]), self._deviation(place))[column]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and column == SPREAD:
            low, middle, high = (self._text(value) for value in self._found.quartiles[:, *place])
            return self.tr("Half of the lines lie between {low} and {high}; median {middle}").format(
                low=low, high=high, middle=middle
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (MEAN, DEVIATION):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, value: float) -> str:
        return number_text(STATISTICS[self._at], None if math.isnan(value) else float(value))

    def _deviation(self, place: tuple[int, int, int]) -> str:
        assert self._found is not None
        return self._text(self._found.deviation[place])

    def _range(self, place: tuple[int, int, int]) -> tuple[float, ...] | None:
        """The quartiles and the mean between 0 and 1: of 1, or of the largest third quartile where it counts tokens."""
        assert self._found is not None
        numbers = (*self._found.quartiles[:, *place], self._found.mean[place])
        if any(map(math.isnan, numbers)):
            return None
        tokens = STATISTICS[self._at] in ("effective_tokens", "distance")
        top = max(float(np.nanmax(self._found.quartiles[2, self._at])), 1e-9) if tokens else 1.0
        return tuple(min(float(number) / top, 1.0) for number in numbers)


class _Strip(QStyledItemDelegate):
    """The middle half of the lines as a bar, the median as a stroke, the mean as a dot."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 12, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        found = index.data(RANGE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        room, middle = rect.adjusted(8, 0, -10, 0), rect.center().y()
        painter.fillRect(QRectF(room.left(), middle, room.width(), 1), theme.color("border"))
        if found is not None:
            low, median, high, mean = (room.left() + share * room.width() for share in found)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.attention_color(0.25))
            painter.drawRoundedRect(QRectF(low, middle - 5, max(high - low, 2), 10), 3, 3)
            painter.fillRect(QRectF(median - 1, middle - 6, 2, 12), theme.color("attention"))
            painter.setBrush(theme.color("text"))
            painter.drawEllipse(QRectF(mean - 3, middle - 3, 6, 6))
        painter.restore()


def _arrows() -> str:
    """The mark of the order, left of a column's name: on the right it would lie over the name."""
    up, down = (resource(f"icons/arrow-{way}.svg").as_posix() for way in ("up", "down"))
    at = "subcontrol-position: center left; width: 10px; height: 10px;"
    return f"QHeaderView::up-arrow {{ image: url({up}); {at} }} QHeaderView::down-arrow {{ image: url({down}); {at} }}"


class HeadsTable(QTableView):
    """`chosen` says layer and head when a person goes to a row."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: Head = (0, 0)
        self.heads = HeadsModel(self)
        self.setModel(self.heads)
        self.setItemDelegateForColumn(SPREAD, _Strip(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SPREAD, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(64)
        header.setStyleSheet(_arrows())
        header.setSortIndicator(MEAN, Qt.SortOrder.DescendingOrder)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.heads.modelReset.connect(self._choose_again)
        self._retranslate()

    def show_found(self, found: HeadsFound | None, statistic: str, chosen: Head) -> None:
        """The numbers of one statistic; the row of `chosen` is selected, without a word."""
        self._chosen = chosen
        self.heads.show_found(found, statistic)

    def choose(self, head: Head) -> None:
        """Select the row of a head, without a word."""
        self._chosen = head
        row, current = self.heads.row_of(head), self.currentIndex()
        if row >= 0 and not (current.isValid() and self.heads.head(current.row()) == head):
            blocked = self.blockSignals(True)
            self.selectRow(row)
            self.blockSignals(blocked)

    def texts(self, row: int) -> list[str]:
        """A row as shown, without the strip."""
        return [str(self.heads.data(self.heads.index(row, column))) for column in range(SPREAD)]

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._chosen = self.heads.head(index.row())
            self.chosen.emit(*self._chosen)

    def _choose_again(self) -> None:
        """The rows are others now, or stand in another order."""
        self.choose(self._chosen)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("All heads over the lines of the file"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
