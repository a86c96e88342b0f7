"""A field for each variable of a template, and the table of its examples."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

FIELD_LINES = 3
TABLE_HEIGHT = 150


class ValuesForm(QWidget):
    """The variables. What was typed for a name stays while another template is looked at."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._known: dict[str, str] = {}
        self._fields: dict[str, QPlainTextEdit] = {}
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

    def fields(self) -> dict[str, QPlainTextEdit]:
        """The fields by the names of their variables."""
        return self._fields

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.toPlainText() for name, field in self._fields.items()}

    def show_variables(self, names: tuple[str, ...], values: Mapping[str, str]) -> None:
        """A field for each name; one that was typed into keeps its text, another gets that of `values`."""
        if names == tuple(self._fields) and not values:
            return
        self._known |= self.values()
        while self._layout.rowCount():
            self._layout.removeRow(0)
        self._fields = {}
        for name in names:
            field = QPlainTextEdit(values.get(name, self._known.get(name, "")), self)
            field.setProperty("kind", "field")
            field.setTabChangesFocus(True)
            field.setAccessibleName(name)
            field.setFixedHeight(FIELD_LINES * field.fontMetrics().lineSpacing() + 12)
            field.textChanged.connect(self.changed)
            label = QLabel(name, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._layout.addRow(label, field)
            self._fields[name] = field


class ExamplesTable(QWidget):
    """Pairs of input and output; a row is added and taken out by buttons."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 2, self)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setFixedHeight(TABLE_HEIGHT)
        self.table.setTabKeyNavigation(False)
        self.add, self.remove = QPushButton(self), QPushButton(self)
        for button in (self.add, self.remove):
            button.setProperty("kind", "link")
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.remove)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.table)
        layout.addLayout(row)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.table.itemChanged.connect(self._on_changed)
        self._retranslate()

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The examples; rows that are empty on both sides are none."""
        found = [(self._text(row, 0), self._text(row, 1)) for row in range(self.table.rowCount())]
        return tuple(pair for pair in found if any(pair))

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for pair in pairs:
            self._append(pair)
        self.table.blockSignals(False)

    def _append(self, pair: tuple[str, str]) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate(pair):
            self.table.setItem(row, column, QTableWidgetItem(text))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text() if item is not None else ""

    def _on_add(self) -> None:
        self._append(("", ""))
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)
        first = self.table.item(self.table.rowCount() - 1, 0)
        if first is not None:
            self.table.editItem(first)

    def _on_remove(self) -> None:
        self.table.removeRow(self.table.currentRow() if self.table.currentRow() >= 0 else self.table.rowCount() - 1)
        self.changed.emit()

    def _on_changed(self, _item: QTableWidgetItem) -> None:
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Input"), self.tr("Output")])
        self.table.setAccessibleName(self.tr("Examples"))
        self.add.setText(self.tr("Add an example"))
        self.remove.setText(self.tr("Take it out"))
