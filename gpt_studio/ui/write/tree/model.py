"""The tree of versions as an item model: no widget for a row, built anew in one pass."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.document import Document
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import visible
from gpt_studio.ui.write.sampler_texts import title_of

from .rows import Row, rows_of

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole
COLUMNS = 5
_PARAMETERS = {info.name: info for info in parameters_of(SamplingParams)}


class VersionModel(QAbstractItemModel):
    """Columns: first words, version, model, what differs in the settings, mean surprisal."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top: list[Row] = []
        self._rows: dict[int, Row] = {}
        self._shown: set[int] = set()
        self._stars: frozenset[int] = frozenset()
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, document: Document) -> None:
        """Take the tree as it is now."""
        self.beginResetModel()
        self._top, self._rows = rows_of(document)
        self._shown = {node.id for node in document.path()}
        self.endResetModel()

    def set_stars(self, nodes: frozenset[int]) -> None:
        """The spans that have a star in the history."""
        if nodes != self._stars:
            changed = [self.index_of(node) for node in nodes ^ self._stars]
            self._stars = nodes
            for index in changed:
                if index.isValid():
                    self.dataChanged.emit(index, index)

    def is_starred(self, node: int) -> bool:
        return node in self._stars

    def index_of(self, node: int) -> QModelIndex:
        """Where a span stands; invalid where it does not."""
        row = self._rows.get(node)
        return self.createIndex(row.place, 0, row) if row else QModelIndex()

    def node_at(self, index: Index) -> int:
        """The span of a row."""
        return self._row(index).node

    # -- QAbstractItemModel -------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        beside = self._row(parent).below if parent.isValid() else self._top
        if not 0 <= row < len(beside) or not 0 <= column < COLUMNS:
            return QModelIndex()
        return self.createIndex(row, column, beside[row])

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        above = self._row(index).above if index.isValid() else None
        return self.createIndex(above.place, 0, above) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._top)
        return len(self._row(parent).below) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section == COLUMNS - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (
            self.tr("Text"),
            self.tr("Version"),
            self.tr("Model"),
            self.tr("What differs"),
            self.tr("Mean surprisal"),
        )
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return row.words if index.column() == 0 else row.model if index.column() == 2 else None
            case Qt.ItemDataRole.FontRole:
                return self._bold if row.node in self._shown and index.column() == 0 else None
            case Qt.ItemDataRole.ForegroundRole:
                return None if row.node in self._shown else theme.color("muted")
            case Qt.ItemDataRole.TextAlignmentRole:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                return right if index.column() == 4 else None
            case _:
                return row.node if role == NODE else None

    def _text(self, row: Row, column: int) -> str:
        match column:
            case 0:
                star = "★ " if row.node in self._stars else ""
                return f"{star}{'' if row.drawn else '✎ '}{visible(row.words).replace('␣', ' ').strip()}"
            case 1:
                return f"{row.version[0]}/{row.version[1]}" if row.version else ""
            case 2:
                return row.model.split(" (")[0].rsplit("/", 1)[-1]
            case 3:
                return ", ".join(_setting(name, value) for name, value in row.settings.items())
            case _:
                return "" if row.surprisal is None else self.tr("{nats} nats").format(nats=f"{row.surprisal:.2f}")

    def _row(self, index: Index) -> Row:
        found = index.internalPointer()
        assert isinstance(found, Row)
        return found


def _setting(name: str, value: object) -> str:
    title = title_of(_PARAMETERS[name]) if name in _PARAMETERS else name
    return f"{title} {value:g}" if isinstance(value, float) else f"{title} {'–' if value is None else value}"
