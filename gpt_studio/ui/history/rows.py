"""The rows of the history: documents, and versions with what was found in them marked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.store.spans import STOP_STRING

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
# So far into a line the first match stands at most, that it is in sight.
IN_SIGHT = 22  # characters
_ARCHITECTURE = re.compile(r" \([^()]*\d+x\d+x\d+, vocabulary ")
_FOLDERS = re.compile(r".*[/\\]")
Row = Card | Hit | str  # a str is the heading of a document's versions


class HistoryRows(QAbstractListModel):
    """Documents and versions in the order given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: list[Row] = []
        self.shown: tuple[int, int] = (0, 0)  # document and span on screen

    def show_rows(self, items: Sequence[Row]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def is_shown(self, item: Row) -> bool:
        """Whether it is the version on screen."""
        return isinstance(item, Hit) and (item.document, item.node) == self.shown

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(index.data(ROW), str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == ROW:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(item)
        if role == Qt.ItemDataRole.ToolTipRole and not isinstance(item, str):
            return self.detail(item)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self.title(item), self.detail(item))))
        return None

    def title(self, item: Row) -> str:
        """The first line of a row."""
        if isinstance(item, Card):
            return one_line(item.title or item.preview) or self.tr("Empty document")
        return one_line(item) or self.tr("Empty document") if isinstance(item, str) else fitted(item)[0]

    def detail(self, item: Row) -> str:
        """The second line: when, and how it was made."""
        if isinstance(item, str):
            return ""
        if isinstance(item, Card):
            moment = item.changed if item.trashed is None else item.trashed
            told = self.tr("%n version(s)", "", item.versions)
            return f"{when(moment)} · {told}"
        moment = item.changed if item.trashed is None else item.trashed
        parts = ["★" if item.starred else "", *(f"#{tag}" for tag in item.tags), when(moment)]
        if item.drawn:
            parts += [
                short_model(item.model),
                _temperature(item.settings),
                self.reason(item.stop_reason, _stop_string(item)),
            ]
        else:
            parts.append(self.tr("typed"))
        return " · ".join(filter(None, parts))

    def reason(self, stop_reason: str, stop_string: str = "") -> str:
        """Why a version ended, in words; with the stop string that did it, where it is known."""
        if stop_string:
            return self.tr("stop string {text}").format(text=repr(stop_string))
        return {
            "eos": self.tr("ended by the model"),
            "stop_string": self.tr("stop string"),
            "max_tokens": self.tr("length reached"),
            "context_full": self.tr("context full"),
            "cancelled": self.tr("stopped"),
            "failed": self.tr("stopped by an error"),
        }.get(stop_reason, stop_reason)


def short_model(name: str) -> str:
    """The file of what tells models apart in a document (model_loader.model_name), without the folders above it."""
    path = _ARCHITECTURE.split(name, maxsplit=1)[0].rstrip("/\\")
    return _FOLDERS.sub("", path)


def one_line(text: str) -> str:
    """A text without line ends and marks of direction, as a title."""
    return " ".join(text.split())


def when(moment: float) -> str:
    """The time of today, or the day."""
    found = QDateTime.fromSecsSinceEpoch(int(moment))
    short = QLocale.FormatType.ShortFormat
    if found.date() == QDateTime.currentDateTime().date():
        return QLocale().toString(found.time(), short)
    return QLocale().toString(found.date(), short)


def fitted(hit: Hit) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The line of a version and its marks, begun so late that the first mark is in sight."""
    cut = hit.marks[0][0] - IN_SIGHT if hit.marks else 0
    if cut <= 0:
        blank = len(hit.snippet) - len(hit.snippet.lstrip())
        return hit.snippet.lstrip(), tuple((max(0, a - blank), b - blank) for a, b in hit.marks if b > blank)
    return "…" + hit.snippet[cut:], tuple((a - cut + 1, b - cut + 1) for a, b in hit.marks)


def _stop_string(hit: Hit) -> str:
    if hit.stop_reason != STOP_STRING:
        return ""
    try:
        return str(json.loads(hit.settings).get(STOP_STRING, ""))
    except (ValueError, AttributeError):
        return ""


def _temperature(settings: str) -> str:
    try:
        samplers = json.loads(settings).get("samplers", {})
        return f"T {samplers['temperature']:g}" if "temperature" in samplers else ""
    except (ValueError, AttributeError, TypeError):
        return ""
