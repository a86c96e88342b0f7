"""A proof for all merges at once that joining by ranks is the same as the list: many thousands in numpy.

The walk along a seam is that of merges.py, here for all tokens side by side. Unions are looked up by a hash of their
bytes; a token has its own hash or the proof is not tried, so a collision can only make a seam look broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ranks = NDArray[np.int64]
Pair = tuple[bytes, bytes]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_SINGLE, _NONE = -1, -2
_LONGEST = 1 << 12  # bytes of a token: a vocabulary of longer ones is checked one by one


def every_seam_holds(ranks: Mapping[bytes, int], unions: Mapping[bytes, Sequence[Pair]]) -> bool:
    """Whether each token, taken apart and joined by lower ranks, is proved to end in the first pair of its list.

    `ranks` are 0, 1, … in their order, single bytes before all others. False says nothing.
    """
    tokens = list(ranks)
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
    singles = int((lengths == 1).sum())
    if not 0 < singles < len(tokens) or lengths.max() > _LONGEST or len(unions) != len(tokens) - singles:
        return False
    halves = _halves(tokens[singles:], ranks, unions)
    if halves is None:
        return False
    lefts, rights = (np.concatenate((np.full(singles, _SINGLE), half)) for half in halves)
    hashes = _hashes(tokens, lengths)
    known, rank_of = np.unique(hashes, return_index=True)
    if known.size < len(tokens):
        return False
    return _walk(lefts, rights, singles, _Lookup(hashes, lengths, known, rank_of))


def _halves(
    made: Sequence[bytes], ranks: Mapping[bytes, int], unions: Mapping[bytes, Sequence[Pair]]
) -> tuple[Ranks, Ranks] | None:
    """The ranks of the first pair of each token, None where a token has none or the pair is none of tokens."""
    try:
        pairs: Iterable[Pair] = [unions[token][0] for token in made]
        both = np.fromiter(map(ranks.__getitem__, chain.from_iterable(pairs)), np.int64, 2 * len(made))
    except (KeyError, IndexError):
        return None
    return both[::2], both[1::2]


def _hashes(tokens: Sequence[bytes], lengths: Ranks) -> Words:
    """Σ (byte + 1) · base^(bytes behind it), modulo 2^64."""
    data = np.frombuffer(b"".join(tokens), np.uint8)
    starts = np.concatenate(([0], lengths.cumsum()[:-1]))
    order = np.argsort(-lengths, kind="stable")
    found = np.zeros(len(tokens), np.uint64)
    remaining = lengths[order]
    for at in range(int(lengths.max())):
        count = int(np.searchsorted(-remaining, -at))  # those that are longer than `at`
        chosen = order[:count]
        found[chosen] = found[chosen] * _BASE + data[starts[chosen] + at].astype(np.uint64) + np.uint64(1)
    return found


class _Lookup:
    """The rank of the union of two tokens, many at a time."""

    def __init__(self, hashes: Words, lengths: Ranks, known: Words, rank_of: Ranks) -> None:
        self._hashes, self._known, self._rank_of = hashes, known, rank_of
        powers = np.ones(int(lengths.max()) + 1, np.uint64)
        powers[1:] = np.multiply.accumulate(np.full(powers.size - 1, _BASE))
        self._shifts = powers[lengths]

    def lowest(self, left: Ranks, right: Ranks, limit: Ranks) -> NDArray[np.bool_]:
        """Whether the union of the tokens is one whose rank is below the limit."""
        union = self._hashes[left] * self._shifts[right] + self._hashes[right]
        at = np.minimum(np.searchsorted(self._known, union), self._known.size - 1)
        return (self._known[at] == union) & (self._rank_of[at] < limit)


def _walk(lefts: Ranks, rights: Ranks, singles: int, lookup: _Lookup) -> bool:
    """`_Seams.hold` of merges.py for every token behind the single bytes."""
    limit = np.arange(singles, lefts.size)
    left, right = lefts[singles:], rights[singles:]
    if (np.maximum(left, right) >= limit).any():
        return False
    while limit.size:
        if lookup.lowest(left, right, limit).any():
            return False
        later = left > right
        limit = np.where(later, left, right + 1)
        left, right = np.where(later, rights[left], left), np.where(later, right, lefts[right])
        walking = (left >= 0) & (right >= 0)
        left, right, limit = left[walking], right[walking], limit[walking]
    return True
