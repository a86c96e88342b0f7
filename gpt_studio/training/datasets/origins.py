"""Where the ids of the training data stand in its files: stretches of one file each, by their first ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Origins:
    """Segment i holds the ids [begins[i], begins[i + 1]); it is of the file `files[file[i]]`.

    `line` is the line (from 1) on which a segment begins, 0 where nobody knows. `running`: a segment goes on over
    many lines, which are counted by its newlines; else it is all of a row.
    """

    files: Sequence[str]
    begins: Places  # segments + 1
    file: Places
    line: Places
    running: bool

    def segments(self, positions: Places) -> Places:
        """The number of the segment of each position."""
        return np.searchsorted(self.begins, positions, side="right") - 1


def of_files(names: Sequence[str], begins: Sequence[int], *, lines: bool) -> Origins:
    """Files one after another, each a segment; `lines`: its newlines can be counted in its tokens."""
    count = len(names)
    first = np.ones(count, np.int64) if lines else np.zeros(count, np.int64)
    return Origins(names, np.array(begins, np.int64), np.arange(count), first, running=lines)
