"""Which positions are still to be read: all of a short text, of a long one those in sight. Qt-free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WHOLE = 48  # positions up to which all are read at once
STEP = 16  # positions that are read together


def stretch(read: NDArray[np.bool_], first: int, count: int) -> tuple[int, int] | None:
    """(first, count) to ask for, `read` [T] saying what is known and `first`, `count` what is in sight.

    None where nothing is missing; (0, 0) stands for the whole text.
    """
    total = len(read)
    if total <= WHOLE:
        return None if read.all() else (0, 0)
    low, high = max(first, 0), min(first + count, total)
    missing = low + np.flatnonzero(~read[low:high])
    if not len(missing):
        return None
    start = int(missing[0]) // STEP * STEP
    end = min((int(missing[-1]) // STEP + 1) * STEP, total)
    return start, end - start
