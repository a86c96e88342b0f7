"""Qt's document as the mirror of ours: batches go in as one edit block, edits by hand come out as characters.

Qt lays a paragraph out whole, so while text is appended a long one is ended softly: at the end of a line, where it
would break anyway, Qt's document has a paragraph's end that is not in the text. `join` takes these out again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

from .positions import Utf16, common_prefix, common_suffix, shown, typed

LONGEST_TAIL = 1000  # characters, about 200 tokens


class Mirror(QObject):
    """Keeps Qt's document equal to the text that it is given."""

    edited = Signal(int, str, str)  # by hand: position in characters, text that went, text that came

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._applying = False
        self._text = ""
        self.units = Utf16("")
        document.setUndoRedoEnabled(False)
        document.contentsChange.connect(self._on_contents_change)

    @property
    def shows(self) -> str:
        """The text in Qt's document."""
        return shown(self._text)

    def differs(self, text: str) -> bool:
        """Whether `show` would change anything."""
        return text != self._text

    def show(self, text: str) -> bool:
        """Have Qt's document say `text`, replacing no more than differs. Whether text was only appended."""
        if text.startswith(self._text):
            more = text[len(self._text) :]
            self._replace(self.units.length, self.units.length, shown(more))
            self.units.extend(more)
            self._text = text
            return True
        self.join()
        same = common_prefix(text, self._text)
        foot = common_suffix(text[same:], self._text[same:])
        end = len(self._text) - foot
        self._replace(self.units.units(same), self.units.units(end), shown(text[same : len(text) - foot]))
        self._set(text)
        return False

    def bound_tail(self) -> None:
        """End the last paragraph softly before its last line, where it has grown long. Lines before stand as they are.

        The document must be laid out at the width at which it is seen.
        """
        block = self._document.lastBlock()
        layout = block.layout()
        if block.length() <= LONGEST_TAIL or layout.preeditAreaText():
            return
        self._document.documentLayout().blockBoundingRect(block)  # lays it out
        if layout.lineCount() < 2:
            return
        place = block.position() + layout.lineAt(layout.lineCount() - 1).textStart()
        cursor = QTextCursor(self._document)
        cursor.setPosition(place)
        self._applying = True
        cursor.insertBlock()
        self._applying = False
        self.units.add_break(self.units.characters(place))

    def join(self) -> bool:
        """Take out every soft end. Whether there was one."""
        if not self.units.breaks:
            return False
        cursor = QTextCursor(self._document)
        self._applying = True
        cursor.beginEditBlock()
        for position in reversed(self.units.breaks):
            cursor.setPosition(self.units.units(position))
            cursor.deletePreviousChar()
        cursor.endEditBlock()
        self._applying = False
        self._set(self._text)
        return True

    def cursor_at(self, position: int) -> QTextCursor:
        """A cursor before the character at `position`."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(self.units.units(position), self.units.length))
        return cursor

    def selected(self, cursor: QTextCursor) -> tuple[int, int]:
        """The characters [start, end) that a cursor selects."""
        return self.units.characters(cursor.selectionStart()), self.units.characters(cursor.selectionEnd())

    def _replace(self, start: int, end: int, text: str) -> None:
        cursor = QTextCursor(self._document)
        self._applying = True
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self._applying = False

    def _set(self, text: str) -> None:
        self._text, self.units = text, Utf16(text)

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        """Qt may count the last paragraph's end in, and tells of text that is being composed as of no change."""
        if self._applying:
            return
        if self.units.breaks:
            start, went, came = self._take_whole()
        else:
            start, went, came = self._take(position, removed, added)
        if went or came:
            self.edited.emit(start, went, came)

    def _take(self, position: int, removed: int, added: int) -> tuple[int, str, str]:
        """(first character, text that went, text that came), no longer than need be."""
        start = self.units.characters(position)
        end = self.units.characters(min(position + removed, self.units.length))
        went, came = shown(self._text[start:end]), self._text_of(position, added)
        same = common_prefix(went, came)
        foot = common_suffix(went[same:], came[same:])
        went, came, start = went[same : len(went) - foot], came[same : len(came) - foot], start + same
        if went or came:
            self._set(self._text[:start] + came + self._text[start + len(went) :])
        return start, went, came

    def _take_whole(self) -> tuple[int, str, str]:
        """The same where there are soft ends, from all of Qt's document: seldom, since an edit ends the writing."""
        places = [position + i for i, position in enumerate(self.units.breaks)]
        was, now = self.shows, self._text_of(0, self._document.characterCount())
        for place in places:
            was = was[:place] + "\n" + was[place:]
        same = common_prefix(was, now)
        end = len(was) - common_suffix(was[same:], now[same:])
        came = now[same : len(now) - (len(was) - end)]
        before, behind = [p for p in places if p < same], [p for p in places if p >= end]
        start, length = same - len(before), end - same - (len(places) - len(before) - len(behind))
        went = shown(self._text[start : start + length])
        kept = [*self.units.breaks[: len(before)], *self.units.breaks[len(places) - len(behind) :]]
        moved = [b if i < len(before) else b + len(came) - len(went) for i, b in enumerate(kept)]
        self._set(self._text[:start] + came + self._text[start + length :])
        for position in moved:
            self.units.add_break(position)
        return start, went, came

    def _text_of(self, position: int, length: int) -> str:
        cursor = QTextCursor(self._document)
        last = self._document.characterCount() - 1
        cursor.setPosition(min(position, last))
        cursor.setPosition(min(position + length, last), QTextCursor.MoveMode.KeepAnchor)
        return typed(cursor.selectedText())
