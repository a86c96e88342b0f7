"""Where the heads' attention comes from: asked for text that stands, followed row by row while it is written.

What is shown is asked for first. Then come the other layers, a few at a time, for the picture of all heads; of them
only small pictures and numbers are kept.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from gpt_studio.protocol.events import AttentionReady, ModelLoaded
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .attention_requests import AttentionRequests, Question
from .following import Following
from .gallery import Gallery
from .reading import Reading
from .shown import Box

MODE = "look_inside"
CELLS_AT_FIRST = 8_000_000  # of all layers, up to which they come with the first answer
CELLS_AT_ONCE = 64_000_000  # of one answer: 256 MB
CELLS_OF_ALL = 1_000_000_000  # up to which all heads have their picture by themselves
PICTURES_MS = 700  # between two pictures of a layer that is being written


class HeadSource(QObject):
    """`answered`: another reading, or more of it; `grew`: so many rows of the shown layer are new."""

    answered = Signal()
    grew = Signal(int)
    failed = Signal(object)  # JobFailed

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.requests = AttentionRequests(bridge, self)
        self.following = Following(bridge, workspace, self)
        self.gallery = Gallery(self)
        self.reading: Reading | None = None
        self._layer, self._heads, self._value_weighted = 0, (0,), False
        self._seen = False  # a page that is not shown asks nothing
        self._pictured = QElapsedTimer()
        self.requests.answered.connect(self._on_answer)
        self.requests.failed.connect(self.failed)
        self.following.went_on.connect(self._on_went_on)
        self.following.rows_came.connect(self._on_rows)
        workspace.busy_changed.connect(self._on_busy)
        workspace.switches_changed.connect(self.ask)
        workspace.mode_changed.connect(self._on_went_on)

    def look_at(self, layer: int, heads: tuple[int, ...], *, value_weighted: bool) -> None:
        """What is shown from now on."""
        self._layer, self._heads, self._value_weighted = layer, heads, value_weighted
        self.ask()

    def set_seen(self, *, seen: bool) -> None:
        """Whether what is read is shown."""
        self._seen = seen
        self.ask()

    def forget(self) -> None:
        """Another model: nothing is known."""
        self.reading = None
        self.gallery.begin(keep=False)
        self.ask()
        self.requests.again()

    def ask(self) -> None:
        """Ask for what is missing of what is shown, then of all heads."""
        model, document = self._workspace.model, self._workspace.document
        looking = self._seen and self._workspace.mode == MODE and model is not None
        self.following.follow(self._layer if looking else -1)
        layers = self._missing(model) if looking and model is not None and document.text() else ()
        if model is None or not layers:
            self.requests.want(None)
            return
        question = Question(model.key, document.parts(), layers, self._value_weighted, self._workspace.switches)
        self.requests.want(question, relaxed=self._workspace.busy)

    def set_box(self, box: Box | None) -> None:
        """Rank all heads by their share of a box (in tokens), or no more."""
        reading = self.reading
        held = [] if reading is None else [(n, w) for n in reading.held() if (w := reading.layer(n)) is not None]
        self.gallery.set_box(box, held)
        self.ask()

    # -- what to ask -----------------------------------------------------------------------------------

    def _missing(self, model: ModelLoaded) -> tuple[int, ...]:
        """The layers to ask about next; () for none."""
        if self._is_followed():
            return ()
        document, info, busy = self._workspace.document, model.info, self._workspace.busy
        tokens = len(document.tokens()) if document.is_scored() else len(document.text())
        fit = CELLS_AT_ONCE // max(info.heads * tokens**2, 1)
        if not self._is_known():
            everything = info.layers * info.heads * tokens**2 <= CELLS_AT_FIRST and not busy
            return tuple(range(info.layers)) if everything else (self._layer,)
        if busy or info.layers * info.heads * tokens**2 > CELLS_OF_ALL:
            return ()
        return tuple(self.gallery.missing(info.layers)[: max(fit, 1)])

    def _is_followed(self) -> bool:
        """Whether the text is being written and its rows come by themselves, behind what is known."""
        return self._workspace.busy and bool(self._workspace.writing) and not self.following.waits

    def _is_known(self) -> bool:
        """Whether what is shown is known of the whole text."""
        reading = self.reading
        return (
            reading is not None
            and reading.parts == self._workspace.document.parts()
            and reading.value_weighted == self._value_weighted
            and reading.switches == self._workspace.switches
            and reading.rows(self._layer, self._heads) == len(reading)
        )

    # -- what comes ------------------------------------------------------------------------------------

    def _on_busy(self, busy: bool) -> None:
        asked = self.requests.asked
        if busy and self.requests.waiting and asked is not None and self._layer not in asked.layers:
            self.requests.stop()  # the picture of all heads can wait
            self.requests.again()
        self.ask()

    def _on_answer(self, answer: AttentionReady) -> None:
        model, asked, before = self._workspace.model, self.requests.asked, self.reading
        if model is None or answer.key != model.key or asked is None:
            return
        reading = before
        how = asked.value_weighted, asked.switches
        if before is None or before.parts != asked.parts or (before.value_weighted, before.switches) != how:
            reading = Reading(answer.key, answer.records, asked.parts, value_weighted=how[0], switches=how[1])
            same = before is not None and before.switches == asked.switches
            self.gallery.begin(keep=before is not None and same and before.holds_for(reading.text))
        assert reading is not None
        self.reading = reading
        reading.take(answer, self._layer, self._heads)
        for layer, weights in zip(answer.layers, answer.weights, strict=True):
            self.gallery.take(layer, weights, (one for one in answer.statistics if one.layer == layer))
        if self._workspace.writing:
            self._on_went_on()
        self.answered.emit()
        self.ask()

    def _on_went_on(self, _mode: str = MODE) -> None:
        """Bring the reading up to the text that is being written; while something else is shown, it can wait."""
        if self._workspace.mode != MODE or not self._workspace.writing:
            return
        reading, records = self.reading, self.following.records
        ids = [record.id for record in records]
        known = [] if reading is None else [record.id for record in reading.records]
        common = min(len(ids), len(known))
        written = self._workspace.switches_in_text
        if reading is None or not common or ids[:common] != known[:common] or reading.switches != written:
            model = self._workspace.model
            if model is not None and records:
                self.reading = Reading(model.key, records, value_weighted=self._value_weighted, switches=written)
                self.gallery.begin(keep=False)
        else:
            reading.cut(len(ids))
            reading.extend(records[common:])
        if self.following.waits:
            self._on_rows()

    def _on_rows(self) -> None:
        reading = self.reading
        if reading is None:
            return
        first, rows = self.following.take(reading.rows(self._layer, self._heads))
        grown = reading.grow(self._layer, self._heads, first, rows)
        if grown:
            self.grew.emit(grown)
            self._picture()
        if self.following.waits:
            self.ask()

    def _picture(self) -> None:
        """The small pictures of the layer that is written, now and then."""
        weights = None if self.reading is None else self.reading.layer(self._layer)
        due = not self._pictured.isValid() or self._pictured.elapsed() > PICTURES_MS
        if weights is not None and due and not self.gallery.busy:
            self._pictured.start()
            self.gallery.take(self._layer, weights)
