"""Undo and redo over text and versions alike: a step is the version that was on screen before it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gpt_studio.store.document import Document, State

MERGE_S = 1.0
MOST_STEPS = 1000


@dataclass(frozen=True)
class Step:
    """A version to come back to, with the caret's place in characters."""

    document: Document
    state: State
    caret: int


class Undo(QObject):
    """Two stacks. Neighbouring keystrokes within a second are one step."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._typing_at = -1
        self._typed_s = 0.0

    def can_undo(self) -> bool:
        return bool(self._done)

    def can_redo(self) -> bool:
        return bool(self._undone)

    def note(self, document: Document, caret: int) -> None:
        """Call before a change that is a step of its own."""
        self._typing_at = -1
        self._push(Step(document, document.state(), caret))

    def note_typing(self, document: Document, position: int, removed: int, inserted: str) -> None:
        """Call before an edit; typing on at the same place belongs to the step before."""
        now = time.monotonic()
        goes_on = self._typing_at == position + removed and now - self._typed_s < MERGE_S and "\n" not in inserted
        if not goes_on or not self._done:
            self._push(Step(document, document.state(), position + removed))
        self._undone.clear()
        self._typing_at, self._typed_s = position + len(inserted), now

    def undo(self, now: Step) -> Step | None:
        """The step before `now`, or None."""
        return self._move(now, self._done, self._undone)

    def redo(self, now: Step) -> Step | None:
        """The step that was taken back last, or None."""
        return self._move(now, self._undone, self._done)

    def _push(self, step: Step) -> None:
        self._done.append(step)
        del self._done[:-MOST_STEPS]
        self._undone.clear()
        self.changed.emit()

    def _move(self, now: Step, source: list[Step], target: list[Step]) -> Step | None:
        self._typing_at = -1
        if not source:
            return None
        target.append(now)
        found = source.pop()
        self.changed.emit()
        return found
