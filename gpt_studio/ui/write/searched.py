"""What the bar that finds looks through: the text, or the messages of a conversation. Places are the document's."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

Ranges = list[tuple[int, int]]


class Searched(Protocol):
    """A view of the document: the editor or ui/write/chat/searched_chat.py. `replaceable`: its text is edited there."""

    replaceable: bool

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
