"""Where tokens stand on screen: pieces of lines, in viewport coordinates, for what is visible only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextLayout, QTextLine
from PySide6.QtWidgets import QPlainTextEdit

from gpt_studio.store.document import Token

from .positions import Utf16

# The width of a line end that belongs to a token, as a share of the line's height.
LINE_END = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of token `index` that stands on one line. `first` and `last` say where the token begins and ends."""

    index: int
    rect: QRectF
    first: bool
    last: bool


class Visible:
    """The lines that can be seen, with the tokens on them."""

    def __init__(self, editor: QPlainTextEdit, tokens: list[Token], units: Utf16) -> None:
        self._editor = editor
        self._tokens = tokens
        self._units = units
        self.pieces = list(self._pieces()) if tokens else []

    def at(self, point: QPointF) -> int:
        """Index of the token under `point`, or -1."""
        return next((piece.index for piece in self.pieces if piece.rect.contains(point)), -1)

    def of(self, index: int) -> list[Piece]:
        """The visible pieces of one token."""
        return [piece for piece in self.pieces if piece.index == index]

    def _pieces(self) -> Iterator[Piece]:
        height = self._editor.viewport().height()
        offset = self._editor.contentOffset()
        block = self._editor.firstVisibleBlock()
        while block.isValid():
            place = self._editor.blockBoundingGeometry(block).translated(offset)
            if place.top() > height:
                return
            if block.isVisible():
                yield from self._of_block(block, place.topLeft(), height)
            block = block.next()

    def _of_block(self, block: QTextBlock, origin: QPointF, height: int) -> Iterator[Piece]:
        layout = block.layout()
        for number in range(_first_line_below(layout, -origin.y()), layout.lineCount()):
            line = layout.lineAt(number)
            if origin.y() + line.y() > height:
                return
            last = number == layout.lineCount() - 1
            yield from self._of_line(block, layout, line, origin, last)

    def _of_line(
        self, block: QTextBlock, layout: QTextLayout, line: QTextLine, origin: QPointF, last: bool
    ) -> Iterator[Piece]:
        """Pieces of one line; its end belongs to the token that holds the line feed."""
        preedit = _Preedit(layout)
        begin = block.position() + preedit.to_text(line.textStart())
        end = block.position() + preedit.to_text(line.textStart() + line.textLength())
        first, after = self._units.characters(begin), self._units.characters(end) + (1 if last else 0)
        known, x = -1, 0.0  # where the last piece ended, and its place
        for index in range(bisect_right(self._tokens, first, key=_end), len(self._tokens)):
            token = self._tokens[index]
            if token.start >= after:
                return
            if token.end == token.start:
                continue
            start, stop = max(begin, self._units.units(token.start)), min(end, self._units.units(token.end))
            left = x if start == known else _x(line, preedit.to_layout(start - block.position()))
            right = _x(line, preedit.to_layout(stop - block.position()))
            known, x = stop, right
            width = LINE_END * line.height() if last and token.end >= after else 0.0
            rect = QRectF(min(left, right), line.y(), abs(right - left) + width, line.height())
            yield Piece(index, rect.translated(origin), token.start >= first, token.end <= after)


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


def _end(token: Token) -> int:
    return token.end
