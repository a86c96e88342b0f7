"""What all replays of one text begin with: the rows of its slices before any sampler, made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, field

from .fold import fold
from .rows import Rows
from .text import Text

SLICES = 32  # of a kind that stay prepared

# By the first index of a slice: the tokens of it of which proofs are possible, and their rows.
Slices = dict[int, tuple[tuple[int, ...], Rows | None]]
# By the first index of a slice, and whether it is plain: what was asked, the rows behind it in full and folded.
Fronts = dict[tuple[int, bool], tuple[Hashable, Rows, Rows]]


@dataclass
class Prepared:
    """The slices of a text: `touched` for samplers that look at single tokens, `plain` for all others.

    `fronts` are the rows behind the samplers that look at single tokens.
    """

    of: Hashable = None
    text: Text | None = None
    plain: Slices = field(default_factory=dict[int, tuple[tuple[int, ...], Rows | None]])
    touched: Slices = field(default_factory=dict[int, tuple[tuple[int, ...], Rows | None]])
    fronts: Fronts = field(default_factory=dict[tuple[int, bool], tuple[Hashable, Rows, Rows]])

    def begin(self, of: Hashable) -> None:
        """Forget another text."""
        if of is None or of != self.of:
            self.of, self.text, self.plain, self.touched, self.fronts = of, None, {}, {}, {}

    def touch(self, ids: Sequence[int], more: Sequence[int], breakers: frozenset[int]) -> Text:
        """The text, with at least these tokens touched besides its own. Rows stay as long as no other token is."""
        known = self.text
        if known is None or not known.touches(more):
            self.touched = {}
            self.text = Text(ids, more, breakers)
        elif known.breakers != breakers:
            self.text = Text(ids, known.tokens.tolist(), breakers)
        return self.text or Text(ids, more, breakers)

    def front(self, start: int, *, plain: bool, asked: Hashable, rows: Callable[[], Rows]) -> tuple[Rows, Rows]:
        """Rows in full and folded, as copies that may be changed; `rows` are made where others are known, or none."""
        known = self.fronts.get((start, plain))
        if known is None or known[0] != asked:
            full = rows()
            folded = copy(full)
            fold(folded)
            known = asked, full, folded
            if self.of is not None and ((start, plain) in self.fronts or len(self.fronts) < 2 * SLICES):
                self.fronts[start, plain] = known
        return copy(known[1]), copy(known[2])
