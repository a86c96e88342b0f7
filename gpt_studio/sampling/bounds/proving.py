"""Rows behind the samplers: folded first, and in full only where folded ones leave open whether their token stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, NEUTRAL, SamplingParams

from .follow import follow, split, stays
from .prepared import Prepared
from .rows import Masks, Places, Rows
from .text import Text


@dataclass(frozen=True)
class Followed:
    """Rows (R,) behind samplers: all of them folded, and in `full` those (O,) whose token is not sure to stay."""

    folded: Rows
    left: Places
    full: Rows | None
    greedy: bool

    def stay(self) -> Masks:
        """Whose tokens are sure to stay (R,)."""
        found = stays(self.folded, greedy=self.greedy)
        if self.full is not None:
            found[self.left] = stays(self.full, greedy=self.greedy)
        return found


@dataclass(frozen=True)
class Proving:
    """Samplers as they act on slices of one text, of which `prepared` keeps what later replays need again."""

    params: SamplingParams
    text: Text | None
    seed: int
    member: int
    prepared: Prepared

    def followed(self, start: int, rows: Rows, samplers: Sequence[str], positions: Sequence[int]) -> Followed:
        """Rows of the slice that begins at `start`, of these positions (R,), behind the first ones of the samplers."""
        touching, _ = split(self.params.active)
        front, rest = samplers[: len(touching)], samplers[len(touching) :]
        full, folded = self._front(start, rows, front, rest, positions)
        greedy = self.params.temperature == 0
        self.follow(folded, rest, positions)
        left = np.flatnonzero(~stays(folded, greedy=greedy)) if rest else np.zeros(0, np.int64)
        if not left.size:
            return Followed(folded, left, None, greedy)
        open_ = full.some(left)
        self.follow(open_, rest, [positions[i] for i in left.tolist()])
        return Followed(folded, left, open_, greedy)

    def _front(
        self, start: int, rows: Rows, front: Sequence[str], rest: Sequence[str], positions: Sequence[int]
    ) -> tuple[Rows, Rows]:
        """Rows behind the samplers that look at single tokens, in full and folded: a drag behind them finds them ready.

        With no samplers behind them they are not folded.
        """

        def followed() -> Rows:
            self.follow(rows, front, positions)
            return rows

        if not rest:
            return followed(), rows
        neutral = {FIELD_OF_SAMPLER[name]: NEUTRAL[name] for name in (*rest, "mirostat")}
        asked = (self.text, replace(self.params, **neutral) if front else None)
        return self.prepared.front(start, plain=self.text is None, asked=asked, rows=followed)

    def follow(self, rows: Rows, samplers: Sequence[str], positions: Sequence[int]) -> None:
        """Let samplers act on rows of these positions (R,)."""
        follow(rows, samplers, positions, self.params, self.text, self.seed, self.member)
