"""What the network would say in one cell of the lens, the best first. A click follows a token over the layers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gpt_studio.ui import theme
from gpt_studio.ui.token_text import percent

SHOWN, ROW_HEIGHT = 5, 23
TEXT = Qt.ItemDataRole.UserRole
PROBABILITY = Qt.ItemDataRole.UserRole + 1
TOKEN = Qt.ItemDataRole.UserRole + 2
LABEL = 0.36  # of the width
Index = QModelIndex | QPersistentModelIndex


class CandidateList(QListWidget):
    """`followed` says the id of a token that was clicked or activated."""

    followed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Bars(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._on_chosen)
        self.itemActivated.connect(self._on_chosen)

    def show_candidates(self, found: list[tuple[int, str, float]]) -> None:
        """(id, text, probability) of each row."""
        self.clear()
        for token, text, probability in found[:SHOWN]:
            item = QListWidgetItem(f"{text}  {percent(probability)}")
            for role, value in ((TEXT, text), (PROBABILITY, probability), (TOKEN, token)):
                item.setData(role, value)
            told = self.tr("{share} · id {number}").format(share=percent(probability), number=token)
            item.setToolTip(told + "\n" + self.tr("Click to follow this token over the layers."))
            self.addItem(item)

    def sizeHint(self) -> QSize:
        return QSize(160, SHOWN * ROW_HEIGHT + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.followed.emit(item.data(TOKEN))


class _Bars(QStyledItemDelegate):
    """The token, a bar as long as its probability, the number."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        room, metrics = rect.adjusted(4, 0, -4, 0), painter.fontMetrics()
        painter.setPen(theme.color("text"))
        text = metrics.elidedText(str(index.data(TEXT)), Qt.TextElideMode.ElideRight, round(LABEL * room.width()) - 6)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        share = float(index.data(PROBABILITY))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(share))
        left = room.left() + LABEL * room.width()
        wide = max(room.right() - metrics.horizontalAdvance("99.999 %") - 10 - left, 1.0)
        bar = QRectF(left, rect.center().y() - 4, wide, 8)
        painter.fillRect(bar, theme.color("hover"))
        painter.fillRect(QRectF(bar.left(), bar.top(), max(wide * share, 1.0), 8), theme.color("accent"))
        painter.restore()
