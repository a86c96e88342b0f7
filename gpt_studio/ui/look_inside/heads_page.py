"""The heads: the attention of one of them as a map and as a list, all of them as the map's navigator."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.events import JobFailed, ModelLoaded
from gpt_studio.protocol.switches import NOTHING_OFF
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.workspace import Workspace

from .changing.head_menu import HeadMenu
from .head_placing import HeadPlacing
from .head_source import MODE, HeadSource
from .heads_layout import HeadsLayout
from .map.canvas import NOWHERE
from .over_file.dialog import HeadsOverFile
from .reading import Reading
from .saved_attention import SavedAttention
from .saving import leaving
from .shown import Box
from .subject import Subject
from .token_in_question import TokenInQuestion
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
        self._shown: tuple[object, ...] = ()
        self.token = TokenInQuestion(self, workspace, self._is_true, self._is_ready)
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
        self.map.boxed.connect(self._on_boxed)
        self.map.zoom_changed.connect(self._on_zoomed)
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
        self._failure, self.token.picked = None, -1
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
            self.token.set_sources(None)

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
            self.token.picked = self.token.picked if self.token.picked < len(reading) else -1
            self.badge.show_checks(reading.checks)
        self.placing.show_all()
        self._shown = ()
        self._show()

    def _on_grown(self, count: int) -> None:
        """Rows that are new while a text is written: added where nothing else changes, else all again now and then."""
        subject, reading = self.token.subject, self.reading
        if subject is None or reading is None or self._workspace.mode != MODE:
            return
        follows = self.token.query(subject) >= len(subject) - 1
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
            self.token.show()

    def _on_again(self) -> None:
        self._shown = ()
        self._show()

    def _on_failure(self, failure: JobFailed) -> None:
        self._failure = failure
        self.banner.tell_failure(failure)
        self._show()

    def _on_waiting(self, waiting: bool) -> None:
        """Where a map that is true is there already, what still comes is not worth a word."""
        self.waiting.set_waiting(waiting and not (self.token.subject is not None and self._holds()))

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
            self.token.set_sources(None)
            return
        viewing, profiles = self.view_menu.viewing, self.view_menu.profiles.isChecked()
        shown = self.reading, self.chooser.layer, self.chooser.heads, viewing, profiles
        if shown != self._shown:
            self._shown = shown
            self._show_head()
        self.maps.set_faint(self.token.subject is None or not self._holds())
        self.token.show()

    def _show_head(self) -> None:
        reading, viewing = self.reading, self.view_menu.viewing
        layer, heads = self.chooser.layer, self.chooser.heads
        found = None
        if reading is not None:
            found = Subject.of(reading, layer, heads, viewing, profiles=self.view_menu.profiles.isChecked())
        self.token.subject = found
        if found is not None:
            self.map.show_map(found.shown)
            self.maps.show_plain(found.plainly())
            self.scrubber.set_count(len(found))
        self.placing.show_numbers()
        self.save_menu.setEnabled(found is not None)
        self.scale.show_scale(
            top=1.0 if found is None else found.shown.top, shares=not viewing.value_weighted, decades=viewing.decades
        )
        self.show_notes(viewing, heads, NOTHING_OFF if reading is None else reading.switches)
        if self.map.cell != NOWHERE:
            self.token.point(*self.map.cell)
        self._on_zoomed()

    def _refusal(self) -> tuple[str, ...]:
        """Heading, sentence and the next step where the engine refused; () where it did not."""
        if self._failure is None or self._workspace.model is None or not self._workspace.document.text():
            return ()
        heading = self.tr("Attention of this text cannot be shown")
        said = translated(self._failure.remedy) or self.tr("The text and the model are as they were.")
        return heading, said, self.tr("Try again")

    def _holds(self) -> bool:
        reading, workspace = self.reading, self._workspace
        if reading is None or not reading.holds_for(workspace.document.text()):
            return False
        return reading.switches == (workspace.switches_in_text if workspace.busy else workspace.switches)

    def _is_true(self) -> bool:
        return self._workspace.mode == MODE and self._holds()

    def _is_ready(self) -> bool:
        return self._workspace.mode == MODE and not self._refusal()

    def _on_boxed(self, box: Box | None) -> None:
        self.placing.show_box(box, self.token.subject)

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
        model, subject = self._workspace.model, self.token.subject
        if model is None or subject is None:
            return None
        return subject.view(model.info, self.chooser.head, self.token.pinned(subject), self._workspace.document.seed)

    def show_view(self, saved: SavedAttention) -> None:
        """As it was saved: these heads, seen this way; the token is pinned by who opens it."""
        self.view_menu.show_viewing(saved.viewing)
        self.chooser.choose(saved.layer, saved.head)
        self.chooser.average_of(saved.average)
        self._look()

    def _on_save(self, ending: str) -> None:
        view = self.view()
        if view is not None:
            self.save_menu.ask(leaving(view), ending, self._workspace.document)

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
