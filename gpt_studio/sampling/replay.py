"""Which tokens of a finished text would have fallen differently under other samplers, from kept logits alone.

The same Gumbel numbers decide, so the answer is exact up to the first change; behind it the text would be another. Of
most tokens their row's outline proves that they would fall again; where it does not, samplers and draw run as they do
in a generation.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from math import log

import numpy as np
from torch import Tensor

from gpt_studio.protocol.sampling import SamplingParams

from . import cuts
from .bounds.build import Place, rows_of
from .bounds.cuts import mirostat
from .bounds.follow import stays, surprise
from .bounds.mirostat import MirostatRows
from .bounds.outline import Outline
from .bounds.prepared import SLICES, Prepared
from .bounds.proving import Followed, Proving
from .bounds.rows import Rows
from .bounds.text import Text
from .chain import Moment, apply, mu_at
from .draw import Draw, draw

SLICE = 64  # rows that are looked at together
GONE = -1

Change = tuple[int, int]
Range = tuple[float, float]
_Place = tuple[Rows, MirostatRows | None, int]  # rows, what mirostat finds in them, which of them


@dataclass(frozen=True, slots=True)
class Past:
    """A drawn token: its id and its position in the text."""

    id: int
    position: int


@dataclass(frozen=True)
class Replay:
    """A text `ids`, its `drawn` tokens, and the samplers under which they are drawn again.

    `row(i)` are the logits (V,) of drawn token i, None where they are not held, and `outline(i)` their outline, None
    where they have none; `size` ids can be drawn, of them those of `allowed(i)` (V,) where it is a mask. `mu` is
    mirostat's bound before the first token, `breakers` are the ids over which DRY does not look. Replays of the same
    text, with the same logits held (`of`), share what is prepared.
    """

    drawn: Sequence[Past]
    ids: Sequence[int]
    row: Callable[[int], Tensor | None]
    outline: Callable[[int], Outline | None]
    params: SamplingParams
    size: int
    seed: int
    member: int
    mu: float | None = None
    breakers: frozenset[int] = frozenset()
    allowed: Callable[[int], Tensor | None] = lambda i: None
    of: Hashable = None
    prepared: Prepared = field(default_factory=Prepared)

    def first_change(self) -> Iterator[Change | None]:
        """None now and then; then (index into `drawn`, the id that falls instead), if any.

        Where the logits are not held the replay ends, and (i, GONE) says so.
        """
        text = self._begin(touching=self.params.looks_back or bool(self.params.logit_bias))
        slices = _Mirostat(self, text) if self.params.acts("mirostat") else _Slices(self, text)
        for indices in self._slices():
            held = yield from self._rows(indices, text)
            change = slices.first_change(indices, *held)
            yield change
            if change is not None:
                return

    def make_ready(self) -> Iterator[None]:
        """Prepare all slices for any replay of this text, as far as there is room; None now and then."""
        for touching in (False, True) if self.of is not None else ():
            text = self._begin(touching=touching)
            for indices in list(self._slices())[:SLICES]:
                yield from self._rows(indices, text)
                yield None

    def _begin(self, *, touching: bool) -> Text | None:
        """Go on with what is prepared of this text; with `touching` it is what single tokens are looked at in."""
        self.prepared.begin(self.of)
        if not touching:
            return None
        return self.prepared.touch(self.ids, [token for token, _ in self.params.logit_bias], self.breakers)

    def _slices(self) -> Iterator[range]:
        return (range(i, min(i + SLICE, len(self.drawn))) for i in range(0, len(self.drawn), SLICE))

    def _rows(self, indices: range, text: Text | None) -> Generator[None, None, tuple[tuple[int, ...], Rows | None]]:
        """(the tokens of a slice of which proofs are possible, their rows before any sampler)."""
        prepared = self.prepared.plain if text is None else self.prepared.touched
        if indices.start not in prepared:
            found = yield from self._made(indices, text)
            if self.of is None or len(prepared) >= SLICES:
                return found
            prepared[indices.start] = found
        held, rows = prepared[indices.start]
        return held, copy(rows)

    def _made(self, indices: range, text: Text | None) -> Generator[None, None, tuple[tuple[int, ...], Rows | None]]:
        places: dict[int, Place] = {}
        for i in indices:
            place = self._place(i)
            if place is not None:
                places[i] = place
            yield None
        if not places:
            return (), None
        rows = rows_of(list(places.values()), self.size, self.seed, self.member, text)
        rows.line()
        return tuple(places), rows

    def _place(self, i: int) -> Place | None:
        """What a proof needs; None where there can be none."""
        row = self.row(i)
        outline = None if row is None or self.allowed(i) is not None else self.outline(i)
        if row is None or outline is None:
            return None
        return Place(outline, row.numpy(), self.drawn[i].position, self.drawn[i].id)

    def again(self, i: int, *bounds: float) -> list[Draw] | None:
        """The draw of token i as a generation makes it, at each of mirostat's bounds; None where no logits are held.

        Without bounds mirostat does not act, and there is one draw.
        """
        row, past, mask = self.row(i), self.drawn[i], self.allowed(i)
        if row is None:
            return None
        logits = cuts.drawable(row, self.size)
        if mask is not None:
            logits[~mask] = cuts.REMOVED
        now = Moment(self.ids[: past.position], self.seed, self.member, past.position, None, self.breakers)
        active, greedy = self.params.active, self.params.temperature == 0
        at = active.index("mirostat") if bounds else len(active)
        logits = apply(logits, now, self.params, active[:at])
        ends = [apply(logits, replace(now, mu=mu), self.params, active[at:]) for mu in bounds] or [logits]
        return [draw(end, greedy=greedy, seed=self.seed, member=self.member, position=past.position) for end in ends]


class _Slices:
    """Slices whose tokens have nothing to do with each other."""

    def __init__(self, replay: Replay, text: Text | None) -> None:
        self.replay = replay
        self.proving = Proving(replay.params, text, replay.seed, replay.member, replay.prepared)

    def first_change(self, indices: range, held: tuple[int, ...], rows: Rows | None) -> Change | None:
        """The first token of a slice that falls differently; `rows` (R, N) are those of the tokens `held` (R,)."""
        proven = set[int]()
        if rows is not None:
            stay = self.followed(rows, self.replay.params.active, held).stay()
            proven = {i for i, good in zip(held, stay, strict=True) if good}
        for i in indices:
            if i not in proven:
                draws = self.replay.again(i)
                if draws is None or draws[0].id != self.replay.drawn[i].id:
                    return i, GONE if draws is None else draws[0].id
        return None

    def followed(self, rows: Rows, samplers: Sequence[str], held: Sequence[int]) -> Followed:
        """The rows of these tokens behind samplers."""
        return self.proving.followed(held[0], rows, samplers, [self.replay.drawn[i].position for i in held])


class _Mirostat(_Slices):
    """Mirostat's bound depends on all tokens before: it is known between two bounds."""

    def __init__(self, replay: Replay, text: Text | None) -> None:
        super().__init__(replay, text)
        first = mu_at(Moment(mu=replay.mu), replay.params)
        self._first = first
        self._mu: Range = first, first
        active = replay.params.active
        at = active.index("mirostat")
        self._front, self._behind = active[:at], active[at + 1 :]

    def first_change(self, indices: range, held: tuple[int, ...], rows: Rows | None) -> Change | None:
        """Token by token, from what the samplers before mirostat leave of all of them."""
        places = dict[int, _Place]() if rows is None else self._places(self.followed(rows, self._front, held), held)
        for i in indices:
            if i in places:
                bits = self._bits_of(*places[i], i)
                if bits is not None:
                    self._mu = self._next(self._mu[0], bits[1]), self._next(self._mu[1], bits[0])
                    continue
            fallen = self._again(i)
            if fallen is None or fallen.id != self.replay.drawn[i].id:
                return i, GONE if fallen is None else fallen.id
        return None

    def _places(self, followed: Followed, held: Sequence[int]) -> dict[int, _Place]:
        """Where each token of a slice is looked at: in its folded row, or in its row in full."""
        places: dict[int, _Place] = {}
        for rows, numbers in ((followed.folded, range(len(held))), (followed.full, followed.left.tolist())):
            if rows is not None:
                bounded = None if self._behind else MirostatRows(rows, greedy=followed.greedy)
                places |= {held[number]: (rows, bounded, at) for at, number in enumerate(numbers)}
        return places

    def _bits_of(self, rows: Rows, bounded: MirostatRows | None, number: int, i: int) -> Range | None:
        """Bounds of the surprise in bits at token i, where it stays."""
        if bounded is not None:
            return bounded.stays(number, self._mu)
        row = rows.some(np.array([number]))
        mirostat(row, *self._mu)
        self.proving.follow(row, self._behind, [self.replay.drawn[i].position])
        if not stays(row, greedy=self.replay.params.temperature == 0)[0]:
            return None
        low, high = surprise(row)
        return float(low[0]), float(high[0])

    def _again(self, i: int) -> Draw | None:
        """The draw at both ends of the bound; where they differ, at the bound itself, from the first token on."""
        ends = self.replay.again(i, *dict.fromkeys(self._mu))
        if ends is None:
            return None
        if ends[0].id == ends[-1].id and not self._behind:
            bits = sorted(_bits(end) for end in ends)
            self._mu = self._next(self._mu[0], bits[-1]), self._next(self._mu[1], bits[0])
            return ends[0]
        mu = self._exact(i)
        draws = None if mu is None else self.replay.again(i, mu)
        if mu is None or draws is None:
            return None
        mu = self._next(mu, _bits(draws[0]))
        self._mu = mu, mu
        return draws[0]

    def _exact(self, end: int) -> float | None:
        mu = self._first
        for i in range(end):
            draws = self.replay.again(i, mu)
            if draws is None:
                return None
            mu = self._next(mu, _bits(draws[0]))
        return mu

    def _next(self, mu: float, bits: float) -> float:
        return cuts.next_mu(mu, bits, self.replay.params.mirostat_tau, self.replay.params.mirostat_eta)


def _bits(fallen: Draw) -> float:
    return -fallen.log_probability / log(2.0)
