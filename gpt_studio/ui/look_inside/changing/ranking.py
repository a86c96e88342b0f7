"""All heads in a list, each with its numbers; a click on a column's title sorts by it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from .sweep_table import MEASURES, SweepTable, ranked


class Number(QTableWidgetItem):
    """A cell that sorts by its number."""

    def __init__(self, value: float, text: str) -> None:
        super().__init__(text)
        self.value = value
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return isinstance(other, Number) and self.value < other.value


class Ranking(QTableWidget):
    """`opened`: a head was chosen by a click or Enter."""

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 1 + len(MEASURES), parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)
        self._retranslate()

    def show_table(self, table: SweepTable | None) -> None:
        """The heads of a sweep, by the first measure that is known."""
        self.setSortingEnabled(False)
        known = table.known() if table is not None else []
        heads = ranked(table, known[0]) if table is not None and known else []
        self.setRowCount(len(heads))
        for row, (layer, head) in enumerate(heads):
            name = Number(layer * 100_000 + head, f"{layer}.{head}")
            name.setData(Qt.ItemDataRole.UserRole, (layer, head))
            self.setItem(row, 0, name)
            for at, measure in enumerate(MEASURES, 1):
                column = None if table is None else table.column(measure)
                value = math.nan if column is None else float(column[layer, head])
                self.setItem(row, at, Number(-math.inf if math.isnan(value) else value, told(value, measure)))
        by = 1 + MEASURES.index(known[0]) if known else 0
        self.horizontalHeader().setSortIndicator(by, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)

    def heads(self) -> list[tuple[int, int]]:
        """As they stand."""
        found: list[tuple[int, int]] = []
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item is not None:
                found.append(item.data(Qt.ItemDataRole.UserRole))
        return found

    def _on_item(self, item: QTableWidgetItem) -> None:
        first = self.item(item.row(), 0)
        if first is not None:
            self.opened.emit(*first.data(Qt.ItemDataRole.UserRole))

    def _retranslate(self) -> None:
        titles = (self.tr("Head"), self.tr("Δ loss"), self.tr("KL"), self.tr("Estimate"), self.tr("Δ lead"))
        tips = (
            self.tr("Layer and head, both from 0."),
            self.tr("How much the mean loss of the text's tokens grows when the head is off, in nats a token."),
            self.tr("Mean KL(on‖off) of the distributions at all tokens, in nats. Kullback and Leibler 1951."),
            self.tr(
                "First-order estimate of Δ loss from one backward pass: −∂loss/∂ξ, where ξ scales the head's output.\n"
                "Michel, Levy and Neubig 2019, arXiv 1905.10650."
            ),
            self.tr(
                "How much further the token of the text is ahead of its rival when the head is off, in logits a token: "
                "mean change of logit(token) − logit(rival).\nThe rival is the best other token with everything on. "
                "Wang et al. 2022, arXiv 2211.00593."
            ),
        )
        for at, (title, tip) in enumerate(zip(titles, tips, strict=True)):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(at, item)
        self.setAccessibleName(self.tr("All heads by what each is worth"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def told(value: float, measure: str) -> str:
    """A number of a head as it is written: `+0.0123`."""
    if math.isnan(value):
        return "–"
    sign = "" if measure == "kl" else "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):.4f}"
