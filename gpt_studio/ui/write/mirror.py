"""Qt's document as the mirror of ours: batches go in as one edit block, edits by hand come out as characters."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

from .positions import Utf16, common_prefix, common_suffix, shown, typed


class Mirror(QObject):
    """Keeps `shows`, the text in Qt's document, equal to the text that it is given."""

    edited = Signal(int, str, str)  # by hand: position in characters, text that went, text that came

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._applying = False
        self.shows = ""
        self.units = Utf16("")
        document.setUndoRedoEnabled(False)
        document.contentsChange.connect(self._on_contents_change)

    def differs(self, text: str) -> bool:
        """Whether `show` would change anything."""
        return shown(text) != self.shows

    def show(self, text: str) -> bool:
        """Have Qt's document say `text`, replacing no more than differs. Whether text was only appended."""
        text = shown(text)
        appended = text.startswith(self.shows)
        same = len(self.shows) if appended else common_prefix(text, self.shows)
        foot = common_suffix(text[same:], self.shows[same:])
        cursor = QTextCursor(self._document)
        self._applying = True
        cursor.beginEditBlock()
        cursor.setPosition(self.units.units(same))
        cursor.setPosition(self.units.units(len(self.shows) - foot), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[same : len(text) - foot])
        cursor.endEditBlock()
        self._applying = False
        self._set(text)
        return appended

    def cursor_at(self, position: int) -> QTextCursor:
        """A cursor before the character at `position`."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(self.units.units(position), self.units.length))
        return cursor

    def _set(self, text: str) -> None:
        self.shows, self.units = text, Utf16(text)

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        """Qt may count the last paragraph's end in, and tells of text that is being composed as of no change."""
        if self._applying:
            return
        start = self.units.characters(position)
        end = self.units.characters(min(position + removed, self.units.length))
        went, came = self.shows[start:end], self._text_of(position, added)
        same = common_prefix(went, came)
        foot = common_suffix(went[same:], came[same:])
        went, came, start = went[same : len(went) - foot], came[same : len(came) - foot], start + same
        if went or came:
            self._set(self.shows[:start] + came + self.shows[start + len(went) :])
            self.edited.emit(start, went, came)

    def _text_of(self, position: int, length: int) -> str:
        cursor = QTextCursor(self._document)
        last = self._document.characterCount() - 1
        cursor.setPosition(min(position, last))
        cursor.setPosition(min(position + length, last), QTextCursor.MoveMode.KeepAnchor)
        return typed(cursor.selectedText())
