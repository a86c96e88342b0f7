"""Biases and penalties, on rows between bounds: they change the touched tokens alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.penalties import dry_penalty

from .outline import Floats
from .rows import Masks, Rows
from .text import Text

_LARGEST_BIAS = 1e6


def bias(rows: Rows, params: SamplingParams, text: Text) -> None:
    """Forced tokens stay alone, banned ones fall, others move."""
    named = [(text.place(token), value) for token, value in params.logit_bias if value != 0.0]
    forced = [at for at, value in named if at is not None and value == math.inf]
    if forced:
        chosen = np.zeros_like(rows.maybe)
        chosen[:, rows.touched.start + np.array(forced)] = True
        _keep_some(rows, chosen)
        return
    moved = np.zeros(text.tokens.size)
    for at, value in named:
        if at is not None:
            moved[at] = value
    banned = np.broadcast_to(moved == -math.inf, (rows.lo.shape[0], moved.size))
    moved = np.where(moved == -math.inf, 0.0, moved)
    if np.abs(moved).max(initial=0.0) > _LARGEST_BIAS:
        rows.lose(np.ones_like(rows.lost))
        return
    if moved.any():
        _move(rows, *(values + moved for values in _touched(rows)))
    _ban(rows, banned)


def repetition(rows: Rows, positions: Sequence[int], params: SamplingParams, text: Text) -> None:
    """v > 0 ? v / r : v · r for what occurred; it needs the values themselves, not only their distances."""
    if rows.shift.any():
        shift = rows.shift[:, None]
        rows.set_values(rows.lo - shift, rows.hi + shift, rows.middle, rows.off + shift)
        rows.shift = np.zeros_like(rows.shift)
    occurred, r = _counts(positions, params, text) > 0, params.repetition_penalty
    ends = [np.where(occurred, np.where(v > 0, v / r, v * r), v) for v in _touched(rows)]
    _move(rows, *ends)


def frequency(rows: Rows, positions: Sequence[int], params: SamplingParams, text: Text) -> None:
    """v − c α for what occurred c times."""
    less = _counts(positions, params, text) * params.frequency_penalty
    _move(rows, *(v - less for v in _touched(rows)))


def presence(rows: Rows, positions: Sequence[int], params: SamplingParams, text: Text) -> None:
    """v − α for what occurred."""
    less = (_counts(positions, params, text) > 0) * params.presence_penalty
    _move(rows, *(v - less for v in _touched(rows)))


def no_repeat_ngram(rows: Rows, positions: Sequence[int], params: SamplingParams, text: Text) -> None:
    """What would repeat an n-gram falls."""
    _ban(rows, np.array([text.completing(p, params.no_repeat_ngram) for p in positions]) > 0)


def dry(rows: Rows, positions: Sequence[int], params: SamplingParams, text: Text) -> None:
    """v − m b^(n − L) for what would make a repetition of n ≥ L tokens one longer."""
    lengths = np.array([text.repeated(p, params.dry_window) for p in positions])
    less, found = np.zeros_like(lengths), lengths >= params.dry_length
    less[found] = dry_penalty(lengths[found], params.dry_multiplier, params.dry_base, params.dry_length)
    _move(rows, *(v - less for v in _touched(rows)))


def _counts(positions: Sequence[int], params: SamplingParams, text: Text) -> Floats:
    return np.array([text.counts(p, params.repetition_window) for p in positions])


def _touched(rows: Rows) -> tuple[Floats, Floats]:
    return rows.lo[:, rows.touched], rows.hi[:, rows.touched]


def _move(rows: Rows, lo: Floats, hi: Floats) -> None:
    rows.touch(lo, hi)


def _ban(rows: Rows, banned: Masks) -> None:
    """Touched tokens (R, K) fall, where others stay."""
    if banned.any():
        left = np.ones_like(rows.maybe)
        left[:, rows.touched] = ~banned
        _keep_some(rows, left)


def _keep_some(rows: Rows, kept: Masks) -> None:
    """Keep these columns (R, N); all where none of them is in play."""
    sure, maybe = (np.logical_or.reduce(known & kept, axis=1) for known in (rows.sure, rows.maybe))
    rows.lose(maybe & ~sure)
    kept = kept | ~maybe[:, None]
    rows.keep(kept, kept)
