"""The heads: the attention of one of them as a map and as a list, all of them as the map's navigator."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.events import JobFailed, ModelLoaded
from gpt_studio.protocol.switches import NOTHING_OFF
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Sources, Workspace

from .changing.head_menu import HeadMenu
from .head_placing import HeadPlacing
from .head_source import MODE, HeadSource
from .heads_layout import HeadsLayout
from .labels import looks_at, share
from .map_canvas import NOWHERE, Box, Shown
from .over_file.dialog import HeadsOverFile
from .reading import Reading
from .saved_attention import SavedAttention
from .saving import leaving
from .sources_of import sources_of
from .subject import Subject
from .view import AttentionView

ALL_AGAIN_MS = 400  # between two maps that cannot simply grow while a text is written


class HeadsPage(HeadsLayout):
    """Shows attention while the mode is `look_inside`, and tells the workspace where tokens look.

    The token in question is the hovered one, else the pinned one, else the newest.
    """

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._bridge, self._workspace = bridge, workspace
        self.source = HeadSource(bridge, workspace, self)
        self.placing = HeadPlacing(self, self.source)
        self._failure: JobFailed | None = None
        self._picked = -1  # a record that is no token of the document (yet)
        self._marking = False  # what is hovered is pointed at as a key: it is marked, but not asked about
        self._shown: tuple[object, ...] = ()
        self._subject: Subject | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(ALL_AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        self.head_menu = HeadMenu(self.navigator, workspace)
        self._connect()
        self._retranslate()
        self._on_model(workspace.model)

    def _connect(self) -> None:
        workspace, source = self._workspace, self.source
        workspace.model_changed.connect(self._on_model)
        workspace.text_changed.connect(self._on_text)
        workspace.mode_changed.connect(self._on_mode)
        workspace.pinned_changed.connect(self._on_token)
        workspace.hovered_changed.connect(self._on_token)
        workspace.switches_changed.connect(self._on_switched)
        workspace.head_changed.connect(self._on_head_changed)
        source.answered.connect(self._on_answer)
        source.grew.connect(self._on_grown)
        source.failed.connect(self._on_failure)
        source.requests.waiting_changed.connect(self._on_waiting)
        self.waiting.stopped.connect(self._on_stopped)
        self.chooser.chosen.connect(self._on_head)
        self.view_menu.changed.connect(self._on_viewing)
        self.view_menu.profiles_changed.connect(self._on_viewing)
        self.map.pointed.connect(self._on_pointed)
        self.map.picked.connect(self._on_picked)
        self.map.boxed.connect(self._on_boxed)
        self.map.zoom_changed.connect(self._on_zoomed)
        self.sources.followed.connect(self._on_picked)
        self.sources.pointed.connect(self._on_key)
        self.scrubber.moved.connect(self._pick)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.saved.connect(self._on_saved)
        self.save_menu.failed.connect(self.banner.tell)
        self.message.stepped.connect(self._on_step)
        self.over_file.clicked.connect(self.show_over_file)

    @property
    def reading(self) -> Reading | None:
        return self.source.reading

    # -- what happens ----------------------------------------------------------------------------------

    def _on_model(self, model: ModelLoaded | None) -> None:
        self._failure, self._picked = None, -1
        self.banner.clear()
        self.navigator.clear()
        if model is not None:
            self.chooser.set_shape(model.info.layers, model.info.heads)
        self.source.forget()
        self._show()

    def _on_mode(self, _mode: str) -> None:
        self.source.ask()
        self._show()

    def _on_text(self) -> None:
        if self._workspace.mode == MODE:
            self.source.ask()
            if self.reading is not None:
                self.reading.align(self._workspace.document.tokens())
            self._show()
        elif self._workspace.sources is not None:
            self._set_sources(None)

    def _on_switched(self) -> None:
        if self._workspace.mode == MODE:
            self._show()

    def _on_head(self, layer: int, head: int) -> None:
        self._workspace.set_head(layer, head)
        self._look()

    def _on_head_changed(self, layer: int, head: int) -> None:
        if (layer, head) != (self.chooser.layer, self.chooser.head):
            self.chooser.choose(layer, head)

    def _on_viewing(self, _changed: object) -> None:
        self._look()

    def _look(self) -> None:
        self.source.look_at(
            self.chooser.layer, self.chooser.heads, value_weighted=self.view_menu.viewing.value_weighted
        )
        self._show()

    def _on_answer(self) -> None:
        self._failure = None
        self.banner.clear()
        reading = self.reading
        if reading is not None:
            reading.align(self._workspace.document.tokens())
            self._picked = self._picked if self._picked < len(reading) else -1
            self.badge.show_checks(reading.checks)
        self.placing.show_all()
        self._shown = ()
        self._show()

    def _on_grown(self, count: int) -> None:
        """Rows that are new while a text is written: added where nothing else changes, else all again now and then."""
        subject, reading = self._subject, self.reading
        if subject is None or reading is None or self._workspace.mode != MODE:
            return
        follows = self._query(subject) >= len(subject) - 1
        rows = subject.grow(count) if subject.can_grow else None
        if rows is None:
            if not self._again.isActive():
                self._again.start()
            return
        self._shown = (reading, *self._shown[1:])
        self.map.grow(subject.shown, rows)
        reading.align(self._workspace.document.tokens())
        self.scrubber.set_count(len(subject))
        if follows:
            self._show_token()

    def _on_again(self) -> None:
        self._shown = ()
        self._show()

    def _on_failure(self, failure: JobFailed) -> None:
        self._failure = failure
        self.banner.tell_failure(failure)
        self._show()

    def _on_waiting(self, waiting: bool) -> None:
        """Where a map that is true is there already, what still comes is not worth a word."""
        self.waiting.set_waiting(waiting and not (self._subject is not None and self._holds()))

    def _on_stopped(self) -> None:
        self.source.requests.stop()
        self._failure = JobFailed(0, "cancelled", self.tr("Reading the text was stopped."))
        self._show()

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Bring everything in line with what is known, the chosen head and the workspace."""
        message = self._refusal()
        self.show_message(message)
        if message:
            self._set_sources(None)
            return
        viewing, profiles = self.view_menu.viewing, self.view_menu.profiles.isChecked()
        shown = self.reading, self.chooser.layer, self.chooser.heads, viewing, profiles
        if shown != self._shown:
            self._shown = shown
            self._show_head()
        self.maps.set_faint(self._subject is None or not self._holds())
        self._show_token()

    def _show_head(self) -> None:
        reading, viewing = self.reading, self.view_menu.viewing
        layer, heads = self.chooser.layer, self.chooser.heads
        found = None
        if reading is not None:
            found = Subject.of(reading, layer, heads, viewing, profiles=self.view_menu.profiles.isChecked())
        self._subject = found
        if found is not None:
            self.map.show_map(found.shown)
            self.maps.show_plain(self._plain())
            self.scrubber.set_count(len(found))
        self.placing.show_numbers()
        self.save_menu.setEnabled(found is not None)
        self.scale.show_scale(
            top=1.0 if found is None else found.shown.top, shares=not viewing.value_weighted, decades=viewing.decades
        )
        self.show_notes(viewing, heads, NOTHING_OFF if reading is None else reading.switches)
        if self.map.cell != NOWHERE:
            self._on_pointed(*self.map.cell)
        self._on_zoomed()

    def _plain(self) -> Shown | None:
        """The same heads as they look, beside a map that is weighed by what is brought."""
        viewing, reading = self.view_menu.viewing, self.reading
        if not viewing.value_weighted or reading is None:
            return None
        found = Subject.of(reading, self.chooser.layer, self.chooser.heads, replace(viewing, value_weighted=False))
        return None if found is None else found.shown

    def _refusal(self) -> tuple[str, ...]:
        """Heading, sentence and the next step where the engine refused; () where it did not."""
        if self._failure is None or self._workspace.model is None or not self._workspace.document.text():
            return ()
        heading = self.tr("Attention of this text cannot be shown")
        said = self._failure.remedy or self.tr("The text and the model are as they were.")
        return heading, said, self.tr("Try again")

    def _holds(self) -> bool:
        reading, workspace = self.reading, self._workspace
        if reading is None or not reading.holds_for(workspace.document.text()):
            return False
        return reading.switches == (workspace.switches_in_text if workspace.busy else workspace.switches)

    def _on_boxed(self, box: Box | None) -> None:
        self.placing.show_box(box, self._subject)

    # -- the token in question -------------------------------------------------------------------------

    def _on_token(self, index: int) -> None:
        if index >= 0 and not self._marking:
            self._picked = -1
        if self._workspace.mode == MODE and not self._refusal():
            self._show_token()

    def _query(self, subject: Subject) -> int:
        """The record in question: of the hovered token, else the pinned one, else picked here, else the newest."""
        reading, last = subject.reading, len(subject) - 1
        tokens = (self._workspace.pinned,) if self._marking else (self._workspace.hovered, self._workspace.pinned)
        found = (reading.record_of(token) for token in tokens)
        return next((record for record in (*found, self._picked) if 0 <= record <= last), last)

    def _show_token(self) -> None:
        subject = self._subject
        if subject is None or not len(subject):
            self.title.clear()
            self.sources.clear()
            self._set_sources(None)
            return
        query = self._query(subject)
        unit, hovered = subject.units.unit_of(query), subject.reading.record_of(self._workspace.hovered)
        self.maps.mark(unit, subject.units.unit_of(hovered))
        self.title.setText(looks_at(subject.shown.names[unit]))
        self.sources.show_row(subject.shown.names, subject.row(unit), shares=subject.shown.shares)
        self.sources.mark(subject.units.unit_of(hovered))
        self.scrubber.show_token(query)
        seen = self._workspace.mode == MODE and self._holds()
        self._set_sources(sources_of(subject, query, self._workspace.document.tokens()) if seen else None)

    def _set_sources(self, sources: Sources | None) -> None:
        if sources is not None or self._workspace.sources is not None:
            self._workspace.set_sources(sources)

    def _on_picked(self, unit: int) -> None:
        if self._subject is not None:
            self._pick(self._subject.units.token_of(unit))

    def _pick(self, record: int) -> None:
        token = -1 if self.reading is None else self.reading.token_of(record)
        self._workspace.set_pinned(token)
        if token < 0:
            self._picked = record
            self._show_token()

    def _on_pointed(self, query: int, key: int) -> None:
        subject = self._subject
        self._marking = False
        if query < 0 or subject is None:
            self.readout_label.setText(self.hint())
            self._workspace.set_hovered(-1)
            return
        names = {"query": subject.shown.names[query].label, "key": subject.shown.names[key].label}
        if key >= subject.shown.seen[query]:
            text = self.tr("{query} cannot look ahead at {key}").format(**names)
        else:
            number = float(subject.shown.weights[query, key])
            said = share(number) if subject.shown.shares else f"{number:.3g}"
            text = self.tr("{query} → {key} {share}").format(share=said, **names)
        self.readout_label.setText(text)
        self._workspace.set_hovered(subject.reading.token_of(subject.units.token_of(query)))

    def _on_key(self, unit: int) -> None:
        """A source in the list, or a key below the map, is pointed at: it is marked everywhere."""
        subject = self._subject
        self._marking = unit >= 0
        record = -1 if subject is None else subject.units.token_of(unit)
        self._workspace.set_hovered(-1 if subject is None else subject.reading.token_of(record))

    def show_over_file(self) -> HeadsOverFile:
        """Open the window of all heads over a file, or bring it to the front."""
        found = self.findChild(HeadsOverFile)
        window = HeadsOverFile(self._bridge, self._workspace, self) if found is None else found
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def readout(self) -> str:
        """What is said of the cell that is pointed at."""
        return self.readout_label.text()

    # -- what the buttons do ---------------------------------------------------------------------------

    def view(self) -> AttentionView | None:
        """What is on screen, to be saved; None while there is nothing."""
        model, subject = self._workspace.model, self._subject
        if model is None or subject is None:
            return None
        pinned = subject.reading.record_of(self._workspace.pinned)
        query = pinned if pinned >= 0 else self._picked
        return subject.view(model.info, self.chooser.head, query, self._workspace.document.seed)

    def show_view(self, saved: SavedAttention) -> None:
        """As it was saved: these heads, seen this way; the token is pinned by who opens it."""
        self.view_menu.show_viewing(saved.viewing)
        self.chooser.choose(saved.layer, saved.head)
        self.chooser.average_of(saved.average)
        self._look()

    def _on_save(self, ending: str) -> None:
        view = self.view()
        if view is not None:
            self.save_menu.ask(leaving(view), ending)

    def _on_saved(self, path: str) -> None:
        self.readout_label.setText(self.tr("Saved as {path}").format(path=path))

    def _on_step(self) -> None:
        self._failure = None
        self.banner.clear()
        self.source.requests.again()
        self._show()

    def _on_zoomed(self) -> None:
        self.zoom.show_scale(self.map.scale, whole=self.map.is_whole)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.source.set_seen(seen=True)
        self._on_text()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.source.set_seen(seen=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._shown = ()
            self._show()
