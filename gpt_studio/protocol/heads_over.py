"""The numbers of all heads over the lines of a text file, and where each head looks most strongly.

Symbols: L layers, H query heads, S the statistics in the order of attention.STATISTICS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .models import ModelKey

MOST_LINES = 5000


@dataclass(frozen=True)
class HeadsOver:
    """Query: HeadStatistics of every head in each of the first `limit` lines of a UTF-8 file that are not empty.

    Each line is read by itself, as a text of its own. Answers: Progress…, HeadsFound | JobFailed | JobCancelled.
    """

    job: int
    key: ModelKey
    path: str
    limit: int = 200


@dataclass(frozen=True, slots=True)
class Span:
    """One strong look: in line `line` (from 1) the token at `query` gives `weight` of its attention to that at `key`.

    The texts are of the two tokens and of what stands around them; where key and query are the same token,
    `between` and `query_text` are "".
    """

    line: int
    key: int
    query: int
    weight: float
    before: str
    key_text: str
    between: str
    query_text: str
    after: str


@dataclass(frozen=True, eq=False)
class HeadsFound:
    """float64: `mean` and `deviation` (of a sample, n − 1) [S, L, H], `quartiles` [3, S, L, H]; over lines, NaN where
    there are too few. `counts` [S] are the lines in which a statistic exists (some have no token that comes twice).

    `lines` were read, `cut` of them only in their first `longest` tokens; `more`: the file goes on. `spans` are, by
    layer and head, the strongest looks, without those at the first token of a line (the attention sink), each pair
    of tokens once.
    """

    job: int
    key: ModelKey
    path: str
    lines: int
    tokens: int
    cut: int
    longest: int
    more: bool
    counts: NDArray[np.int64]
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    quartiles: NDArray[np.float64]
    spans: tuple[tuple[tuple[Span, ...], ...], ...]
