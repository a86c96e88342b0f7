"""The logits of the newest drawn tokens, by number, bounded in bytes: what makes the waterfall and replays free."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from torch import Tensor

from gpt_studio.sampling.bounds.outline import Outline, outline
from gpt_studio.sampling.bounds.prepared import Prepared

LIMIT_BYTES = 512 << 20


@dataclass
class _Kept:
    row: Tensor
    outline: Outline | None = None
    outline_for: tuple[int, int, int, int] | None = None

    @property
    def bytes(self) -> int:
        return self.row.nbytes + (0 if self.outline is None else self.outline.bytes)


class KeptLogits:
    """Rows (V,) of float32 in the order in which they were kept; the oldest leave first.

    `prepared` is what the replays of the newest replayed text share.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._numbers = itertools.count(1)
        self._rows: dict[int, _Kept] = {}
        self._bytes = 0
        self._openings: tuple[Hashable, tuple[Tensor, ...]] = None, ()
        self.prepared = Prepared()

    def keep(self, row: Tensor) -> int:
        """Keep a copy of a row; returns its number, which is never given again."""
        number = next(self._numbers)
        kept = _Kept(row.detach().float().cpu().clone())
        self._rows[number] = kept
        self._bytes += kept.bytes
        self._shrink()
        return number

    def row(self, number: int | None) -> Tensor | None:
        """The row of a number, None where it is not held any more."""
        kept = None if number is None else self._rows.get(number)
        return None if kept is None else kept.row

    def room(self, vocabulary: int) -> int:
        """How many rows of a vocabulary may come at once, so that half of what is held stays."""
        return self._limit // (8 * vocabulary)

    def outline(self, number: int | None, size: int, seed: int, member: int, position: int) -> Outline | None:
        """The row's outline for replays of a draw, kept with it; None where there is none, or no row any more."""
        kept = None if number is None else self._rows.get(number)
        if kept is None:
            return None
        asked = (size, seed, member, position)
        if kept.outline_for != asked:
            self._bytes -= kept.bytes
            kept.outline, kept.outline_for = outline(kept.row, size, seed, member, position), asked
            self._bytes += kept.bytes
            found = kept.outline
            self._shrink()
            return found
        return kept.outline

    def openings(self, asked: Hashable, make: Callable[[], tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
        """What the first tokens of the newest replayed text could be; made where another text is asked for."""
        if asked != self._openings[0]:
            self._openings = asked, make()
        return self._openings[1]

    def _shrink(self) -> None:
        while self._bytes > self._limit and len(self._rows) > 1:
            oldest = next(iter(self._rows))
            self._bytes -= self._rows.pop(oldest).bytes
