"""What a token could have been: a table with bars, ids, the drawn one marked, and the rest that makes it one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gpt_studio.protocol.effects import Candidate, Explanation
from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import percent, surprise, visible, visible_token

from .sampler_texts import sampler_title

Index = QModelIndex | QPersistentModelIndex
TOKEN, SHARE, AFTER, NUMBER = range(4)
ROW = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 26


@dataclass(frozen=True)
class Row:
    """`alternative` None stands for all tokens that are not listed.

    `after` is the probability that the samplers leave it, None where that is not known; `removed_by` is the sampler
    that took it out of play.
    """

    alternative: Alternative | None
    probability: float
    rank: int
    chosen: bool
    after: float | None = None
    removed_by: str = ""


def rows_of(record: TokenRecord, explanation: Explanation | None = None, most: int = 50) -> list[Row]:
    """The alternatives, best first, the token itself wherever it ranks, and the others; each column sums to 1."""
    rows = _said(record) if explanation is None else _explained(record, explanation)
    rows = [row for place, row in enumerate(rows) if place < most or row.chosen]
    if rows:
        rest = max(0.0, 1.0 - sum(row.probability for row in rows))
        after = None if explanation is None else max(0.0, 1.0 - sum(row.after or 0.0 for row in rows))
        rows.append(Row(None, rest, 0, chosen=False, after=after))
    return rows


def _said(record: TokenRecord) -> list[Row]:
    rows = [Row(a, math.exp(a.logprob), rank, a.id == record.id) for rank, a in enumerate(record.top, start=1)]
    if record.logprob is not None and rows and not any(row.chosen for row in rows):
        own = Alternative(record.id, record.text, record.logprob)
        rows.append(Row(own, math.exp(record.logprob), record.rank or 0, chosen=True))
    return rows


def _explained(record: TokenRecord, explanation: Explanation) -> list[Row]:
    return [
        Row(
            Alternative(c.id, c.text, c.logprob),
            math.exp(c.logprob),
            c.rank,
            c.id == record.id,
            c.probability,
            c.removed_by,
        )
        for c in explanation.candidates
    ]


class AlternativesModel(QAbstractTableModel):
    """The rows of one record."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._record: TokenRecord | None = None

    def set_record(self, record: TokenRecord | None, explanation: Explanation | None, most: int) -> None:
        """Rows that stay as many as they were are told as changed, so that the current one stays current."""
        rows = rows_of(record, explanation, most) if record else []
        same = record is self._record and len(rows) == len(self._rows)
        if not same:
            self.beginResetModel()
        self._record, self._rows = record, rows
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(rows) - 1), NUMBER))
        else:
            self.endResetModel()

    def row(self, number: int) -> Row:
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Token"), self.tr("Probability"), self.tr("In the draw"), self.tr("Id"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        shown = super().flags(index)
        return shown if self._rows[index.row()].alternative else shown & ~Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (self._name(row), percent(row.probability), self._after(row), self._id(row))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (AFTER, NUMBER):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _name(self, row: Row) -> str:
        if row.alternative is None:
            return self.tr("all others")
        if row.chosen and self._record is not None:
            beyond = f"  #{row.rank:,}" if row.rank > len(self._rows) else ""
            return visible_token(self._record) + beyond
        return visible(row.alternative.text) or self.tr("part of a character")

    def _after(self, row: Row) -> str:
        if row.removed_by:
            return "✕ " + sampler_title(row.removed_by)
        return "" if row.after is None else percent(row.after)

    def _id(self, row: Row) -> str:
        return "" if row.alternative is None else str(row.alternative.id)

    def _tip(self, row: Row) -> str:
        if row.alternative is None:
            return self.tr("Tokens that are not listed, together.")
        told = f"{surprise(row.alternative.logprob)} · " + self.tr("rank {number}").format(number=f"{row.rank:,}")
        told += " · " + self.tr("id {number}").format(number=row.alternative.id)
        if row.removed_by:
            told += "\n" + self.tr("Removed by {sampler}.").format(sampler=sampler_title(row.removed_by))
        elif row.after is not None:
            told += "\n" + self.tr("{share} after the samplers.").format(share=percent(row.after))
        if row.chosen:
            return told + "\n" + self.tr("This token stands in the text.")
        return told + "\n" + self.tr("Click to go on from it in a new version.")


class Bars(QStyledItemDelegate):
    """Probability as a bar with its number; the token of the text in bold with a dot."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 14, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        painter.save()
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if row.alternative and state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.color("hover"))
        if index.column() == SHARE:
            self._paint_bar(painter, rect, row)
        else:
            self._paint_text(painter, rect, row, index)
        painter.restore()

    def _paint_bar(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        text = percent(row.probability)
        number = painter.fontMetrics().horizontalAdvance("99.999 %") + 8
        room = rect.adjusted(4, 9, -number - 6, -9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(room, 3, 3)
        if row.probability > 0:
            painter.setBrush(theme.color("accent" if row.alternative else "muted"))
            share = max(2.0, room.width() * min(1.0, row.probability))
            painter.drawRoundedRect(QRectF(room.left(), room.top(), share, room.height()), 3, 3)
        painter.setPen(theme.color("text" if row.alternative else "muted"))
        painter.drawText(rect.adjusted(0, 0, -6, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_text(self, painter: QPainter, rect: QRectF, row: Row, index: Index) -> None:
        token = index.column() == TOKEN
        font = theme.mono_font(9.5) if token and row.alternative else painter.font()
        font.setBold(row.chosen and token)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if token and row.chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QRectF(rect.left() + 3, rect.center().y() - 2.5, 5, 5))
        stays = row.alternative is not None and not row.removed_by
        painter.setPen(theme.color("text" if stays and index.column() != NUMBER else "muted"))
        align = Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignLeft if token else Qt.AlignmentFlag.AlignRight)
        room = rect.adjusted(14 if token else 0, 0, -6, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, align, text)


class AlternativesTable(QTableView):
    """A click, or Enter, on an alternative asks to go on from it."""

    chosen = Signal(object)  # Candidate

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = AlternativesModel(self)
        self.setModel(self._model)
        self.setItemDelegate(Bars(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TOKEN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SHARE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(AFTER, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NUMBER, QHeaderView.ResizeMode.ResizeToContents)
        self.clicked.connect(self._choose)
        self._name()

    def set_record(self, record: TokenRecord | None, explanation: Explanation | None = None, most: int = 50) -> None:
        """Show the alternatives of a token; the table is as high as its rows.

        Where it is known what the samplers left of them, that stands in the place of the ids.
        """
        self._model.set_record(record, explanation, most)
        self.setColumnHidden(AFTER, explanation is None)
        self.setColumnHidden(NUMBER, explanation is not None)
        rows = self._model.rowCount()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + 2)

    def rows(self) -> list[Row]:
        return [self._model.row(i) for i in range(self._model.rowCount())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Alternatives of the pinned token"))

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        chosen = row.alternative
        if chosen is not None and not row.chosen:
            self.chosen.emit(Candidate(chosen.id, chosen.text, chosen.logprob, row.rank, row.after or 0.0))
