"""What all panels share: the loaded model, the document, the one pinned token, the mode. Panels meet here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document

MODES = ("write", "look_inside", "train")


@dataclass(frozen=True, eq=False)
class Sources:
    """Where one query looks: `weights[j]` for the tokens 0…query of the document's token list.

    With `spans` [n, 2] these are no tokens but words or characters, each from one character of the text to another.
    """

    query: int
    weights: NDArray[np.float32]
    spans: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Divergence:
    """The first token of the document, by its index, that would have fallen differently under other settings.

    `text` would stand there. `id` None: from that token on the logits are not held, and nothing is known.
    """

    index: int
    id: int | None
    text: str = ""


class Workspace(QObject):
    """State that more than one panel shows. Setters emit only when something changed.

    Token indices count all tokens of `document.tokens()`; -1 means none.
    """

    model_changed = Signal(object)  # ModelLoaded | None
    text_changed = Signal()  # the document's text, version or records changed
    pinned_changed = Signal(int)
    hovered_changed = Signal(int)
    mode_changed = Signal(str)
    sources_changed = Signal(object)  # Sources | None
    divergence_changed = Signal(object)  # Divergence | None
    busy_changed = Signal(bool)  # a generation runs
    beside_busy_changed = Signal(bool)  # the column beside the document is being written
    differs_changed = Signal(int)  # the first token that the column beside has otherwise
    head_changed = Signal(int, int)  # the chosen head: layer, head
    head_opened = Signal(int, int)  # the head is to be looked at: Look inside shows it
    switches_changing = Signal()  # before a change of what is off that can be undone
    switches_changed = Signal()  # what is off, or where
    loading_changed = Signal(bool)  # a model is being loaded
    load_asked = Signal(object)  # ModelKey: a panel wants the model in another precision
    failed = Signal(str, str)  # (place: write | look_inside | train | model, one line) -> banner at that place

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model: ModelLoaded | None = None
        self.document = Document()
        self.pinned = -1
        self.hovered = -1
        self.mode = "write"
        self.sources: Sources | None = None
        self.divergence: Divergence | None = None
        self.busy = False
        self.writing = 0  # the job of the generation that writes the document; 0: none
        self.shown_layers: tuple[int, ...] = ()  # of which rows of attention are wanted while it writes
        self.beside_busy = False
        self.composing = False  # an input method composes in the text: nothing is generated or branched meanwhile
        self.differs = -1
        self.head = (0, 0)
        self.loading = False
        self.merging = False  # the weights of the loaded model are being changed: nothing is generated meanwhile
        self.switches_beside = False  # what is off is off only in the column beside; the document has everything on
        self._told_switches = (NOTHING_OFF, NOTHING_OFF)

    def set_model(self, model: ModelLoaded | None) -> None:
        self.model = model
        self.model_changed.emit(model)
        self._tell_switches()

    def touch_text(self) -> None:
        """Say that the document changed; a pin beyond its tokens is taken away."""
        self._tell_switches()
        if self.pinned >= len(self.document.tokens()):
            self.set_pinned(-1)
        self.text_changed.emit()

    # -- what is switched off --------------------------------------------------------------------------

    @property
    def switches(self) -> Switches:
        """What is off of the loaded network, as far as it has those parts."""
        kept, model = self.document.switches, self.model
        return kept if model is None else kept.fitting(model.info.layers, model.info.heads, model.info.kv_heads)

    @property
    def switches_in_text(self) -> Switches:
        """What is off while the document is written and scored."""
        return NOTHING_OFF if self.switches_beside else self.switches

    def switch(self, switches: Switches) -> None:
        """Have other parts off: a step that can be undone."""
        if switches != self.document.switches:
            self.switches_changing.emit()
            self.put_switches(switches)

    def put_switches(self, switches: Switches) -> None:
        """The same where it is no step of its own."""
        if switches != self.document.switches:
            before = self.switches_in_text
            self.document.switches = switches
            self._switched(before)

    def set_switches_beside(self, beside: bool) -> None:
        """Whether what is off is off only in the column beside."""
        if beside != self.switches_beside:
            before = self.switches_in_text
            self.switches_beside = beside
            self._switched(before)

    def _switched(self, before: Switches) -> None:
        """Numbers of typed text that another network said are taken away, and asked again."""
        if before != self.switches_in_text and (before.active or self.switches_in_text.active):
            self.document.forget_numbers()
        self.touch_text()

    def _tell_switches(self) -> None:
        now = self.document.switches, self.switches_in_text
        if now != self._told_switches:
            self._told_switches = now
            self.switches_changed.emit()

    def set_pinned(self, index: int) -> None:
        if index != self.pinned:
            self.pinned = index
            self.pinned_changed.emit(index)

    def set_hovered(self, index: int) -> None:
        if index != self.hovered:
            self.hovered = index
            self.hovered_changed.emit(index)

    def set_head(self, layer: int, head: int) -> None:
        """Choose the head that Look inside shows."""
        if (layer, head) != self.head:
            self.head = (layer, head)
            self.head_changed.emit(layer, head)

    def open_head(self, layer: int, head: int) -> None:
        """Go to Look inside with a head."""
        self.set_head(layer, head)
        self.head_opened.emit(layer, head)
        self.set_mode("look_inside")

    def set_loading(self, loading: bool) -> None:
        if loading != self.loading:
            self.loading = loading
            self.loading_changed.emit(loading)

    def ask_to_load(self, key: ModelKey) -> None:
        """Have a model loaded in the way that its key says."""
        self.load_asked.emit(key)

    def set_mode(self, mode: str) -> None:
        if mode != self.mode:
            self.mode = mode
            self.mode_changed.emit(mode)

    def set_sources(self, sources: Sources | None) -> None:
        self.sources = sources
        self.sources_changed.emit(sources)

    def set_divergence(self, divergence: Divergence | None) -> None:
        if divergence != self.divergence:
            self.divergence = divergence
            self.divergence_changed.emit(divergence)

    @property
    def running(self) -> bool:
        """Whether anything is written: the document, or the column beside it."""
        return self.busy or self.beside_busy

    def set_beside_busy(self, busy: bool) -> None:
        if busy != self.beside_busy:
            self.beside_busy = busy
            self.beside_busy_changed.emit(busy)

    def set_differs(self, index: int) -> None:
        if index != self.differs:
            self.differs = index
            self.differs_changed.emit(index)

    def set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit(busy)
