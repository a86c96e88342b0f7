"""The heads: the attention of one of them as a map and as a list, all of them as the map's navigator."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.protocol.events import AttentionReady, JobFailed, ModelLoaded
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Sources, Workspace

from .attention_map import NOWHERE, AttentionMap
from .attention_requests import AttentionRequests, Question
from .head_chooser import HeadChooser
from .head_navigator import HeadNavigator
from .labels import looks_at, share
from .message import Message
from .reading import Reading
from .save_menu import SaveMenu
from .scale_bar import ScaleBar
from .source_list import SourceList
from .statistics_form import StatisticsForm
from .view import AttentionView, Weights, view_of
from .waiting import WaitingLine

MODE = "look_inside"
# Cells of all heads up to which all layers are asked for, so that every head has its picture.
CELLS_OF_ALL_LAYERS = 8_000_000
BESIDE = 170  # pixels beside the map


class HeadsPage(QWidget):
    """Asks for attention while the mode is `look_inside`, shows it, and tells the workspace where tokens look.

    The token in question is the hovered one, else the pinned one, else the newest.
    """

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._requests = AttentionRequests(bridge, self)
        self._reading: Reading | None = None
        self._failure: JobFailed | None = None
        self._pictures: dict[int, Weights] = {}  # by layer; of some perhaps only the beginning of the text
        self._picked = -1  # a record that is no token of the document (yet)
        self._shown: tuple[Reading | None, int, int] | None = None  # reading, layer and head on the map
        self._build()
        self._connect()
        self._retranslate()
        self._on_model(workspace.model)

    # -- building --------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.navigator = HeadNavigator(self)
        self.chooser = HeadChooser(self.navigator, self)
        self.statistics = StatisticsForm(self)
        self.map = AttentionMap(self)
        self.sources = SourceList(self)
        self.save_menu = SaveMenu(self)
        self.banner, self.message, self._waiting = Banner(self), Message(self), WaitingLine(self)
        self._readout, self._title = QLabel(self), QLabel(self)
        for label in (self._readout, self._title):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "heading")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._laid_out())
        self._pages.addWidget(self.message)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.banner)
        outer.addWidget(self._pages, 1)
        outer.addWidget(self._waiting)

    def _laid_out(self) -> QWidget:
        """The map with all heads beside it, what is read from it below."""
        content = QWidget(self)
        head = QHBoxLayout()
        head.addWidget(self.chooser, 1)
        head.addWidget(self.save_menu)
        beside = QVBoxLayout()
        beside.setSpacing(14)
        for widget in (self.navigator, self.statistics):
            widget.setFixedWidth(BESIDE)
            beside.addWidget(widget)
        beside.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.map, 1)
        middle.addLayout(beside)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(middle)
        for widget in (self._readout, ScaleBar(content), self._title, self.sources):
            layout.addWidget(widget)
        layout.addStretch(1)
        return content

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.model_changed.connect(self._on_model)
        workspace.text_changed.connect(self._on_text)
        workspace.mode_changed.connect(self._on_mode)
        workspace.busy_changed.connect(self._on_busy)
        workspace.pinned_changed.connect(self._on_token)
        workspace.hovered_changed.connect(self._on_token)
        self._requests.answered.connect(self._on_answer)
        self._requests.failed.connect(self._on_failure)
        self._requests.waiting_changed.connect(self._on_waiting)
        self._waiting.stopped.connect(self._on_stopped)
        self.chooser.chosen.connect(self._on_head)
        self.map.pointed.connect(self._on_pointed)
        self.map.picked.connect(self._pick)
        self.sources.followed.connect(self._pick)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.saved.connect(self._on_saved)
        self.save_menu.failed.connect(self.banner.tell)
        self.message.stepped.connect(self._on_step)

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        model, document = self._workspace.model, self._workspace.document
        if self._workspace.mode != MODE or model is None or not document.text():
            self._requests.want(None)
            return
        question = Question(model.key, document.parts(), self._layers(model))
        self._requests.want(question, relaxed=self._workspace.busy)

    def _layers(self, model: ModelLoaded) -> tuple[int, ...]:
        """All layers where that is little and nothing is being written, else the chosen one."""
        document, info = self._workspace.document, model.info
        tokens = len(document.tokens()) if document.is_scored() else len(document.text())
        if not self._workspace.busy and info.layers * info.heads * tokens**2 <= CELLS_OF_ALL_LAYERS:
            return tuple(range(info.layers))
        return (self.chooser.layer,)

    def _on_model(self, model: ModelLoaded | None) -> None:
        self._reading = self._failure = None
        self._pictures, self._picked = {}, -1
        self.banner.clear()
        if model is not None:
            self.chooser.set_shape(model.info.layers, model.info.heads)
        self._ask()
        self._requests.again()
        self._show()

    def _on_mode(self, _mode: str) -> None:
        self._ask()
        self._show()

    def _on_busy(self, _busy: bool) -> None:
        self._ask()

    def _on_text(self) -> None:
        if self._workspace.mode == MODE:
            self._ask()
            if self._reading is not None:
                self._reading.align(self._workspace.document.tokens())
            self._show()

    def _on_head(self, _layer: int, _head: int) -> None:
        self._ask()
        self._show()

    def _on_answer(self, answer: AttentionReady) -> None:
        model = self._workspace.model
        if model is None or answer.key != model.key:
            return
        before = self._reading
        self._reading, self._failure = Reading(answer), None
        still_true = before is not None and before.holds_for(self._reading.text)
        self._pictures = {**(self._pictures if still_true else {}), **self._reading.layers}
        self.banner.clear()
        self._reading.align(self._workspace.document.tokens())
        self._picked = self._picked if self._picked < len(self._reading) else -1
        self._show()

    def _on_failure(self, failure: JobFailed) -> None:
        self._failure = failure
        self.banner.tell_failure(failure)
        self._show()

    def _on_waiting(self, waiting: bool) -> None:
        """While the model writes, a map that is true of the beginning is not worth a word."""
        self._waiting.set_waiting(waiting and not (self._workspace.busy and self._holds()))

    def _on_stopped(self) -> None:
        self._requests.stop()
        self._failure = JobFailed(0, "cancelled", self.tr("Reading the text was stopped."))
        self._show()

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Bring everything in line with the answer, the chosen head and the workspace."""
        message = self._refusal()
        if message:
            self.message.say(*message)
            self._pages.setCurrentIndex(1)
            self._set_sources(None)
            return
        self._pages.setCurrentIndex(0)
        self.map.set_faint(self._weights() is None or not self._holds())
        shown = self._reading, self.chooser.layer, self.chooser.head
        if shown != self._shown:
            self._shown = shown
            self._show_head()
        self._show_token()

    def _show_head(self) -> None:
        reading, weights = self._reading, self._weights()
        if reading is not None and weights is not None:
            self.map.show_weights(reading.names, weights)
        self.navigator.show_layers(self._pictures)
        here = self.chooser.layer, self.chooser.head
        self.statistics.show_statistics(None if reading is None else reading.statistics(*here))
        self.save_menu.setEnabled(weights is not None)
        if self.map.cell != NOWHERE:
            self._on_pointed(*self.map.cell)

    def _refusal(self) -> tuple[str, ...]:
        """Heading, sentence and the next step where the engine refused; () where it did not."""
        if self._failure is None or self._workspace.model is None or not self._workspace.document.text():
            return ()
        heading = self.tr("Attention of this text cannot be shown")
        said = self._failure.remedy or self.tr("The text and the model are as they were.")
        return heading, said, self.tr("Try again")

    def _weights(self) -> Weights | None:
        """[T, T] of the chosen head, None where it was not computed yet."""
        return None if self._reading is None else self._reading.weights(self.chooser.layer, self.chooser.head)

    def _holds(self) -> bool:
        return self._reading is not None and self._reading.holds_for(self._workspace.document.text())

    # -- the token in question -------------------------------------------------------------------------

    def _on_token(self, index: int) -> None:
        if index >= 0:
            self._picked = -1
        if self._workspace.mode == MODE and self._pages.currentIndex() == 0:
            self._show_token()

    def _query(self, reading: Reading) -> int:
        """The record in question: of the hovered token, else the pinned one, else picked here, else the newest."""
        found = [reading.record_of(token) for token in (self._workspace.hovered, self._workspace.pinned)]
        return next((record for record in (*found, self._picked) if record >= 0), len(reading) - 1)

    def _show_token(self) -> None:
        reading, weights = self._reading, self._weights()
        if reading is None or weights is None or not len(reading):
            self._title.clear()
            self.sources.clear()
            self._set_sources(None)
            return
        query = self._query(reading)
        self.map.mark_query(query)
        self._title.setText(looks_at(reading.names[query]))
        self.sources.show_row(reading.names, weights[query, : query + 1])
        token = reading.token_of(query)
        seen = self._workspace.mode == MODE and self._holds() and token >= 0
        self._set_sources(Sources(token, reading.row_over_tokens(weights, query)) if seen else None)

    def _set_sources(self, sources: Sources | None) -> None:
        if sources is not None or self._workspace.sources is not None:
            self._workspace.set_sources(sources)

    def _pick(self, record: int) -> None:
        token = -1 if self._reading is None else self._reading.token_of(record)
        self._workspace.set_pinned(token)
        if token < 0:
            self._picked = record
            self._show_token()

    def _on_pointed(self, query: int, key: int) -> None:
        reading, weights = self._reading, self._weights()
        if query < 0 or reading is None or weights is None:
            self._readout.setText(self._hint())
            self._workspace.set_hovered(-1)
            return
        names = {"query": reading.names[query].label, "key": reading.names[key].label}
        if key > query:
            text = self.tr("{query} cannot look ahead at {key}").format(**names)
        else:
            text = self.tr("{query} → {key} {share}").format(share=share(weights[query, key]), **names)
        self._readout.setText(text)
        self._workspace.set_hovered(reading.token_of(query))

    def readout(self) -> str:
        """What is said of the cell that is pointed at."""
        return self._readout.text()

    # -- what the buttons do ---------------------------------------------------------------------------

    def view(self) -> AttentionView | None:
        """What is on screen, to be saved; None while there is nothing."""
        model, reading = self._workspace.model, self._reading
        if model is None or reading is None or self._weights() is None:
            return None
        pinned = reading.record_of(self._workspace.pinned)
        query = pinned if pinned >= 0 else self._picked
        return view_of(reading.answer, reading.names, model.info, self.chooser.layer, self.chooser.head, query)

    def _on_save(self, ending: str) -> None:
        view = self.view()
        if view is not None:
            self.save_menu.ask_where(view, ending)

    def _on_saved(self, path: str) -> None:
        self._readout.setText(self.tr("Saved as {path}").format(path=path))

    def _on_step(self) -> None:
        self._failure = None
        self.banner.clear()
        self._requests.again()
        self._show()

    def _hint(self) -> str:
        return self.tr("Point at a cell to read it; click a row to pin its token.")

    def _retranslate(self) -> None:
        self._readout.setText(self._hint())
        self.map.setAccessibleName(self.tr("Attention map"))
        self.map.setAccessibleDescription(
            self.tr("Rows are queries, columns are keys. Up and down choose a query, left and right read its keys.")
        )
        self.sources.setAccessibleName(self.tr("What the token looks at, the strongest first"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._shown = None
            self._show()
        super().changeEvent(event)
