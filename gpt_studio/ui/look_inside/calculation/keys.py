"""All keys of one query in a table: the product, the score, the share as a bar. One key is the current one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gpt_studio.protocol.looking import Calculated
from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.labels import Name, share
from gpt_studio.ui.terms import tip

from .numbers import number

Index = QModelIndex | QPersistentModelIndex
TOKEN, PRODUCT, SCORE, WEIGHT = range(4)
ROW_HEIGHT, MOST_ROWS = 23, 10
VALUE = Qt.ItemDataRole.UserRole
TERMS = ("key", "product", "scale", "weights")


class KeysModel(QAbstractTableModel):
    """A row for each key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: Calculated | None = None
        self._names: Sequence[Name] = ()

    def set_found(self, found: Calculated | None, names: Sequence[Name]) -> None:
        self.beginResetModel()
        self._found, self._names = found, names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._found is None else len(self._found.weights)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("key"), "q · k", self.tr("score"), self.tr("share of attention"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(TERMS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (PRODUCT, SCORE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self._found
        if found is None:
            return None
        row, column = index.row(), index.column()
        if role == VALUE:
            return float(found.weights[row])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                self._names[row].whole,
                number(float(found.products[row])),
                number(float(found.scores[row])),
                share(float(found.weights[row])),
            )[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (PRODUCT, SCORE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class _Bars(QStyledItemDelegate):
    """The share as a bar with its number."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 12, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("text"))
        room = rect.adjusted(6, 0, -6, 0)
        if index.column() == WEIGHT:
            text = painter.fontMetrics().horizontalAdvance("< 0.1 %") + 8
            bar = room.adjusted(0, 7, -text, -7)
            painter.fillRect(QRectF(bar.left(), bar.bottom(), bar.width(), 1), theme.color("border"))
            width = bar.width() * float(index.data(VALUE))
            painter.fillRect(QRectF(bar.left(), bar.top(), width, bar.height()), theme.color("attention"))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        else:
            side = Qt.AlignmentFlag.AlignLeft if index.column() == TOKEN else Qt.AlignmentFlag.AlignRight
            shown = painter.fontMetrics().elidedText(
                str(index.data()), Qt.TextElideMode.ElideMiddle, round(room.width())
            )
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class KeysTable(QTableView):
    """`chosen` says the key whose numbers are wanted, `pointed` the one under the pointer (−1: none)."""

    chosen = Signal(int)
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = KeysModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Bars(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WEIGHT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(64)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.entered.connect(self._on_entered)
        self._name()

    def show_found(self, found: Calculated | None, names: Sequence[Name], current: int) -> None:
        """The keys of an answer; `current` is chosen."""
        self._model.set_found(found, names)
        rows = self._model.rowCount()
        height = self.horizontalHeader().sizeHint().height() + min(rows, MOST_ROWS) * ROW_HEIGHT + 2
        self.setFixedHeight(height)
        if 0 <= current < rows:
            self.selectRow(current)
            self.scrollTo(self._model.index(current, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def texts(self, row: int) -> list[str]:
        """A row as shown."""
        return [str(self._model.data(self._model.index(row, column))) for column in range(4)]

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())

    def _on_entered(self, index: QModelIndex) -> None:
        self.pointed.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.indexAt(event.position().toPoint()).isValid():
            self.pointed.emit(-1)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("The keys of the query with their numbers"))
