"""Where the keyboard goes when a part of the window is entered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


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


def focus_next(places: Sequence[QWidget], text: QWidget) -> None:
    """Take the keyboard to the next of `places`, from the last to the first; `text` takes it itself."""
    now = QApplication.focusWidget()
    at = next((i for i, place in enumerate(places) if now is place or (now and place.isAncestorOf(now))), -1)
    for step in range(1, len(places) + 1):
        place = places[(at + step) % len(places)]
        target = place if place is text else first_control(place)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return
