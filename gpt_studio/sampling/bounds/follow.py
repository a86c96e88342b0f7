"""The samplers on rows between bounds, and who wins: a proof that a drawn token would be drawn again, or none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.chain import coin

from . import cuts, penalties, shapes
from .outline import Floats
from .rows import Masks, Rows
from .text import Text

Bounds = tuple[float, float]

_PLAIN: dict[str, Callable[[Rows, SamplingParams], None]] = {
    "temperature": shapes.temperature, "dynamic_temperature": shapes.dynamic_temperature,
    "smoothing": shapes.smoothing, "top_k": cuts.top_k, "top_p": cuts.top_p, "min_p": cuts.min_p,
    "typical_p": cuts.typical_p, "top_a": cuts.top_a, "tfs": cuts.tfs, "epsilon_cutoff": cuts.epsilon_cutoff,
    "eta_cutoff": cuts.eta_cutoff, "top_n_sigma": cuts.top_n_sigma,
}  # fmt: skip
_OF_TEXT: dict[str, Callable[[Rows, Sequence[int], SamplingParams, Text], None]] = {
    "repetition": penalties.repetition, "frequency": penalties.frequency, "presence": penalties.presence,
    "no_repeat_ngram": penalties.no_repeat_ngram, "dry": penalties.dry,
}  # fmt: skip
_TOUCHING = frozenset({"bias", *_OF_TEXT})
_CUTS = frozenset(_PLAIN) - {"temperature", "dynamic_temperature", "smoothing"}


def follow(
    rows: Rows,
    samplers: Sequence[str],
    positions: Sequence[int],
    params: SamplingParams,
    text: Text | None,
    seed: int,
    member: int,
) -> None:
    """Let samplers other than mirostat act on the rows, which stand for these positions (R,) of a text."""
    active = params.active
    with np.errstate(all="ignore"):  # of rows that are lost
        for name in samplers:
            if name in _PLAIN:
                _PLAIN[name](rows, params)
            elif name == "xtc":
                coins = np.array([coin(seed, member, position) for position in positions])
                cuts.xtc(rows, params, coins < params.xtc_probability)
            elif text is None:
                rows.lose(np.ones_like(rows.lost))
            elif name == "bias":
                penalties.bias(rows, params, text)
            else:
                _OF_TEXT[name](rows, positions, params, text)
            rest = active[active.index(name) + 1 :]
            if name in _CUTS and rest and _TOUCHING.isdisjoint(rest):
                rows.narrow()


def split(samplers: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """(the samplers up to the last one that looks at single tokens, those behind it)."""
    front = max((at + 1 for at, name in enumerate(samplers) if name in _TOUCHING), default=0)
    return samplers[:front], samplers[front:]


def stays(rows: Rows, *, greedy: bool) -> Masks:
    """The rows (R,) whose drawn token is sure to win."""
    kept = np.take_along_axis(rows.sure, rows.drawn[:, None], 1)[:, 0]
    return kept & ~rivals_of(rows, greedy=greedy).any(1) & ~rows.lost


def rivals_of(rows: Rows, *, greedy: bool) -> Masks:
    """What may win in place of the drawn token (R, N)."""
    at = rows.drawn[:, None]
    numbers = 0.0 if greedy else rows.numbers
    own = np.take_along_axis(rows.lo + numbers, at, 1)
    rivals = rows.maybe & (rows.hi + numbers >= own - 1e-9)
    np.put_along_axis(rivals, at, False, 1)
    return rivals


def surprise(rows: Rows) -> tuple[Floats, Floats]:
    """Bounds (R,) of −log₂ q of the drawn tokens."""
    at = rows.drawn[:, None]
    low, high, top = rows.masses()
    own_low, own_high = (np.take_along_axis(v, at, 1)[:, 0] for v in (rows.lo, rows.hi))
    others = rows.maybe.copy()
    np.put_along_axis(others, at, False, 1)
    rest_low, rest_high = (low * (others & rows.sure)).sum(1), (high * others).sum(1)
    least = np.log1p(rest_low * np.exp(top - own_high))
    most = np.log1p(rest_high * np.exp(top - own_low))
    wrong = 1e-9
    return least / math.log(2.0) - wrong, most / math.log(2.0) + wrong
