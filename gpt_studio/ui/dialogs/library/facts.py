"""All facts of a checkpoint: every tensor and all metadata, in tables that may be searched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.commands import Facts
from gpt_studio.protocol.events import FactsRead, JobFailed
from gpt_studio.protocol.models import ModelFacts
from gpt_studio.ui import theme
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.model_loader import model_title
from gpt_studio.ui.token_text import byte_count, parameter_count

Index = QModelIndex | QPersistentModelIndex
FactRow = tuple[str, ...]
TENSORS, METADATA = range(2)


class FactTable(QAbstractTableModel):
    """Rows of texts; a search keeps those in which every word stands. 50,000 rows are searched in a few ms."""

    def __init__(self, kind: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._rows: list[FactRow] = []
        self._said: list[str] = []
        self.shown: list[FactRow] = []

    def show_rows(self, rows: Sequence[FactRow]) -> None:
        self._rows = list(rows)
        self._said = ["\t".join(row).casefold() for row in rows]
        self.search("")

    def search(self, text: str) -> None:
        words = text.casefold().split()
        self.beginResetModel()
        pairs = zip(self._rows, self._said, strict=True)
        self.shown = [row for row, said in pairs if all(word in said for word in words)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.titles())

    def titles(self) -> tuple[str, ...]:
        if self._kind == METADATA:
            return self.tr("Name"), self.tr("Value")
        return self.tr("Tensor"), self.tr("Shape"), self.tr("Numbers"), self.tr("Size"), self.tr("File")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self.titles()[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and index.isValid():
            return self.shown[index.row()][index.column()]
        return None


class FactsDialog(QDialog):
    """Asks the engine once; does not block."""

    def __init__(self, bridge: Bridge, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge = bridge
        self._path = path
        self._facts: ModelFacts | None = None
        self.resize(860, 560)
        self.banner = Banner(self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.tables = [FactTable(kind, self) for kind in (TENSORS, METADATA)]
        self._views = [self._view(table) for table in self.tables]
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for view in self._views:
            self.tabs.addTab(view, "")
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._copy, self._close = QPushButton(self), QPushButton(self)
        self._copy.setAutoDefault(False)
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._on_find)
        bridge.facts_read.connect(self._on_read)
        bridge.job_failed.connect(self._on_failed)
        self._retranslate()
        self._job = bridge.send(Facts(bridge.next_job(), path))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self._copy)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for widget in (self.banner, self.search):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)

    def _view(self, table: FactTable) -> QTableView:
        view = QTableView(self)
        view.setModel(table)
        view.setFont(theme.mono_font(self.font().pointSizeF() * 0.92))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 6)
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return view

    def _on_read(self, event: FactsRead) -> None:
        if event.job != self._job:
            return
        self._facts = event.facts
        tensors = [
            (t.name, " × ".join(f"{n:,}" for n in t.shape), t.dtype, byte_count(t.bytes), t.file)
            for t in event.facts.tensors
        ]
        self.tables[TENSORS].show_rows(tensors)
        self.tables[METADATA].show_rows(event.facts.metadata)
        for view, widths in zip(self._views, ((360, 150, 90, 90), (330,)), strict=True):
            for column, width in enumerate(widths):
                view.horizontalHeader().resizeSection(column, width)
        self._on_search(self.search.text())
        self._retranslate()

    def _on_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self.banner.tell_failure(event)

    def _on_search(self, text: str) -> None:
        for table in self.tables:
            table.search(text)
        self._name_tabs()

    def _on_find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _on_copy(self) -> None:
        """What is shown, as tab-separated text."""
        table = self.tables[max(0, self.tabs.currentIndex())]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in (table.titles(), *table.shown)))

    def _name_tabs(self) -> None:
        for number, title in enumerate((self.tr("Tensors"), self.tr("Metadata"))):
            self.tabs.setTabText(number, f"{title} ({len(self.tables[number].shown):,})" if self._facts else title)

    def _retranslate(self) -> None:
        name = model_title(self._path)
        self.setWindowTitle(self.tr("All facts of {name}").format(name=name))
        self.search.setPlaceholderText(self.tr("Search in names, shapes and values"))
        self.search.setAccessibleName(self.tr("Search the facts"))
        self._copy.setText(self.tr("Copy table"))
        self._close.setText(self.tr("Close"))
        self._name_tabs()
        for view, title in zip(self._views, (self.tr("Tensors"), self.tr("Metadata")), strict=True):
            view.setAccessibleName(title)
        if self._facts is not None:
            total = sum(tensor.bytes for tensor in self._facts.tensors)
            numbers = sum(math.prod(tensor.shape) for tensor in self._facts.tensors)
            self._count.setText(
                self.tr("{numbers} numbers in {size}").format(numbers=parameter_count(numbers), size=byte_count(total))
            )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            for table in self.tables:
                table.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, table.columnCount() - 1)
        super().changeEvent(event)
