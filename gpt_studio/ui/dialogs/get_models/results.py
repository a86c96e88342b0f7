"""What a search found, as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gpt_studio.protocol.fetching import HubModel
from gpt_studio.ui.icons import icon
from gpt_studio.ui.token_text import parameter_count

Index = QModelIndex | QPersistentModelIndex
NAME, LICENCE, SIZE, DOWNLOADS, LIKES, UPDATED = range(6)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ResultTable(QAbstractTableModel):
    """Models of the hub as rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models: tuple[HubModel, ...] = ()

    def show_models(self, models: tuple[HubModel, ...]) -> None:
        """Take other models."""
        self.beginResetModel()
        self.models = models
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else UPDATED + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section in (NAME, LICENCE) else RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Model"),
            self.tr("Licence"),
            self.tr("Parameters"),
            self.tr("Downloads"),
            self.tr("Likes"),
            self.tr("Updated"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.models):
            return None
        model = self.models[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(model, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if index.column() in (NAME, LICENCE) else RIGHT
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME and model.gated:
            return icon("locked", "muted")
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{model.repo}\n{self._gated()}" if model.gated else model.repo
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NAME and model.gated:
            return f"{model.repo}, {self._gated()}"
        return None

    def _gated(self) -> str:
        return self.tr("Its authors ask for an account that accepted their conditions.")

    def _text(self, model: HubModel, column: int) -> str:
        match column:
            case 0:
                return model.repo
            case 1:
                return model.licence or "–"
            case 2:
                return parameter_count(model.parameters) if model.parameters else "–"
            case 3:
                return f"{model.downloads:,}"
            case 4:
                return f"{model.likes:,}"
            case _:
                return _date(model.updated)


def _date(seconds: float) -> str:
    if not seconds:
        return "–"
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(round(seconds)).date(), QLocale.FormatType.ShortFormat)


class Results(QTableView):
    """The table. Enter or a double click asks for a model's files; walking through it asks for nothing."""

    chosen = Signal(str)  # repository
    files_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ResultTable(self)
        self.setModel(self.table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        self.doubleClicked.connect(self._on_activated)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._retranslate()

    @property
    def repo(self) -> str:
        """The chosen repository, or ''."""
        index = self.currentIndex()
        return self.table.models[index.row()].repo if index.isValid() else ""

    def show_models(self, models: tuple[HubModel, ...]) -> None:
        """Take other models and choose the first."""
        self.table.show_models(models)
        if models:
            self.selectRow(0)

    def _on_current(self, index: QModelIndex) -> None:
        self.chosen.emit(self.table.models[index.row()].repo if index.isValid() else "")

    def _on_activated(self, _index: QModelIndex) -> None:
        if self.repo:
            self.files_asked.emit(self.repo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.repo:
            self.files_asked.emit(self.repo)
            return
        super().keyPressEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Models of the hub"))
        self.table.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, UPDATED)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
