"""The runs of the data folder, also those started elsewhere, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.store.runs import RunSummary
from gpt_studio.ui import theme
from gpt_studio.ui.errors.saying import translated

from .labels import count_text, quiet_label, title_label

Index = QModelIndex | QPersistentModelIndex
NAME, STATUS, STEP, BEST, STARTED, MODEL = range(6)
NAME_PX = 260  # of the widest column
BOX_PX = 24  # that the style's check box takes and does not tell of
TONES = {"failed": "error", "damaged": "error", "interrupted": "warning", "silent": "warning", "running": "accent"}


class NameCell(QStyledItemDelegate):
    """A name behind its check box, as wide as both."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(BOX_PX, 0)


class RunTable(QAbstractTableModel):
    """Summaries as rows; only rows that changed are redrawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: list[RunSummary] = []
        self.checked: set[str] = set()  # folders of the runs that are laid over each other

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NAME:
            return False
        path = self.runs[index.row()].path
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.checked.add(path)
        else:
            self.checked.discard(path)
        self.dataChanged.emit(index, index)
        return True

    def show_runs(self, found: list[RunSummary]) -> None:
        """Take other summaries; the rows stay where they are while the same runs are there."""
        if found == self.runs:
            return
        if [run.path for run in found] != [run.path for run in self.runs]:
            self.beginResetModel()
            self.runs = found
            self.endResetModel()
            return
        self.runs = found
        self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, MODEL))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else MODEL + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Run"),
            self.tr("Status"),
            self.tr("Step"),
            self.tr("Best loss (nats)"),
            self.tr("Started"),
            self.tr("From"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.runs):
            return None
        run = self.runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(run, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME:
            return Qt.CheckState.Checked if run.path in self.checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return translated(run.problem) or run.path
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == STATUS:
            return theme.color(TONES.get(run.status, "text"))
        return None

    def _text(self, run: RunSummary, column: int) -> str:
        match column:
            case 0:
                return run.name
            case 1:
                return self._status(run.status)
            case 2:
                step, steps = count_text(run.step), count_text(run.steps)
                return self.tr("{step} of {steps}").format(step=step, steps=steps) if run.steps else ""
            case 3:
                return "" if run.best_val_loss is None else f"{run.best_val_loss:.4f}"
            case 4:
                return _time(run.started)
            case _:
                return Path(run.model).name if run.model else ""

    def _status(self, status: str) -> str:
        return {
            "preparing": self.tr("preparing"),
            "running": self.tr("running"),
            "paused": self.tr("paused"),
            "stopped": self.tr("stopped"),
            "finished": self.tr("finished"),
            "time_up": self.tr("time was up"),
            "early_stopped": self.tr("ended early"),
            "failed": self.tr("failed"),
            "interrupted": self.tr("interrupted"),
            "silent": self.tr("no sign of life"),
        }.get(status, self.tr("damaged"))


def _time(seconds: float | None) -> str:
    """Local date and time in the short form of the language in force."""
    try:
        moment = None if seconds is None else QDateTime.fromSecsSinceEpoch(round(seconds))
    except OverflowError:
        return ""
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment else ""


class RunList(QWidget):
    """The table, or what it is for while it is empty. Enter or a double click opens a run."""

    opened = Signal(str)  # the run's folder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = RunTable(self)
        self.view = QTableView(self)
        self._title, self._empty = title_label(self), quiet_label(self)
        self._set_up_view()
        below = QWidget(self)
        self._stack = QStackedLayout(below)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(below, 1)
        self._retranslate()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.table)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setItemDelegateForColumn(NAME, NameCell(view))
        view.verticalHeader().hide()
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setStyleSheet("QHeaderView { background: transparent; }")
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        view.horizontalHeader().setMaximumSectionSize(NAME_PX)
        view.horizontalHeader().setStretchLastSection(True)
        view.doubleClicked.connect(self._on_opened)
        view.installEventFilter(self)

    def show_runs(self, found: list[RunSummary]) -> None:
        """Take other summaries."""
        self.table.show_runs(found)
        self._stack.setCurrentIndex(1 if found else 0)

    def _on_opened(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.table.runs[index.row()].path)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in enter:
            self._on_opened(self.view.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Runs"))
        self._empty.setText(
            self.tr("Runs are listed here, also those that are started in a terminal with gpt-studio train.")
        )
        self.view.setAccessibleName(self.tr("Runs"))
        self.table.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, MODEL)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
