"""Marks over the text: what is greyed or found, where the model writes, where reading begins, unfinished bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import hex_bytes

Ranges = tuple[tuple[int, int], ...]
MOST_MARKS = 1000  # of what was found
MOST_BYTES = 8


class TextMarks:
    """Greys and highlights characters [start, end) of an editor, in its own selections, beside the cursor's."""

    def __init__(self, editor: QPlainTextEdit, cursor_at: Callable[[int], QTextCursor]) -> None:
        self._editor = editor
        self._cursor_at = cursor_at
        self.greyed: Ranges = ()
        self.found: Ranges = ()

    def grey(self, ranges: Ranges) -> None:
        """Grey these and nothing else."""
        if ranges != self.greyed:
            self.greyed = ranges
            self.show()

    def find(self, ranges: Ranges) -> None:
        """Highlight these and nothing else."""
        if ranges or self.found:
            self.found = ranges[:MOST_MARKS]
            self.show()

    def show(self) -> None:
        """Take the colours and the places anew."""
        grey, mark = QTextCharFormat(), QTextCharFormat()
        grey.setForeground(theme.color("muted"))
        mark.setBackground(theme.color("selection"))
        marked = [(r, grey) for r in self.greyed] + [(r, mark) for r in self.found]
        self._editor.setExtraSelections([self._selection(*r, style) for r, style in marked])

    def _selection(self, start: int, end: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        cursor = self._cursor_at(start)
        cursor.setPosition(self._cursor_at(end).position(), QTextCursor.MoveMode.KeepAnchor)
        found = QTextEdit.ExtraSelection()
        found.cursor, found.format = cursor, style  # pyright: ignore[reportAttributeAccessIssue]
        return found


def paint_pen(painter: QPainter, end: QRect) -> QRect:
    """A mark at the end of the text, where the model writes; returns its place."""
    pen = QRect(end.left() + 1, end.top() + 3, 7, end.height() - 6)
    painter.fillRect(pen, theme.color("accent"))
    return pen


def paint_boundary(painter: QPainter, place: QRect, width: int) -> None:
    """Between what will be dropped and the character at `place`, from which on the model reads."""
    painter.setPen(QPen(theme.color("warning"), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(0, place.bottom() + 1, place.left(), place.bottom() + 1)
    painter.drawLine(place.left(), place.top(), place.left(), place.bottom() + 1)
    painter.drawLine(place.left(), place.top(), width, place.top())


def unfinished(tokens: Sequence[Token]) -> bytes:
    """The bytes at the end of a text that complete no character."""
    found = b""
    for token in reversed(tokens):
        if token.record.text or not token.record.bytes or len(found) > MOST_BYTES:
            break
        found = token.record.bytes + found
    return found


def paint_unfinished(painter: QPainter, end: QRect, data: bytes) -> None:
    """Bytes behind the text, as what they are: `E4 BD`."""
    painter.setFont(theme.mono_font(9))
    painter.setPen(theme.color("muted"))
    text = f"⟨{hex_bytes(data[-MOST_BYTES:])}⟩"
    width = painter.fontMetrics().horizontalAdvance(text) + 4
    painter.drawText(QRect(end.left() + 3, end.top(), width, end.height()), Qt.AlignmentFlag.AlignVCenter, text)
