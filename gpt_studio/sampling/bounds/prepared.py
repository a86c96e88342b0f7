"""What all replays of one text begin with: the rows of its slices before any sampler, made once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from .rows import Rows
from .text import Text

# By the first index of a slice: the tokens of it of which proofs are possible, and their rows.
Slices = dict[int, tuple[tuple[int, ...], Rows | None]]


@dataclass
class Prepared:
    """The slices of a text: `touched` for samplers that look at single tokens, `plain` for all others."""

    of: Hashable = None
    text: Text | None = None
    plain: Slices = field(default_factory=dict[int, tuple[tuple[int, ...], Rows | None]])
    touched: Slices = field(default_factory=dict[int, tuple[tuple[int, ...], Rows | None]])

    def begin(self, of: Hashable) -> None:
        """Forget another text."""
        if of is None or of != self.of:
            self.of, self.text, self.plain, self.touched = of, None, {}, {}

    def touch(self, ids: Sequence[int], more: Sequence[int], breakers: frozenset[int]) -> Text:
        """The text, with at least these tokens touched besides its own. Rows stay as long as no other token is."""
        known = self.text
        if known is None or not known.touches(more):
            self.touched = {}
            self.text = Text(ids, more, breakers)
        elif known.breakers != breakers:
            self.text = Text(ids, known.tokens.tolist(), breakers)
        return self.text or Text(ids, more, breakers)
