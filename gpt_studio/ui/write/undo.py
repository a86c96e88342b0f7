"""Undo and redo over text, versions and settings alike: a step is what was on screen before it."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document, State

from .draw_settings import Drawn, DrawSettings

MERGE_S = 1.0
MOST_STEPS = 1000


@dataclass(frozen=True)
class Step:
    """A version to come back to, with the caret's place in characters, the settings of the draw, what was thrown
    away of the document and what was switched off.
    """

    document: Document
    state: State
    caret: int
    drawn: Drawn
    trashed: Mapping[int, float]
    switches: Switches = NOTHING_OFF


class Undo(QObject):
    """Two stacks. Neighbouring keystrokes within a second are one step, and so are moves of one setting."""

    changed = Signal()

    def __init__(self, settings: DrawSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._typing_at = -1
        self._typed_s = 0.0
        self._setting = ""
        self._set_s = 0.0

    def can_undo(self) -> bool:
        return bool(self._done)

    def can_redo(self) -> bool:
        return bool(self._undone)

    def note(self, document: Document, caret: int) -> None:
        """Call before a change that is a step of its own."""
        self.push(self.step(document, caret))

    def step(self, document: Document, caret: int) -> Step:
        """What is on screen now, to come back to."""
        settings = self._settings.now()
        return Step(document, document.state(), caret, settings, document.trashed, document.switches)

    def note_setting(self, document: Document, caret: int, what: str) -> None:
        """Call before a change of the settings; going on with the same one belongs to the step before."""
        now = time.monotonic()
        if not what or what != self._setting or now - self._set_s > MERGE_S or not self._done:
            self.push(self.step(document, caret))
        self._undone.clear()
        self._setting, self._set_s = what, now

    def note_typing(self, document: Document, position: int, removed: int, inserted: str) -> None:
        """Call before an edit; typing on at the same place belongs to the step before."""
        now = time.monotonic()
        goes_on = self._typing_at == position + removed and now - self._typed_s < MERGE_S and "\n" not in inserted
        if not goes_on or not self._done:
            self.push(self.step(document, position + removed))
        self._undone.clear()
        self._typing_at, self._typed_s = position + len(inserted), now

    def undo(self, now: Step) -> Step | None:
        """The step before `now`, or None. Its settings are in force, its version is the caller's to show."""
        return self._move(now, self._done, self._undone)

    def redo(self, now: Step) -> Step | None:
        """The step that was taken back last, or None."""
        return self._move(now, self._undone, self._done)

    def forget(self, document: Document) -> None:
        """Drop the steps of a document that was deleted for ever."""
        self._done = [step for step in self._done if step.document is not document]
        self._undone = [step for step in self._undone if step.document is not document]
        self.changed.emit()

    def forget_spans(self, document: Document, spans: Collection[int]) -> None:
        """Drop the steps to versions that were deleted for ever."""

        def stays(step: Step) -> bool:
            return step.document is not document or step.state.node not in spans

        self._done, self._undone = list(filter(stays, self._done)), list(filter(stays, self._undone))
        self.changed.emit()

    def push(self, step: Step) -> None:
        """A step that was taken before a change, now that it was one."""
        self._typing_at, self._setting = -1, ""
        self._done.append(step)
        del self._done[:-MOST_STEPS]
        self._undone.clear()
        self.changed.emit()

    def _move(self, now: Step, source: list[Step], target: list[Step]) -> Step | None:
        self._typing_at, self._setting = -1, ""
        if not source:
            return None
        target.append(now)
        found = source.pop()
        self._settings.restore(found.drawn)
        self.changed.emit()
        return found
