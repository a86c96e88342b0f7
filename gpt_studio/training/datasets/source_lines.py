"""Lines of ids whose newlines the tokenizer drops: the piece of the text around an id is read and made tokens again."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gpt_studio.files import bounded
from gpt_studio.gpt.tokenizers import Tokenizer, token_spans
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.batches import Ids

from .origins import Marks

HELD = 8  # pieces whose lines are kept
Lines = NDArray[np.int32]


@dataclass(frozen=True)
class SourceLines:
    """`ids` are those to train on; the pieces of `marks` may go on beyond them."""

    marks: Marks
    ids: Ids
    tokenizer: Tokenizer
    _held: dict[int, Lines | None] = field(default_factory=dict[int, "Lines | None"], repr=False)

    def line_of(self, position: int, text: int) -> int:
        """The line on which an id of a text stands, whose first id is `text`; 0 where the file no longer says it."""
        piece = int(np.searchsorted(self.marks.ids, position, side="right")) - 1
        if piece not in self._held:
            if len(self._held) >= HELD:
                del self._held[next(iter(self._held))]
            self._held[piece] = self._lines(piece, text)
        lines, at = self._held[piece], position - int(self.marks.ids[piece])
        return 0 if lines is None or at >= len(lines) else int(lines[at])

    def _lines(self, piece: int, text: int) -> Lines | None:
        """The line of each token of a piece; None where the file cannot be read or is another by now."""
        first = int(self.marks.ids[piece])
        try:
            read = self._read(piece)
            after = int(self.ids[first - 1 : first][0]) if first > text else None
            found = self.tokenizer.encode(read, after=after)
            known = self.ids[first : first + len(found)]
            if not np.array_equal(np.array(found[: len(known)]), known):
                return None
            spans = token_spans(read, self.tokenizer, found, after)
        except (OSError, UnicodeDecodeError, StudioError):
            return None
        newlines = np.flatnonzero(np.array([character == "\n" for character in read]))
        starts = np.array([_first_letter(read, start, end) for start, end in spans], np.int64)
        return (int(self.marks.line[piece]) + np.searchsorted(newlines, starts)).astype(np.int32)

    def _read(self, piece: int) -> str:
        """The text of a piece. Raises OSError and UnicodeDecodeError."""
        marks = self.marks
        number = int(np.count_nonzero(marks.offset[: piece + 1] == 0)) - 1  # each file begins with a piece
        start, end = int(marks.offset[piece]), marks.sources[number].size
        if piece + 1 < len(marks.offset) and marks.offset[piece + 1]:
            end = int(marks.offset[piece + 1])
        with bounded.open_regular(marks.sources[number].path) as file:
            file.seek(start, os.SEEK_SET)
            return file.read(end - start).decode()


def _first_letter(text: str, start: int, end: int) -> int:
    """Where a token's first character stands that is no white space."""
    while start < end and text[start].isspace():
        start += 1
    return start
