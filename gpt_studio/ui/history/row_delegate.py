"""How a row of the history is painted: two lines, matches in bold on the colour of a selection."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.ui import theme

from .rows import ROW, HistoryRows, Index, Row, fitted

MARGIN, INDENT = 10, 14
SMALL = 0.88


class RowDelegate(QStyledItemDelegate):
    """Documents stand at the left, their versions a little in."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(0, line + 14 if isinstance(index.data(ROW), str) else 2 * line + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rows = index.model()
        if not isinstance(rows, HistoryRows):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item = index.data(ROW)
        if isinstance(item, str):
            self._paint_heading(painter, option, rows.title(item))
        else:
            self._paint_row(painter, option, item, rows)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        painter.setFont(_font(option, SMALL, QFont.Weight.DemiBold))
        painter.setPen(theme.color("muted"))
        place: QRect = option.rect.adjusted(MARGIN, 0, -MARGIN, -3)  # pyright: ignore[reportAttributeAccessIssue]
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, item: Card | Hit, rows: HistoryRows) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        if rows.is_shown(item):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(rect.left() + MARGIN, rect.top() + 8, 3, rect.height() - 16, 1.5, 1.5)
        inner = rect.adjusted(MARGIN + (INDENT if isinstance(item, Hit) else 0), 5, -MARGIN, -5)
        height = option.fontMetrics.height()  # pyright: ignore[reportAttributeAccessIssue]
        first = QRect(inner.left(), inner.top(), inner.width(), height)
        second = QRect(inner.left(), first.bottom() + 2, inner.width(), inner.bottom() - first.bottom())
        self._paint_title(painter, option, first, item, rows)
        painter.setFont(_font(option, SMALL, QFont.Weight.Normal))
        painter.setPen(theme.color("muted"))
        detail = painter.fontMetrics().elidedText(rows.detail(item), Qt.TextElideMode.ElideRight, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, detail)

    def _paint_title(
        self, painter: QPainter, option: QStyleOptionViewItem, place: QRect, item: Row, rows: HistoryRows
    ) -> None:
        """One line of text, its marks behind it; what does not fit is cut with an ellipsis."""
        font = _font(option, 1.0, QFont.Weight.Medium if isinstance(item, Card) else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        text, marks = fitted(item) if isinstance(item, Hit) else (rows.title(item), ())
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        layout = QTextLayout(text, font)
        option_ = QTextOption()
        option_.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option_)
        layout.setFormats([_mark(text, start, end) for start, end in marks if start < len(text)])
        layout.beginLayout()
        layout.createLine().setLineWidth(place.width())
        layout.endLayout()
        layout.draw(painter, QPointF(place.topLeft()))


def _mark(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    """The format of characters [start, end); Qt counts in UTF-16 units."""
    found = QTextLayout.FormatRange()
    found.start = _units(text[:start])
    found.length = _units(text[start:end])
    form = QTextCharFormat()
    form.setBackground(theme.color("warning_surface"))
    form.setForeground(theme.color("warning"))
    form.setFontWeight(QFont.Weight.DemiBold)
    found.format = form
    return found


def _units(text: str) -> int:
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def _font(option: QStyleOptionViewItem, scale: float, weight: QFont.Weight) -> QFont:
    font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(weight)
    return font
