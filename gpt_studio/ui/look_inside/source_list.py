"""What one token looks at, the strongest first: the token, a bar, a percentage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
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

from .head_map import WIDEST_LABEL, paint_name
from .labels import Name, share
from .view import Weights, strongest

SHOWN = 5
WEIGHT = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1
NAME = Qt.ItemDataRole.UserRole + 2


class SourceList(QListWidget):
    """A row for each source. `followed` says the token of a row that was activated."""

    followed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_SourceDelegate(self))
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._on_activated)

    def show_row(self, names: Sequence[Name], row: Weights) -> None:
        """The sources of one query, `row` being its weights."""
        self.clear()
        for key, weight in strongest(row, SHOWN):
            item = QListWidgetItem(f"{names[key].whole}  {share(weight)}")
            item.setData(WEIGHT, weight)
            item.setData(KEY, key)
            item.setData(NAME, names[key])
            item.setToolTip(
                self.tr("Token {position} of the text. Enter or a double click pins it.").format(position=key)
            )
            self.addItem(item)

    def sizeHint(self) -> QSize:
        return QSize(160, SHOWN * _height(self.fontMetrics()) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.followed.emit(item.data(KEY))


def _height(metrics: QFontMetrics) -> int:
    return metrics.height() + 6


class _SourceDelegate(QStyledItemDelegate):
    """Label on the left, a bar as long as the weight, the percentage on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _height(QFontMetrics(option.font)))  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect.adjusted(4, 0, -4, 0)  # type: ignore[attr-defined]
        metrics = QFontMetrics(option.font)  # type: ignore[attr-defined]
        weight, number = float(index.data(WEIGHT)), metrics.horizontalAdvance("< 0.1 %") + 6
        label = min(round(WIDEST_LABEL) + 4, rect.width() // 3)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, theme.color("selection"))  # type: ignore[attr-defined]
        painter.setFont(option.font)  # type: ignore[attr-defined]
        scheme = theme.colors()
        name = Name(*index.data(NAME))
        paint_name(painter, QRectF(rect.left(), rect.top(), label, rect.height()), name, (scheme.muted, scheme.text))
        right = QRect(rect.right() - number, rect.top(), number, rect.height())
        painter.setPen(QColor(scheme.text))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, share(weight))
        room = rect.width() - label - number - 8
        bar = QRect(rect.left() + label, rect.center().y() - 4, max(round(room * weight), 1), 8)
        painter.fillRect(bar, theme.color("attention"))
        painter.restore()
