"""Text of which the model said something before it changed: it is greyed until it is scored again."""

from __future__ import annotations

from gpt_studio.store.document import Document

NOTHING = (0, 0)


class Stale:
    """`range` are the characters [start, end) that had numbers, and have none now."""

    def __init__(self) -> None:
        self.range = NOTHING
        self._document: Document | None = None
        self._model = ""

    def before_edit(self, document: Document, start: int, went: int, came: int) -> None:
        """Text is about to be changed by hand: what follows was computed after other text."""
        length, tokens = len(document.text()), document.tokens()
        known = bool(tokens) and tokens[-1].end > start + went
        first = start + came
        if self.range[1] > start + went:  # typing on before text that is stale already
            known, first = True, min(first, self.range[0] if self.range[0] < start else first)
        end = length + came - went
        self.range = (first, end) if known and first < end else NOTHING

    def look(self, document: Document) -> None:
        """The document has changed. Another model knows nothing of the text; a version that was left is not stale."""
        if document is self._document and document.model != self._model and self._model:
            self.range = (0, len(document.text()))
        elif document is not self._document:
            self.range = NOTHING
        self._document, self._model = document, document.model
        if self.range != NOTHING and not document.needs_score():
            self.range = NOTHING

    def leave(self) -> None:
        """Another version is shown."""
        self.range = NOTHING


def changed(before: str, after: str) -> tuple[int, int, int]:
    """Where a text became another: the first character that differs, how many went, how many came."""
    start = _alike(before, after)
    rest = min(len(before), len(after)) - start
    same = _alike(before[::-1][:rest], after[::-1][:rest])
    return start, len(before) - start - same, len(after) - start - same


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
