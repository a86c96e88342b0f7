"""Where the window stands in its document: caret, first line in sight, pinned token; and coming back there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QTextCursor

from gpt_studio.store.history.snapshots import Place
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.editor import Editor
from gpt_studio.ui.write.positions import Utf16


class Session(QObject):
    """Positions are in characters. The pin comes back once the text is read into tokens and is still the same."""

    def __init__(self, workspace: Workspace, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._pinned = -1
        self._text = ""
        self._top = -1
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._scroll)
        workspace.text_changed.connect(self._on_text_changed)

    def place(self) -> Place:
        """Where it stands now."""
        workspace, tokens = self._workspace, self._workspace.document.tokens()
        pinned = tokens[workspace.pinned].start if 0 <= workspace.pinned < len(tokens) else self._pinned
        return Place(self._editor.caret(), self._first_in_sight(), pinned)

    def restore(self, place: Place) -> None:
        """Stand there again, as far as the text allows."""
        text = self._workspace.document.text()
        self._editor.set_caret(min(place.caret, len(text)) if place.caret >= 0 else len(text))
        self._pinned, self._text, self._top = place.pinned, text, place.top
        self._timer.start()  # once the lines are laid out
        self._on_text_changed()

    def pin_again(self, character: int) -> None:
        """Pin the token at a character once the text is read into tokens again, if it stays the same."""
        self._pinned, self._text = character, self._workspace.document.text()
        self._on_text_changed()

    def _on_text_changed(self) -> None:
        if self._pinned < 0:
            return
        document = self._workspace.document
        if document.text() != self._text:
            self._pinned = -1
        elif document.is_scored() and (index := document.token_at(self._pinned)) >= 0:
            self._pinned = -1
            self._workspace.set_pinned(index)

    def _first_in_sight(self) -> int:
        return self._editor.character_of(self._editor.cursorForPosition(QPoint(0, 0)))

    def _scroll(self) -> None:
        if self._top < 0:
            return
        text, cursor = self._workspace.document.text(), QTextCursor(self._editor.document())
        cursor.setPosition(Utf16(text).units(min(self._top, len(text))))
        line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
        number = cursor.block().firstLineNumber() + max(0, line.lineNumber() if line.isValid() else 0)
        self._editor.verticalScrollBar().setValue(number)
        self._top = -1
