"""Where the ids of the training data stand in its files: stretches of one file each, by their first ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .data_file import DataFile
from .stored import Stored

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Marks:
    """The pieces of text files that were made tokens one by one: piece i begins with id `ids[i]` of all, at byte
    `offset[i]` of its file, which is on line `line[i]` (from 1)."""

    sources: Sequence[DataFile]
    ids: Places
    offset: Places
    line: Places


@dataclass(frozen=True)
class Origins:
    """Segment i holds the ids [begins[i], begins[i + 1]); it is of the file `files[file[i]]` and begins on line
    `line[i]` (from 1).

    A segment of rows is all of a row. One that is `running` goes on over many lines: they are counted by the newlines
    in its tokens, or in the text from which it was made where `marks` say so.
    """

    files: Sequence[str]
    begins: Places  # segments + 1
    file: Places | Stored
    line: Places | Stored
    running: bool = False
    marks: Marks | None = None

    def segments(self, positions: Places) -> Places:
        """The number of the segment of each position."""
        return np.searchsorted(self.begins, positions, side="right") - 1

    def first_line(self, segment: int) -> tuple[str, int]:
        """The file of a segment, and the line on which it begins."""
        (file,), (line,) = self.file[segment : segment + 1], self.line[segment : segment + 1]
        return self.files[int(file)], int(line)


def of_texts(names: Sequence[str], begins: Sequence[int], marks: Marks | None) -> Origins:
    """Texts one after another, each a segment. `marks`: their newlines are not in their tokens."""
    count = len(names)
    bounds, first = np.array(begins, np.int64), np.ones(count, np.int64)
    return Origins(names, bounds, np.arange(count), first, running=True, marks=marks)


def of_ids(name: str, count: int) -> Origins:
    """`count` ids that somebody else has made of a text."""
    return of_texts([name], [0, count], None)
