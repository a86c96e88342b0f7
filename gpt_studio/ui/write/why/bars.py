"""Signed numbers as a list of bars: to the right what speaks for it, to the left what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gpt_studio.ui import theme

ROW_HEIGHT = 22
FOR, AGAINST = 0, 1  # colours of theme.series
VALUE = Qt.ItemDataRole.UserRole
SHARE = Qt.ItemDataRole.UserRole + 1
PART = Qt.ItemDataRole.UserRole + 2
LABEL = 0.42  # of the width, at most
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Bar:
    """`part` is what is told when the bar is opened; None for a bar that opens nothing."""

    label: str
    value: float
    tip: str
    part: object = None


def signed(value: float) -> str:
    """`+1.20`, `−0.03`."""
    return f"{value:+.2f}".replace("-", "−")


class SignedBars(QListWidget):
    """`opened` says the part of a bar that was clicked or entered, `pointed` that of the bar under the pointer."""

    opened = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._on_opened)
        self.itemActivated.connect(self._on_opened)
        self.itemEntered.connect(self._on_entered)
        self._opened: QListWidgetItem | None = None

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """The bars in their order; the longest fills its side. The list is as high as its rows."""
        self.clear()
        most = max((abs(bar.value) for bar in bars), default=0.0) or 1.0
        for bar in bars:
            item = QListWidgetItem(f"{bar.label}  {signed(bar.value)}")
            item.setData(VALUE, (bar.label, bar.value))
            item.setData(SHARE, bar.value / most)
            item.setData(PART, bar.part)
            item.setToolTip(bar.tip)
            self.addItem(item)
        self.setFixedHeight(len(bars) * ROW_HEIGHT + 2 * self.frameWidth())

    def texts(self) -> list[str]:
        """The rows as they are read aloud."""
        return [self.item(at).text() for at in range(self.count())]

    def _on_opened(self, item: QListWidgetItem) -> None:
        part = item.data(PART)
        if part is not None:
            self.opened.emit(part)

    def _on_entered(self, item: QListWidgetItem) -> None:
        part = item.data(PART)
        self.setCursor(Qt.CursorShape.ArrowCursor if part is None else Qt.CursorShape.PointingHandCursor)
        self.pointed.emit(part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.itemAt(event.position().toPoint()) is None:
            self.pointed.emit(None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        label, value = index.data(VALUE)
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        room, metrics = rect.adjusted(4, 0, -4, 0), painter.fontMetrics()
        painter.setPen(theme.color("text"))
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, round(LABEL * room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, signed(value))
        number = metrics.horizontalAdvance("+00.00") + 10
        left = room.left() + LABEL * room.width() + 6
        half = max((room.right() - number - left) / 2, 1.0)
        middle, width = left + half, half * float(index.data(SHARE))
        painter.fillRect(QRectF(middle - 0.5, rect.top() + 3, 1, rect.height() - 6), theme.color("border"))
        colour = theme.series(FOR if value >= 0 else AGAINST)
        place = QRectF(min(middle, middle + width), rect.center().y() - 4, max(abs(width), 1.0), 8)
        painter.fillRect(place, colour)
        painter.restore()
