"""Beside each other: the second column, opened and closed, filled and kept in step with the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter

from gpt_studio.protocol.events import JobFailed
from gpt_studio.store.spans import STOP_STRING
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.editor import Editor
from gpt_studio.ui.write.generation import Generation
from gpt_studio.ui.write.tint import Tint
from gpt_studio.ui.write.undo import Undo

from .choice import Choice
from .column import BesideColumn
from .comparing import Comparing
from .reading import Reading
from .right_text import perplexity
from .scrolling import Scrolling
from .second_model import SecondModel
from .sides import Sides
from .telling import tell_lost_bias, tell_numbers, tell_pinned, tell_state, tell_summary, tell_written
from .writing import Writing, last_span


class Beside(QObject):
    """The column is made when it is first asked for."""

    shown = Signal(bool)

    def __init__(
        self,
        bridge: Bridge,
        workspace: Workspace,
        settings: DrawSettings,
        generation: Generation,
        undo: Undo,
        editor: Editor,
        tint: Tint,
        place: QSplitter,
    ) -> None:
        super().__init__(place)
        self._workspace, self._settings, self._generation = workspace, settings, generation
        self._undo, self._editor, self._tint, self._place = undo, editor, tint, place
        self._models: tuple[str, ...] = ()
        self._kept_said = ""
        self.is_open = False
        self.column: BesideColumn | None = None
        self.second = SecondModel(bridge, workspace, self)
        self.comparing = Comparing(bridge, self)
        self.writing = Writing(bridge, workspace, settings, self)
        self.reading = Reading(bridge, self)
        self.sides = Sides(workspace, settings, self.second, self.comparing, self.writing, self.reading)
        self._connect()

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.text_changed.connect(self._on_changed)
        workspace.model_changed.connect(self._on_model_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.mode_changed.connect(self._on_mode_changed)
        workspace.pinned_changed.connect(self._on_pinned_changed)
        self._settings.changed.connect(self._on_changed)
        self._generation.stop_asked.connect(self.writing.stop)
        for part in (self.second, self.comparing, self.writing, self.reading):
            part.changed.connect(self._on_changed)
            part.refused.connect(self._on_refused)
        self.second.given_up.connect(self._on_given_up)

    # -- commands -----------------------------------------------------------------------------------------------

    @property
    def choice(self) -> Choice:
        """What is otherwise on the right."""
        return self.sides.choice

    def toggle(self) -> None:
        """Open the column, or close it."""
        if self.is_open:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the column beside the document."""
        column, self.is_open = self._made(), True
        column.setVisible(self._workspace.mode == "write")
        column.text.ensurePolished()  # the style sheet gives it a font first
        column.text.set_size(self._editor.font().pointSizeF())
        half = max(1, self._place.width() // 2)
        self._place.setSizes([half, half])
        self._kept_said = ""
        self._workspace.set_switches_beside(self.choice.apart)
        self._want_model()
        self._on_changed()
        column.form.model.setFocus()
        self.shown.emit(True)

    def close(self) -> None:
        """Hide the column; a model that was loaded for it is given back."""
        if self.column is None or not self.is_open:
            return
        self.is_open = False
        self.writing.forget()
        self.column.hide()
        self.column.banner.clear()
        self.comparing.want(None)
        self.reading.want(None)
        self.second.want(None)
        self._workspace.set_differs(-1)
        self._workspace.set_switches_beside(False)
        self._editor.setFocus()
        self.shown.emit(False)

    def with_and_without(self) -> None:
        """Write on twice with the same random numbers: with everything on, and on the right with what is off."""
        if not self._workspace.switches.active or self._workspace.running:
            return
        self._workspace.set_mode("write")
        self.choose(Choice(apart=True))
        if not self.is_open:
            self.open()
        if self._workspace.document.text():
            self.write_both()

    def write_both(self) -> None:
        """Go on from the end of the document on both sides, with the same random numbers."""
        if self._can_write():
            self._generation.generate()
            self._write()

    def write_right(self) -> None:
        """Write the right from where the document's last span begins; that span stays as it is."""
        if self._can_write():
            self._write()

    def stop(self) -> None:
        """End what is written or loaded here, and what the document's own generation writes."""
        self.second.cancel()
        self.writing.stop()
        self._generation.stop()

    def keep(self) -> None:
        """Make the right text a version of the document, beside the left's."""
        written, document = self.sides.written(), self._workspace.document
        if written is None or written.kept or not written.records:
            return
        self._undo.note(document, self._editor.caret())
        document.restore(written.before)
        node = document.begin_drawn(dict(written.settings))
        document.extend(node, written.records)
        document.finish(node, written.reason, str(written.settings.get(STOP_STRING, "")))
        written.kept = True
        which, many = document.versions()
        self._kept_said = self.tr("Kept as version {which} of {many}").format(which=which, many=many)
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()

    def choose(self, choice: Choice) -> None:
        """Take another choice of what is otherwise."""
        self.sides.choice = choice
        if self.column is not None:
            self.column.form.show_choice(choice)
        self._on_chosen()

    def offer_models(self, paths: tuple[str, ...]) -> None:
        """Models to choose from."""
        self._models = paths
        if self.column is not None:
            self.column.form.offer_models(paths)

    # -- inside -------------------------------------------------------------------------------------------------

    def _made(self) -> BesideColumn:
        if self.column is None:
            column = self.column = BesideColumn(self._place)
            self._place.addWidget(column)
            column.form.offer_models(self._models)
            column.form.changed.connect(self._on_form_changed)
            column.both.clicked.connect(self.write_both)
            column.right.clicked.connect(self.write_right)
            column.stop.clicked.connect(self.stop)
            column.keep.clicked.connect(self.keep)
            column.closed.connect(self.close)
            column.retranslated.connect(self._on_changed)
            column.measure.currentIndexChanged.connect(self._on_measure)
            column.text.token_clicked.connect(self._on_right_clicked)
            column.text.show_measure(self._tint.measure)
            column.strip.token_clicked.connect(self._workspace.set_pinned)
            self._tint.changed.connect(column.text.show_measure)
            self._editor.size_changed.connect(column.text.set_size)
            self._scrolling = Scrolling(self._editor, column.text, self.sides.to_right, self.sides.to_left)
        return self.column

    def _can_write(self) -> bool:
        return self.is_open and self.second.model is not None and not self._workspace.running

    def _write(self) -> None:
        model = self.second.model
        if model is None or self.column is None:
            return
        self.column.banner.clear()
        if self.writing.written is None:
            self.column.fold.setChecked(False)
        self._kept_said = ""
        off = self.sides.switches()[1]
        self.writing.write(model, self.choice, off, same_tokens=self.sides.same_tokens() is True)

    def _want_model(self) -> None:
        left = self._workspace.model
        self.second.want(self.choice.key(left.key) if left is not None and self.is_open else None)

    def _refresh(self) -> None:
        column, sides = self.column, self.sides
        if column is None:
            return
        sides.look(of_draws=column.measure.currentIndex() == 1)
        column.text.show_text(sides.text(), sides.right, fresh=sides.fresh, grows=self._workspace.running)
        self._workspace.set_differs(sides.difference[0] if self._workspace.mode == "write" else -1)
        column.strip.show_numbers(sides.left if sides.known else [], sides.numbers)
        self._mark(column)
        if self._workspace.model is not None:
            column.form.show_left(self._workspace.model.key, self._settings.sampling)
        self._tell(column)

    def _mark(self, column: BesideColumn) -> None:
        pinned, (left, right) = self._workspace.pinned, self.sides.difference
        other = self.sides.to_right(pinned) if pinned >= 0 else -1
        column.text.mark(other, right, self.sides.numbers.kl[: self.sides.shared()])
        column.strip.mark(pinned, left)
        tell_pinned(column, self.sides.left, pinned, other)

    def _tell(self, column: BesideColumn) -> None:
        sides, running, node = self.sides, self._workspace.running, last_span(self._workspace.document)
        written, ready = sides.written(), self.second.model is not None and not running
        column.both.setEnabled(ready and bool(self._workspace.document.text()))
        column.right.setEnabled(ready and node is not None)
        column.stop.setVisible(running or self.second.loading)
        column.keep.setEnabled(written is not None and bool(written.records) and not running and not written.kept)
        seed = self._settings.seed if self._settings.seed_locked else None
        tell_summary(column, self.choice, seed, sides.switches()[1])
        tell_state(column, sides, self._kept_said, left_busy=self._workspace.busy)
        tell_lost_bias(column, sides.lost_bias(), other_tokens=sides.same_tokens() is False)
        tell_numbers(column, sides.numbers, known=sides.known)
        if not running:
            own = None if written is None or sides.staleness() else perplexity(written.records)
            tell_written(column, None if node is None else perplexity(node.records), own, sides.difference)

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        """Both models are asked once nothing is written."""
        if not self.is_open:
            return
        if self.writing.state and self.sides.written() is None:  # another document was opened
            self.writing.stop()
        if self._workspace.model is None or self.second.model is None:
            self.comparing.want(None)
        elif not self._workspace.running and (question := self.sides.question()) is not None:
            self.comparing.want(question)
        if not self._workspace.running:
            self.reading.want(self.sides.reading_question())
        self._refresh()

    def _on_busy_changed(self, _busy: bool) -> None:
        self._on_changed()

    def _on_mode_changed(self, mode: str) -> None:
        """The column belongs to Write; it stands there again as it was left."""
        if self.is_open and self.column is not None:
            self.column.setVisible(mode == "write")
            self._refresh()

    def _on_model_changed(self, _model: object) -> None:
        if self.is_open:
            self._want_model()
            self._on_changed()

    def _on_pinned_changed(self, _index: int) -> None:
        if self.is_open and self.column is not None:
            self._mark(self.column)

    def _on_form_changed(self) -> None:
        if self.column is not None:
            self.sides.choice = self.column.form.choice()
            self._on_chosen()

    def _on_chosen(self) -> None:
        if self.column is not None:
            self.column.banner.clear()
        self._workspace.set_switches_beside(self.choice.apart and self.is_open)
        self._want_model()
        self._on_changed()

    def _on_given_up(self) -> None:
        self.choose(self.choice.without_model())

    def _on_measure(self, _index: int) -> None:
        self._refresh()

    def _on_right_clicked(self, index: int) -> None:
        self._workspace.set_pinned(self.sides.to_left(index) if index >= 0 else -1)

    def _on_refused(self, event: JobFailed) -> None:
        if self.column is not None:
            self.column.banner.tell_failure(event)
            self._refresh()
