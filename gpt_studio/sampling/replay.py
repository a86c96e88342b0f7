"""Which tokens of a finished text would have fallen differently under other samplers, from kept logits alone.

The same Gumbel numbers decide, so the answer is exact up to the first change; behind it the text would be another.
Samplers that keep a token's place among the others are followed on the sorted row, where only tokens can win that no
other beats in both logit and Gumbel number: about ln V of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.protocol.sampling import SamplingParams

from . import cuts, shapes
from .chain import Moment, apply, mu_at
from .coarse_row import CoarseRow, coarse_row, cut_in_head
from .draw import Draw, draw
from .gumbel import gumbel

# Samplers that never let a less likely token pass a likelier one: a cut leaves the likeliest, a shape their order.
KEEP_ORDER = frozenset(
    ("temperature", "dynamic_temperature", "smoothing", "top_k", "top_p", "min_p", "top_a", "tfs", "epsilon_cutoff",
     "eta_cutoff", "top_n_sigma")
)  # fmt: skip
# Of these, those that need no other token than the one they change and the best: contenders alone can be followed.
_EACH_BY_ITSELF = frozenset(("temperature", "smoothing"))


@dataclass(frozen=True, eq=False)
class SortedRow:
    """A row in the order of its logits: values (V,), and the contenders: their places, ids and Gumbel numbers (N,).

    `coarse` is the row in short, where that is shorter.
    """

    values: Tensor
    coarse: CoarseRow | None
    places: NDArray[np.int64]
    ids: NDArray[np.int64]
    numbers: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """A drawn token: its id, the position in its text, and mirostat's bound with which it was drawn."""

    id: int
    position: int


def sorted_row(row: Tensor, size: int, seed: int, member: int, position: int) -> SortedRow:
    """Logits (V,), of which the first `size` can be drawn, made ready for any number of replays."""
    values, order = row[:size].float().sort(descending=True, stable=True)
    ids = order.numpy()
    numbers = gumbel(seed, member, position, ids)
    best_before = np.concatenate(([-np.inf], np.maximum.accumulate(numbers)[:-1]))
    places = np.flatnonzero(numbers > best_before)
    return SortedRow(values, coarse_row(values), places, ids[places], numbers[places])


def winner(row: SortedRow, params: SamplingParams) -> int:
    """The id that the draw takes; every active sampler must be one of KEEP_ORDER."""
    if params.temperature == 0:
        return int(row.ids[0])
    values, active = row.values, params.active
    cut = None if row.coarse is None else cut_in_head(row.coarse, active, params)
    if cut is not None:  # what follows a cut sees all that is left
        values, active = cut[0], active[cut[1] :]
    whole = next((i for i in range(len(active), 0, -1) if active[i - 1] not in _EACH_BY_ITSELF), 0)
    for name in active[:whole]:
        values = _FOLLOWED[name](values, params)
    kept = row.places[row.places < values.numel()]
    values = values[torch.from_numpy(kept)]  # the best token is the first contender
    for name in active[whole:]:
        values = _FOLLOWED[name](values, params)
    race = values.double().numpy() + row.numbers[: kept.size]
    return int(row.ids[int(race.argmax())])


def first_change(
    drawn: Sequence[Past],
    ids: Sequence[int],
    rows: Callable[[int], Tensor | None],
    ready: Callable[[int], SortedRow | None],
    params: SamplingParams,
    *,
    size: int,
    seed: int,
    member: int,
) -> Iterator[tuple[int, int] | None]:
    """None after each token that falls as it did; then (index into `drawn`, the id that falls instead), if any.

    `ids` is the whole text; `rows(i)` are the logits (V,) of drawn token i and `ready(i)` the same sorted, None where
    they are not kept: there the replay ends, and (i, −1) says so.
    """
    quick = set(params.active) <= KEEP_ORDER
    mu: float | None = None
    for i, past in enumerate(drawn):
        if quick:
            prepared = ready(i)
            if prepared is not None and winner(prepared, params) == past.id:
                yield None
                continue
        row = rows(i)
        if row is None:
            yield i, -1
            return
        now = Moment(ids[: past.position], seed, member, past.position, mu)
        fallen = _draw(row, now, params, size)
        if params.acts("mirostat"):
            bits = -fallen.log_probability / log(2.0)
            mu = cuts.next_mu(mu_at(now, params), bits, params.mirostat_tau, params.mirostat_eta)
        if fallen.id != past.id:
            yield i, fallen.id
            return
        yield None


def _draw(row: Tensor, now: Moment, params: SamplingParams, size: int) -> Draw:
    return draw(
        apply(cuts.drawable(row, size), now, params),
        greedy=params.temperature == 0,
        seed=now.seed,
        member=now.member,
        position=now.position,
    )


def _top_p(values: Tensor, params: SamplingParams) -> Tensor:
    """The sum runs from the least likely token on, as in the sampler itself, so that both cut alike."""
    rising = values.flip(0).softmax(-1).cumsum(-1)
    return values[: max(1, int((rising > 1.0 - params.top_p).sum()))]


def _top_k(values: Tensor, params: SamplingParams) -> Tensor:
    if params.top_k >= values.numel():
        return values
    return values[: int((values >= values[params.top_k - 1]).sum())]


def _alive(cut: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda values: values[: int(cut(values).isfinite().sum())]


_FOLLOWED: dict[str, Callable[[Tensor, SamplingParams], Tensor]] = {
    "temperature": lambda v, p: shapes.temperature(v, p.temperature),
    "dynamic_temperature": lambda v, p: shapes.dynamic_temperature(
        v, p.dynamic_temperature_low, p.dynamic_temperature_high, p.dynamic_temperature_exponent
    ),
    "smoothing": lambda v, p: shapes.smoothing(v, p.smoothing, p.smoothing_curve),
    "top_k": _top_k,
    "top_p": _top_p,
    "min_p": lambda v, p: _alive(lambda x: cuts.min_p(x, p.min_p))(v),
    "top_a": lambda v, p: _alive(lambda x: cuts.top_a(x, p.top_a))(v),
    "tfs": lambda v, p: _alive(lambda x: cuts.tfs(x, p.tfs))(v),
    "epsilon_cutoff": lambda v, p: _alive(lambda x: cuts.epsilon_cutoff(x, p.epsilon_cutoff))(v),
    "eta_cutoff": lambda v, p: _alive(lambda x: cuts.eta_cutoff(x, p.eta_cutoff))(v),
    "top_n_sigma": lambda v, p: _alive(lambda x: cuts.top_n_sigma(x, p.top_n_sigma))(v),
}
