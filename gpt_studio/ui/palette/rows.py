"""The rows of the palette: a command with its place, its keys and, where it cannot be done now, the reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from gpt_studio.ui import theme
from gpt_studio.ui.commands.command import Command

ROW_HEIGHT = 30
_ENTRY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Entry:
    """A command as it is listed. `why` says what is missing where it cannot be done now."""

    command: Command
    title: str
    place: str
    keys: str
    tip: str
    why: str

    @property
    def enabled(self) -> bool:
        return not self.why


class Rows(QAbstractListModel):
    """The entries that fit, best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in (entry.title, entry.place, entry.keys, entry.why) if text)
        return entry if role == _ENTRY else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class RowDelegate(QStyledItemDelegate):
    """Title, then why it cannot be done or where it stands, and the shortcut at the right."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(_ENTRY)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        chosen = self._view.currentIndex() == index
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(theme.color("selection" if entry.enabled else "hover"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 5, 5)
        inside = rect.adjusted(10, 0, -10, 0)
        metrics = painter.fontMetrics()
        muted, middle = theme.color("muted"), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(muted)
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, entry.keys)
        room = inside.width() - (metrics.horizontalAdvance(entry.keys) + 16 if entry.keys else 0)
        painter.setPen(theme.color("text") if entry.enabled else muted)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, middle, title)
        used = metrics.horizontalAdvance(title) + 14
        if room - used > 40:
            painter.setPen(muted)
            said = metrics.elidedText(entry.why or entry.place, Qt.TextElideMode.ElideRight, room - used)
            painter.drawText(inside.adjusted(used, 0, 0, 0), middle, said)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, ROW_HEIGHT)
