"""The list of models: groups under headings, a name with its size, what it is and where it lies beneath."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gpt_studio.ui import theme
from gpt_studio.ui.token_text import byte_count

from .rows import GROUPS, Row

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
MARGIN = 8


class RowModel(QAbstractListModel):
    """Rows that match the search, each group under its heading. An item is a Row, or the name of a group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._words: list[str] = []
        self.items: list[Row | str] = []

    def show_rows(self, rows: list[Row]) -> None:
        self._rows = rows
        self._fill()

    def search(self, text: str) -> None:
        self._words = text.casefold().split()
        self._fill()

    def _fill(self) -> None:
        items: list[Row | str] = []
        for group in GROUPS:
            inside = [row for row in self._rows if row.group == group and row.matches(self._words)]
            items += [group, *inside] if inside else []
        if items != self.items:
            self.beginResetModel()
            self.items = items
            self.endResetModel()

    def row_of(self, path: str) -> int:
        """The item of a path, -1 where it is not shown."""
        return next((at for at, item in enumerate(self.items) if isinstance(item, Row) and item.path == path), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(index.data(ROW), str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == ROW:
            return item
        if isinstance(item, str):
            return self.heading(item) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.path
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (item.title, self.aside(item), item.detail)))
        return None

    def heading(self, group: str) -> str:
        return {
            "loaded": self.tr("Loaded"),
            "recent": self.tr("Recent"),
            "bundled": self.tr("Ships with the program"),
            "runs": self.tr("Results of runs"),
            "watched": self.tr("In watched folders"),
        }[group]

    def aside(self, row: Row) -> str:
        """What stands at the right of a name: its size, or that it is gone."""
        return self.tr("gone") if row.gone else byte_count(row.bytes) if row.bytes else ""


class RowDelegate(QStyledItemDelegate):
    """Two lines for a model, one for a heading."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(0, line + 14 if isinstance(index.data(ROW), str) else 2 * line + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, str):
            self._paint_heading(painter, option, str(index.data()))
        else:
            self._paint_row(painter, option, item, index.model())
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        font.setPointSizeF(font.pointSizeF() * 0.86)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        place: QRect = option.rect.adjusted(MARGIN, 0, -MARGIN, -4)  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, model: Any) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        metrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue]
        inner = rect.adjusted(MARGIN, 5, -MARGIN, -5)
        first = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        aside = model.aside(row)
        painter.setPen(theme.color("error" if row.gone else "muted"))
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, aside)
        room = first.width() - metrics.horizontalAdvance(aside) - 10
        painter.setPen(theme.color("muted" if row.gone else "text"))
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        small = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        small.setPointSizeF(small.pointSizeF() * 0.88)
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        second = QRect(inner.left(), first.bottom() + 1, inner.width(), inner.bottom() - first.bottom())
        detail = painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideMiddle, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, detail)


class ModelList(QListView):
    """One model is chosen; Enter or a double click asks to load it."""

    chosen = Signal(str)
    activated_path = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.activated.connect(self._on_activated)
        self._path = ""
        self._filling = False

    def show_rows(self, rows: list[Row]) -> None:
        """Take other models; what was chosen stays chosen while it is there."""
        self._filling = True
        self.rows.show_rows(rows)
        self._mark()
        self._filling = False

    def search(self, text: str) -> None:
        """Show only what matches; what was chosen stays chosen."""
        self._filling = True
        self.rows.search(text)
        self._mark()
        self._filling = False

    def choose(self, path: str) -> None:
        """Choose the model of a path, without saying so."""
        self._path = path
        self._filling = True
        self._mark()
        self._filling = False

    def count(self) -> int:
        """How many models are shown."""
        return sum(isinstance(item, Row) for item in self.rows.items)

    def choose_first(self) -> None:
        """Go to the first model that is shown."""
        first = next((at for at, item in enumerate(self.rows.items) if isinstance(item, Row)), -1)
        if first >= 0:
            self.setCurrentIndex(self.rows.index(first, 0))

    def _mark(self) -> None:
        at = self.rows.row_of(self._path)
        if at >= 0:
            self.setCurrentIndex(self.rows.index(at, 0))
            self.scrollTo(self.rows.index(at, 0))
        else:
            self.selectionModel().clear()

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.data(ROW) if index.isValid() else None
        if isinstance(row, Row) and not self._filling and row.path != self._path:
            self._path = row.path
            self.chosen.emit(row.path)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, Row):
            self.activated_path.emit(row.path)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self.viewport().update()
        super().changeEvent(event)
