"""Beside each other: the second column, opened and closed, filled and kept in step with the document."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter

from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.sampling import DrawnWith
from gpt_studio.store.document import Token
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.drawn_with import random_numbers
from gpt_studio.ui.write.editor import Editor
from gpt_studio.ui.write.generation import Generation
from gpt_studio.ui.write.undo import Undo

from .alignment import aligned, first_difference
from .choice import Choice
from .column import BesideColumn
from .comparing import Comparing
from .numbers import Numbers, numbers_of
from .right_text import Written, fits, mirrored, perplexity
from .scrolling import Scrolling
from .second_model import SecondModel
from .telling import tell_numbers, tell_pinned, tell_state, tell_summary, tell_written
from .text import shared
from .writing import Writing, last_span, sampling_of


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
        place: QSplitter,
    ) -> None:
        super().__init__(place)
        self._bridge, self._workspace, self._settings = bridge, workspace, settings
        self._generation, self._undo, self._editor, self._place = generation, undo, editor, place
        self._models: tuple[str, ...] = ()
        self._kept_said = ""
        self.column: BesideColumn | None = None
        self.choice = Choice()
        self.second = SecondModel(bridge, workspace, self)
        self.comparing = Comparing(bridge, self)
        self.writing = Writing(bridge, workspace, settings, self)
        self.numbers = Numbers()
        self.difference = (-1, -1)
        self._connect()

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.text_changed.connect(self._on_changed)
        workspace.model_changed.connect(self._on_model_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.pinned_changed.connect(self._on_pinned_changed)
        self._settings.changed.connect(self._on_changed)
        self._generation.stop_asked.connect(self.writing.stop)
        for part in (self.second, self.comparing, self.writing):
            part.changed.connect(self._on_changed)
            part.refused.connect(self._on_refused)
        self.second.given_up.connect(self._on_given_up)

    # -- commands -----------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.column is not None and not self.column.isHidden()

    def toggle(self) -> None:
        """Open the column, or close it."""
        if self.is_open:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the column beside the document."""
        column = self._made()
        column.show()
        column.text.ensurePolished()  # the style sheet gives it a font first
        column.text.set_size(self._editor.font().pointSizeF())
        half = max(1, self._place.width() // 2)
        self._place.setSizes([half, half])
        self._kept_said = ""
        self._want_model()
        self._refresh()
        column.form.model.setFocus()
        self.shown.emit(True)

    def close(self) -> None:
        """Hide the column; a model that was loaded for it is given back."""
        if self.column is None or self.column.isHidden():
            return
        self.writing.forget()
        self.column.hide()
        self.column.banner.clear()
        self.comparing.want(None)
        self.second.want(None)
        self._workspace.set_differs(-1)
        self._editor.setFocus()
        self.shown.emit(False)

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
        written, document = self.writing.written, self._workspace.document
        if written is None or written.kept or not written.records or written.document is not document:
            return
        self._undo.note(document, self._editor.caret())
        document.restore(written.before)
        node = document.begin_drawn(dict(written.settings))
        document.extend(node, written.records)
        document.finish(node, written.reason)
        written.kept = True
        self._kept_said = self.tr("Kept as version {which} of {many}").format(
            which=document.versions()[0], many=document.versions()[1]
        )
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()

    def choose(self, choice: Choice) -> None:
        """Take another choice of what is otherwise."""
        self.choice = choice
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
            column.measure.currentIndexChanged.connect(self._on_measure)
            column.text.token_clicked.connect(self._on_right_clicked)
            column.strip.token_clicked.connect(self._workspace.set_pinned)
            self._editor.size_changed.connect(column.text.set_size)
            self._scrolling = Scrolling(self._editor, column.text, self._to_right, self._to_left)
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
        self.writing.write(model, self.choice, same_tokens=self._same_tokens() is True)

    def _same_tokens(self) -> bool | None:
        left, right = self._workspace.model, self.second.model
        return None if left is None or right is None else self.comparing.same_tokens(left.key, right.key)

    def _want_model(self) -> None:
        left = self._workspace.model
        self.second.want(self.choice.key(left.key) if left is not None and self.is_open else None)

    def _want_numbers(self) -> None:
        """Ask what both models say, once nothing is written and every token of the document is known."""
        left, right, document = self._workspace.model, self.second.model, self._workspace.document
        if not self.is_open or left is None or right is None:
            self.comparing.want(None)
        elif not self._workspace.running and document.text() and document.is_scored():
            self.comparing.want((left.key, right.key, document.parts(), self._draws()))

    def _draws(self) -> tuple[DrawnWith, DrawnWith] | None:
        """How both draw; None where that is the same, or where it is no distribution of a single place."""
        node = last_span(self._workspace.document)
        sampling = self._settings.sampling if node is None else sampling_of(node, self._settings)
        numbers = (node and random_numbers(node.settings)) or (self._settings.seed, 0)
        other, others = self.choice.sampling(sampling), self.choice.numbers(*numbers)
        if sampling.acts("mirostat") or other.acts("mirostat"):
            return None
        coins = sampling.acts("xtc") and numbers != others
        left, right = self._workspace.model, self.second.model
        one_model = left is not None and right is not None and left.key == right.key
        if other == sampling and not coins and one_model:
            return None
        return DrawnWith(sampling, *numbers), DrawnWith(other, *others)

    def right_tokens(self) -> list[Token]:
        """The tokens of the right."""
        left, told = self._workspace.document.tokens(), self.comparing.told
        written = self._shown_written()
        if written is not None:
            return written.tokens(told if fits(left, told) else None)
        return mirrored(left, told if fits(left, told) else None)

    def _shown_written(self) -> Written | None:
        """What was written, while the document is the one that it was written beside."""
        written = self.writing.written
        return written if written is not None and written.document is self._workspace.document else None

    def right_text(self) -> str:
        written = self._shown_written()
        return self._workspace.document.text() if written is None else written.text

    def is_left_busy(self) -> bool:
        """Whether the document is being written."""
        return self._workspace.busy

    def staleness(self) -> str:
        """'text' where the document no longer begins with the prompt of the right, 'choice' where another was made."""
        written, left = self._shown_written(), self._workspace.model
        if written is None:
            return ""
        if not self._workspace.document.text().startswith(written.prompt):
            return "text"
        return "" if left and (written.choice, written.key) == (self.choice, self.choice.key(left.key)) else "choice"

    def _to_right(self, index: int) -> int:
        return self._aligned(index, from_left=True)

    def _to_left(self, index: int) -> int:
        return self._aligned(index, from_left=False)

    def _aligned(self, index: int, *, from_left: bool) -> int:
        sides = self._workspace.document.tokens(), [] if self.column is None else self.column.text.tokens
        here, there = sides if from_left else sides[::-1]
        return aligned(index, here, there, same_tokens=self._same_tokens() is not False)

    # -- showing ------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self.is_open or self.column is None:
            return
        column, document, model = self.column, self._workspace.document, self._workspace.model
        left, right, same = document.tokens(), self.right_tokens(), self._same_tokens()
        text = self.right_text()
        texts, stale = (document.text(), text), bool(self.staleness())
        parted = (-1, -1) if stale else first_difference(left, right, texts, same_tokens=same is not False)
        self.difference = parted
        told = self.comparing.told if fits(left, self.comparing.told) else None
        self.numbers = numbers_of(told, of_draws=column.measure.currentIndex() == 1)
        column.text.show_text(text, right)
        self._workspace.set_differs(self.difference[0])
        column.strip.show_numbers(left if told is not None else [], self.numbers.delta, self.numbers.kl)
        self._mark()
        if model is not None:
            column.form.show_left(model.key, self._settings.sampling)
        self._tell(column, told is not None)

    def _mark(self) -> None:
        if self.column is None:
            return
        pinned, (left, right) = self._workspace.pinned, self.difference
        other = self._to_right(pinned) if pinned >= 0 else -1
        same = self._same_tokens() is not False
        common = 0 if self.staleness() else shared(self.column.text.tokens, right)
        self.column.text.mark(other, right, self.numbers.kl[:common] if same else np.empty(0))
        self.column.strip.mark(pinned, left)
        tell_pinned(self.column, self._workspace.document.tokens(), pinned, other)

    def _tell(self, column: BesideColumn, known: bool) -> None:
        written, running = self._shown_written(), self._workspace.running
        ready = self.second.model is not None and not running
        column.both.setEnabled(ready and bool(self._workspace.document.text()))
        column.right.setEnabled(ready and last_span(self._workspace.document) is not None)
        column.stop.setVisible(running or self.second.loading)
        column.keep.setEnabled(written is not None and bool(written.records) and not running and not written.kept)
        own = None if written is None or self.staleness() else perplexity(written.records)
        node = last_span(self._workspace.document)
        tell_summary(column, self.choice, self._settings.seed if self._settings.seed_locked else None)
        tell_state(column, self, self._kept_said)
        tell_numbers(column, self.numbers, known=known)
        tell_written(column, None if node is None else perplexity(node.records), own, self.difference)

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        if not self.is_open:
            return
        self._want_numbers()
        self._refresh()

    def _on_busy_changed(self, _busy: bool) -> None:
        self._on_changed()

    def _on_model_changed(self, _model: object) -> None:
        if self.is_open:
            self._want_model()
            self._on_changed()

    def _on_pinned_changed(self, _index: int) -> None:
        if self.is_open:
            self._mark()

    def _on_form_changed(self) -> None:
        if self.column is not None:
            self.choice = self.column.form.choice()
            self._on_chosen()

    def _on_chosen(self) -> None:
        if self.column is not None:
            self.column.banner.clear()
        self._want_model()
        self._on_changed()

    def _on_given_up(self) -> None:
        self.choose(self.choice.without_model())

    def _on_measure(self, _index: int) -> None:
        self._refresh()

    def _on_right_clicked(self, index: int) -> None:
        self._workspace.set_pinned(self._to_left(index) if index >= 0 else -1)

    def _on_refused(self, event: JobFailed) -> None:
        if self.column is not None:
            self.column.banner.tell_failure(event)
            self._refresh()
