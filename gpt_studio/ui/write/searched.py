"""What the bar that finds looks through: the text, or the messages of a conversation. Places are the document's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt

Ranges = list[tuple[int, int]]
Changes = Sequence[tuple[int, int, str]]  # characters [start, end), in order, and the text that comes


class Searched(Protocol):
    """A view of the document: the editor or ui/write/chat/searched_chat.py."""

    @property
    def replaceable(self) -> bool:
        """Whether something can be replaced now."""
        ...

    def replace_found(self, changes: Changes) -> bool:
        """Put other texts in the places of what was found: one step to undo. Whether they stand there at once."""
        ...

    def searched(self) -> Ranges:
        """The characters [start, end) that stand there, one stretch after another."""
        ...

    def selected(self) -> tuple[int, int]:
        """The characters [start, end) that are selected."""
        ...

    def select(self, start: int, end: int) -> None:
        """Select characters and bring them into sight."""
        ...

    def set_found(self, ranges: Ranges) -> None:
        """Mark what was found."""
        ...

    def setFocus(self, reason: Qt.FocusReason, /) -> None: ...


def replaced(text: str, changes: Changes) -> str:
    """A text with other texts in places of it."""
    pieces, at = list[str](), 0
    for start, end, came in changes:
        pieces += (text[at:start], came)
        at = end
    return "".join([*pieces, text[at:]])
