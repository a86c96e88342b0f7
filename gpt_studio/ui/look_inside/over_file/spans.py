"""Where a head looks most strongly: stretches of the file with the two tokens in them, and the weight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gpt_studio.protocol.heads_over import Span
from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.labels import share
from gpt_studio.ui.plain import plain_tip
from gpt_studio.ui.token_text import visible

SPAN = Qt.ItemDataRole.UserRole
GAP = 10


class SpanList(QListWidget):
    """A row for each look: the key underlined, the query on a ground of its own, as in the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_SpanDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._retranslate()

    def show_spans(self, spans: Sequence[Span]) -> None:
        """The looks of one head, the strongest first."""
        self.clear()
        for span in spans:
            item = QListWidgetItem(self._words(span))
            item.setData(SPAN, span)
            item.setToolTip(plain_tip(self._words(span)))
            self.addItem(item)

    def _words(self, span: Span) -> str:
        names = {"line": span.line, "share": share(span.weight), "query": visible(span.query_text or span.key_text)}
        if span.key == span.query:
            return self.tr("Line {line}: {query} stays with itself, {share}").format(**names)
        text = self.tr("Line {line}: {query} (token {at}) looks at {key} (token {back}), {share}")
        return text.format(**names, key=visible(span.key_text), at=span.query, back=span.key)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Where the head looks most strongly"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


class _SpanDelegate(QStyledItemDelegate):
    """Weight and line on the left, the stretch beside them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, option.fontMetrics.height() + 10)  # pyright: ignore[reportAttributeAccessIssue]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        span: Span = index.data(SPAN)
        painter.save()
        painter.setFont(font)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        metrics = painter.fontMetrics()
        number, line = metrics.horizontalAdvance("< 0.1 %"), metrics.horizontalAdvance("99999")
        left = QRectF(rect.left() + 6, rect.top(), number, rect.height())
        painter.setPen(theme.color("text"))
        painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share(span.weight))
        beside = QRectF(left.right() + GAP, rect.top(), line, rect.height())
        painter.setPen(theme.color("muted"))
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(span.line))
        text = QRectF(beside.right() + GAP + 4, rect.top(), 0, rect.height())
        text.setRight(rect.right() - 6)
        painter.setClipRect(text)
        _paint_stretch(painter, text, span)
        painter.restore()


def _paint_stretch(painter: QPainter, room: QRectF, span: Span) -> None:
    """What stands before the key gives way first, then what stands between key and query."""
    metrics = painter.fontMetrics()
    key, query = visible(span.key_text), visible(span.query_text)
    marked = metrics.horizontalAdvance(key) + metrics.horizontalAdvance(query) + 8
    between = metrics.elidedText(
        _one_line(span.between), Qt.TextElideMode.ElideMiddle, max(round(room.width()) - marked, 0)
    )
    left = max(round(room.width()) - marked - metrics.horizontalAdvance(between), 0)
    before = metrics.elidedText(_one_line(span.before), Qt.TextElideMode.ElideLeft, min(left, round(room.width() / 3)))
    muted, text = theme.color("muted"), theme.color("text")
    at = _paint_run(painter, room, before, muted)
    start, at = at, _paint_run(painter, _from(room, at), key, text)
    painter.fillRect(
        QRectF(start, room.center().y() + metrics.ascent() / 2 + 2, at - start, 2), theme.color("attention")
    )
    at = _paint_run(painter, _from(room, at), between, muted)
    if query:
        ground = QRectF(
            at, room.center().y() - metrics.height() / 2, metrics.horizontalAdvance(query), metrics.height()
        )
        painter.fillRect(ground, theme.color("selection"))
        at = _paint_run(painter, _from(room, at), query, text)
    rest = metrics.elidedText(_one_line(span.after), Qt.TextElideMode.ElideRight, max(round(room.right() - at), 0))
    _paint_run(painter, _from(room, at), rest, muted)


def _paint_run(painter: QPainter, room: QRectF, text: str, color: QColor) -> float:
    """Paints a run and returns where the next begins."""
    painter.setPen(color)
    painter.drawText(
        room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text
    )
    return room.left() + painter.fontMetrics().horizontalAdvance(text)


def _from(room: QRectF, left: float) -> QRectF:
    return QRectF(left, room.top(), max(room.right() - left, 0), room.height())


def _one_line(text: str) -> str:
    return "".join(" " if character.isspace() else character for character in text)
