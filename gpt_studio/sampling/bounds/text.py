"""What penalties ask of a text, at one place after another: how often a token occurred, what it would repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gpt_studio.sampling.penalties import shared_endings

from .outline import Floats

Ids = NDArray[np.int64]


class Text:
    """The ids of a text; its distinct ones and `more` are the touched tokens (K,), whose values may change."""

    def __init__(self, ids: Sequence[int], more: Sequence[int] = (), breakers: frozenset[int] = frozenset()) -> None:
        self.ids = np.asarray(ids, np.int64)
        self.breakers = breakers
        self.tokens, places = np.unique(np.concatenate((self.ids, np.asarray(more, np.int64))), return_inverse=True)
        self.places: Ids = places[: self.ids.size]  # of each token of the text among the touched
        self._breaks = np.isin(self.tokens, np.fromiter(breakers, np.int64))[self.places]
        self._shared: tuple[int, Ids] = (-1, np.zeros(0, np.int64))
        self._known: dict[str, tuple[int, dict[int, Floats]]] = {}  # of each question the answers for its last number

    def place(self, token: int) -> int | None:
        """Where a token stands among the touched."""
        at = int(np.searchsorted(self.tokens, token))
        return at if at < self.tokens.size and self.tokens[at] == token else None

    def touches(self, tokens: Sequence[int]) -> bool:
        """Whether all of these are touched."""
        return all(self.place(token) is not None for token in tokens)

    def counts(self, position: int, window: int) -> Floats:
        """How often each touched token (K,) occurred in the last `window` tokens (0: all) before a position."""
        return self._once("counts", position, window, self._counts)

    def completing(self, position: int, n: int) -> Floats:
        """1 for the touched tokens (K,) that would complete an n-gram which the text before a position holds."""
        return self._once("completing", position, n, self._completing)

    def repeated(self, position: int, window: int) -> Floats:
        """For each touched token (K,) the length of the longest repetition that it would make one longer; 0 if none.

        Of the last `window` tokens (0: all) before a position, back to the last breaker.
        """
        return self._once("repeated", position, window, self._repeated)

    def _once(self, question: str, position: int, number: int, answer: Callable[[int, int], Floats]) -> Floats:
        """Samplers that are not dragged ask the same again and again."""
        asked, known = self._known.get(question, (None, {}))
        if asked != number:
            known = {}
            self._known[question] = number, known
        if position not in known:
            known[position] = answer(position, number)
        return known[position]

    def _counts(self, position: int, window: int) -> Floats:
        since = max(0, position - window) if window else 0
        return np.bincount(self.places[since:position], minlength=self.tokens.size).astype(np.float64)

    def _completing(self, position: int, n: int) -> Floats:
        found = np.zeros(self.tokens.size)
        if 0 < n <= position:
            last = self.places[position - n + 1 : position]
            grams = np.lib.stride_tricks.sliding_window_view(self.places[:position], n)
            found[grams[(grams[:, :-1] == last).all(1), -1]] = 1.0
        return found

    def _repeated(self, position: int, window: int) -> Floats:
        longest = np.zeros(self.tokens.size)
        since = max(0, position - window) if window else 0
        broken = np.flatnonzero(self._breaks[since:position])
        free = position - since - 1 - int(broken[-1]) if broken.size else position - since
        lengths = np.minimum(self._endings(position)[since:], np.arange(position - since))
        lengths = np.where(self._breaks[since:position], 0, np.minimum(lengths, free))
        found = np.flatnonzero(lengths)
        np.maximum.at(longest, self.places[since:position][found], lengths[found])
        return longest

    def _endings(self, position: int) -> Ids:
        """How long an ending the text before the position and that before each earlier place (position,) share."""
        at, shared = self._shared
        if at != position - 1:
            turned = shared_endings(self.places[:position].tolist())
            shared = np.array([0, *turned[:0:-1]][:position], np.int64)
        else:
            same = self.places[: position - 1] == self.places[position - 1]
            shared = np.concatenate(([0], np.where(same, shared + 1, 0)))
        self._shared = position, shared
        return shared
