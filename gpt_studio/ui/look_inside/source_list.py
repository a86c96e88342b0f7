"""What one token looks at, the strongest first: the token, a bar, a percentage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
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

from .labels import Name, share
from .map.head_map import WIDEST_LABEL, paint_name
from .view import Weights, strongest

SHOWN = 5
WEIGHT = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1
NAME = Qt.ItemDataRole.UserRole + 2
SAID = Qt.ItemDataRole.UserRole + 3
MARKED = Qt.ItemDataRole.UserRole + 4


class SourceList(QListWidget):
    """A row for each source. `followed` says the key of a row that was activated, `pointed` that under the pointer."""

    followed = Signal(int)
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_SourceDelegate(self))
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._row: tuple[Sequence[Name], list[tuple[int, float]], bool] | None = None
        self._marked = -1
        self.itemActivated.connect(self._on_activated)
        self.itemEntered.connect(self._on_entered)

    def show_row(self, names: Sequence[Name], row: Weights, *, shares: bool = True) -> None:
        """The sources of one query, `row` being its weights: shares of it, or norms."""
        found = names, strongest(row, SHOWN), shares
        if self._row is not None and found[1:] == self._row[1:] and self._same(names):
            return
        self._row = found
        super().clear()
        most = max((weight for _, weight in found[1]), default=1.0)
        for key, weight in found[1]:
            said = share(weight) if shares else f"{weight:.3g}"
            item = QListWidgetItem(f"{names[key].whole}  {said}")
            item.setData(WEIGHT, weight if shares else weight / max(most, 1e-9))
            item.setData(KEY, key)
            item.setData(NAME, names[key])
            item.setData(SAID, said)
            item.setToolTip(
                self.tr("Token {position} of the text. Enter or a double click pins it.").format(position=key)
            )
            self.addItem(item)
        self.mark(self._marked)

    def clear(self) -> None:
        """No token is in question."""
        self._row = None
        super().clear()

    def mark(self, key: int) -> None:
        """Mark what is pointed at elsewhere, where it is among the sources; -1 for nothing."""
        self._marked = key
        for at in range(self.count()):
            item = self.item(at)
            if bool(item.data(MARKED)) != (item.data(KEY) == key):
                item.setData(MARKED, item.data(KEY) == key)

    def marked(self) -> int:
        """The key that is marked, -1 where none of the sources is."""
        marked = [self.item(at).data(KEY) for at in range(self.count()) if self.item(at).data(MARKED)]
        return marked[0] if marked else -1

    def _same(self, names: Sequence[Name]) -> bool:
        items = [self.item(at) for at in range(self.count())]
        return all(item.data(KEY) < len(names) and item.data(NAME) == names[item.data(KEY)] for item in items)

    def sizeHint(self) -> QSize:
        return QSize(160, SHOWN * _height(self.fontMetrics()) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.followed.emit(item.data(KEY))

    def _on_entered(self, item: QListWidgetItem) -> None:
        self.pointed.emit(item.data(KEY))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1)
        super().leaveEvent(event)


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
        elif index.data(MARKED):
            painter.fillRect(option.rect, theme.color("hover"))  # type: ignore[attr-defined]
        painter.setFont(option.font)  # type: ignore[attr-defined]
        scheme = theme.colors()
        name = Name(*index.data(NAME))
        paint_name(painter, QRectF(rect.left(), rect.top(), label, rect.height()), name, (scheme.muted, scheme.text))
        right = QRect(rect.right() - number, rect.top(), number, rect.height())
        painter.setPen(QColor(scheme.text))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(SAID))
        room = rect.width() - label - number - 8
        bar = QRect(rect.left() + label, rect.center().y() - 4, max(round(room * weight), 1), 8)
        painter.fillRect(bar, theme.color("attention"))
        painter.restore()
