"""The list of what was found: what is chosen stays chosen, and in its place, while other rows come."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QWidget

from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card

from .row_delegate import RowDelegate
from .rows import ROW, HistoryRows, Row


class RowList(QListView):
    """Shows the rows of a HistoryRows."""

    def __init__(self, rows: HistoryRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setModel(rows)
        self.setItemDelegate(RowDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def chosen(self) -> Row | None:
        """The row that is selected."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def choose_first(self) -> Row | None:
        """Select the first version or document; None where there is none."""
        first = next((at for at, item in enumerate(self._rows.items) if isinstance(item, Hit | Card)), -1)
        if first < 0:
            return None
        self.setCurrentIndex(self._rows.index(first, 0))
        return self._rows.items[first]

    def show_rows(self, items: list[Any]) -> None:
        """Show other rows."""
        if items == self._rows.items:
            return
        chosen, bar = self.chosen(), self.verticalScrollBar()
        at = bar.value()
        self._rows.show_rows(items)
        found = next((i for i, item in enumerate(items) if _same(item, chosen)), -1)
        if found >= 0:
            self.setCurrentIndex(self._rows.index(found, 0))
        bar.setValue(at)


def _same(one: Row, other: Row | None) -> bool:
    if isinstance(one, Hit) and isinstance(other, Hit):
        return (one.document, one.node) == (other.document, other.node)
    return isinstance(one, Card) and isinstance(other, Card) and one.id == other.id
