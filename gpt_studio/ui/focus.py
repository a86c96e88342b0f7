"""Where the keyboard goes when a part of the window is entered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def first_control(place: QWidget) -> QWidget | None:
    """The first widget in `place` that takes the keyboard."""
    found = place.nextInFocusChain()
    while found is not place:
        if found is None:
            return None
        takes = found.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and place.isAncestorOf(found) and found.isVisible() and found.isEnabled():
            return found
        found = found.nextInFocusChain()
    return None
