"""The conversation as the bar that finds sees it: its messages, without what the template puts around them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from gpt_studio.ui.write.searched import Changes, Ranges

from .talk import Talk
from .turn import Turn
from .view import ChatView

MARGIN = 60  # of what is brought into sight


class SearchedChat:
    """A message that the template rewrote has no place in the document: it is not looked through."""

    def __init__(self, chat: ChatView, talk: Talk) -> None:
        self._chat = chat
        self._talk = talk
        self._selected = (0, 0)

    @property
    def replaceable(self) -> bool:
        """The model's template lays out what is said otherwise."""
        return self._talk.ready()

    def replace_found(self, changes: Changes) -> bool:
        at_once = self._talk.replace(changes)
        start, _, came = changes[-1]
        self._selected = start + len(came), start + len(came)
        for turn in self._turns():
            turn.text.select(0, 0)
        return at_once

    def searched(self) -> Ranges:
        return [(turn.text.begin(), turn.text.begin() + len(turn.message.content)) for turn in self._turns()]

    def selected(self) -> tuple[int, int]:
        """What a person has selected in the message with the keyboard, else what was found last."""
        for turn in self._turns():
            if turn.text.hasFocus():
                start, end = turn.text.selected()
                return turn.text.begin() + start, turn.text.begin() + end
        return self._selected

    def select(self, start: int, end: int) -> None:
        self._selected = start, end
        for turn in self._turns():
            begin = turn.text.begin()
            if begin <= start < begin + len(turn.message.content):
                turn.text.select(start - begin, end - begin)
                self._show(turn)
            else:
                turn.text.select(0, 0)

    def set_found(self, ranges: Ranges) -> None:
        for turn in self._turns():
            begin, end = turn.text.begin(), turn.text.begin() + len(turn.message.content)
            turn.text.set_found([(s - begin, e - begin) for s, e in ranges if begin <= s and e <= end])

    def setFocus(self, reason: Qt.FocusReason, /) -> None:
        self._chat.setFocus(reason)

    def _turns(self) -> list[Turn]:
        return [turn for turn in self._chat.turns() if turn.message.start is not None]

    def _show(self, turn: Turn) -> None:
        area, line = self._chat.area, turn.text.cursorRect()
        if (column := area.widget()) is not None:
            place = turn.text.viewport().mapTo(column, QPoint(line.left(), line.center().y()))
            area.ensureVisible(place.x(), place.y(), 0, MARGIN)
