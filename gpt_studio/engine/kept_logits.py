"""The logits of the newest drawn tokens, by number, bounded in bytes: what makes the waterfall and replays free."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from torch import Tensor

from gpt_studio.sampling.replay import SortedRow, sorted_row

LIMIT_BYTES = 512 << 20


@dataclass
class _Kept:
    row: Tensor
    ready: SortedRow | None = None
    ready_for: tuple[int, int, int, int] | None = None

    @property
    def bytes(self) -> int:
        held = self.row.nbytes
        return held if self.ready is None else held + self.ready.values.nbytes


class KeptLogits:
    """Rows (V,) of float32 in the order in which they were kept; the oldest leave first.

    Where the room is full, what was made ready goes before any row does: it can be made again.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._numbers = itertools.count(1)
        self._rows: dict[int, _Kept] = {}
        self._ready: dict[int, None] = {}  # rows that were made ready, the oldest first
        self._bytes = 0

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

    def ready(self, number: int | None, size: int, seed: int, member: int, position: int) -> SortedRow | None:
        """The row made ready for replays of a draw, kept with it; None where it is not held any more."""
        kept = None if number is None else self._rows.get(number)
        if number is None or kept is None:
            return None
        asked = (size, seed, member, position)
        if kept.ready is None or kept.ready_for != asked:
            self._bytes -= kept.bytes
            kept.ready, kept.ready_for = sorted_row(kept.row, size, seed, member, position), asked
            self._bytes += kept.bytes
            self._ready.pop(number, None)
            self._ready[number] = None
        ready = kept.ready
        self._shrink()
        return ready

    def _shrink(self) -> None:
        while self._bytes > self._limit and self._ready:
            self._forget_ready(next(iter(self._ready)))
        while self._bytes > self._limit and len(self._rows) > 1:
            oldest = next(iter(self._rows))
            self._bytes -= self._rows.pop(oldest).bytes

    def _forget_ready(self, number: int) -> None:
        del self._ready[number]
        kept = self._rows[number]
        self._bytes -= kept.bytes
        kept.ready = kept.ready_for = None
        self._bytes += kept.bytes
