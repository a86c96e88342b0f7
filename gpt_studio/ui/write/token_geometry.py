"""Where tokens stand on screen: pieces of lines, in viewport coordinates, for what is visible only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextLayout, QTextLine
from PySide6.QtWidgets import QPlainTextEdit

from gpt_studio.store.document import Token

from .positions import Utf16

# The width of a line end that belongs to a token, as a share of the line's height.
LINE_END = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of token `index` that stands on one line; `rect` in the coordinates of what holds the piece."""

    index: int
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be seen. `rect` is in viewport coordinates, the pieces in those of the block at `origin`.

    Lines of one `key` are the same while only text is appended; None: it may still grow.
    """

    rect: QRectF
    origin: QPointF
    pieces: list[Piece]
    key: Key | None


# (place of the block, first character, length) of a line.
Key = tuple[int, int, int]
Known = dict[Key, list[Piece]]


class Visible:
    """The lines that can be seen, with the tokens on them.

    `known` holds lines that were measured before and stand as they did: while text is appended, all but the last.
    The text in `editor` is that of the tokens from character `begin` on. `sight` is what can be seen of the viewport.
    """

    def __init__(
        self, editor: QPlainTextEdit, tokens: Sequence[Token], units: Utf16, known: Known, begin: int, sight: QRect
    ) -> None:
        self._editor = editor
        self._tokens = tokens
        self._units = units
        self._known = known
        self._begin = begin
        self._sight = sight
        self.lines = list(self._lines()) if tokens else []

    def at(self, point: QPointF) -> int:
        """Index of the token under `point`, or -1."""
        for line in self.lines:
            if line.rect.top() <= point.y() < line.rect.bottom():
                inside = point - line.origin
                return next((piece.index for piece in line.pieces if piece.rect.contains(inside)), -1)
        return -1

    def of(self, index: int) -> list[Piece]:
        """The visible pieces of one token, in viewport coordinates."""
        return [
            Piece(index, piece.rect.translated(line.origin))
            for line in self.lines
            for piece in line.pieces
            if piece.index == index
        ]

    def between(self, start: int, end: int) -> list[QRectF]:
        """Where the characters [start, end) stand, as far as they can be seen, in viewport coordinates."""
        found: list[QRectF] = []
        for line in self.lines:
            for piece in line.pieces:
                token = self._tokens[piece.index]
                if token.start >= end or token.end <= start:
                    continue
                rect = piece.rect.translated(line.origin)
                if token.start < start:
                    rect.setLeft(self._x_in(rect, start))
                if token.end > end:
                    rect.setRight(self._x_in(rect, end))
                if rect.width() > 0:
                    found.append(rect)
        return found

    def first_character(self) -> int:
        """Where the first token begins that can be seen; the beginning where none can."""
        first = self.first_index()
        return self._tokens[first].start if first >= 0 else 0

    def first_index(self) -> int:
        """The first token that can be seen, or -1."""
        return next((line.pieces[0].index for line in self.lines if line.pieces), -1)

    def _lines(self) -> Iterator[Line]:
        offset = self._editor.contentOffset()
        block = self._editor.firstVisibleBlock()
        while block.isValid():
            place = self._editor.blockBoundingGeometry(block).translated(offset)
            if place.top() > self._sight.bottom():
                return
            if block.isVisible() and place.bottom() >= self._sight.top():
                yield from self._of_block(block, place)
            block = block.next()

    def _of_block(self, block: QTextBlock, place: QRectF) -> Iterator[Line]:
        layout, origin = block.layout(), place.topLeft()
        last = layout.lineCount() - 1
        for number in range(_first_line_below(layout, self._sight.top() - origin.y()), layout.lineCount()):
            line = layout.lineAt(number)
            if origin.y() + line.y() > self._sight.bottom():
                return
            rect = QRectF(place.left(), origin.y() + line.y(), place.width(), line.height())
            if number == last and not block.next().isValid():  # the line that grows
                yield Line(rect, origin, list(self._of_line(block, layout, line, last=True)), None)
                continue
            key = (block.position(), line.textStart(), line.textLength())
            if key not in self._known:
                self._known[key] = list(self._of_line(block, layout, line, number == last))
            yield Line(rect, origin, self._known[key], key)

    def _of_line(self, block: QTextBlock, layout: QTextLayout, line: QTextLine, last: bool) -> Iterator[Piece]:
        """Pieces of one line; its end belongs to the token that holds the line feed."""
        preedit = _Preedit(layout)
        last = last and not self._units.ends_softly(block.position() + block.length() - 1)
        begin = block.position() + preedit.to_text(line.textStart())
        end = block.position() + preedit.to_text(line.textStart() + line.textLength())
        first = self._begin + self._units.characters(begin)
        after = self._begin + self._units.characters(end) + (1 if last else 0)
        known, x = -1, 0.0  # where the last piece ended, and its place
        for index in range(bisect_right(self._tokens, first, key=_end), len(self._tokens)):
            token = self._tokens[index]
            if token.start >= after:
                return
            if token.end == token.start:
                continue
            start, stop = max(begin, self._unit(token.start)), min(end, self._unit(token.end))
            left = x if start == known else _x(line, preedit.to_layout(start - block.position()))
            right = _x(line, preedit.to_layout(stop - block.position()))
            known, x = stop, right
            width = LINE_END * line.height() if last and token.end >= after else 0.0
            rect = QRectF(min(left, right), line.y(), abs(right - left) + width, line.height())
            yield Piece(index, rect)

    def _x_in(self, rect: QRectF, position: int) -> float:
        """Where a character begins in a piece of a line; an end of it, where the character stands on another line."""
        cursor = QTextCursor(self._editor.document())
        cursor.setPosition(min(self._unit(position), self._units.length))
        at = QRectF(self._editor.cursorRect(cursor))
        if at.center().y() < rect.top():
            return rect.left()
        return rect.right() if at.center().y() > rect.bottom() else min(max(at.left(), rect.left()), rect.right())

    def _unit(self, position: int) -> int:
        return self._units.units(max(0, position - self._begin))


class _Preedit:
    """Text that an input method composes stands in the layout, but not in the document."""

    def __init__(self, layout: QTextLayout) -> None:
        self._at = layout.preeditAreaPosition()
        self._length = len(layout.preeditAreaText()) if self._at >= 0 else 0

    def to_layout(self, position: int) -> int:
        return position + self._length if self._length and position > self._at else position

    def to_text(self, position: int) -> int:
        if not self._length or position <= self._at:
            return position
        return max(self._at, position - self._length)


def _first_line_below(layout: QTextLayout, y: float) -> int:
    """Number of the first line whose foot lies below `y`."""
    low, high = 0, layout.lineCount()
    while low < high:
        middle = (low + high) // 2
        line = layout.lineAt(middle)
        if line.y() + line.height() < y:
            low = middle + 1
        else:
            high = middle
    return low


def _x(line: QTextLine, position: int) -> float:
    return line.cursorToX(position)[0]  # pyright: ignore[reportIndexIssue]  (it returns x and the position)


def token_holding(tokens: Sequence[Token], position: int) -> int:
    """Index of the token that holds the character at `position`, or −1."""
    at = bisect_right(tokens, position, key=_end)
    return at if at < len(tokens) and tokens[at].start <= position else -1


def _end(token: Token) -> int:
    return token.end
