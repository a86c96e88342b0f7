"""The samplers that remove tokens by their place in the distribution, on rows between bounds."""

from __future__ import annotations

import math

import numpy as np

from gpt_studio.protocol.sampling import SamplingParams

from .outline import Floats
from .rows import SLACK, Line, Masks, Rows, before, line_of, log_of, rising


def top_k(rows: Rows, params: SamplingParams) -> None:
    """Fewer than k tokens are better."""
    line = rows.line()
    counts = line.of(rows.counts)
    sure, maybe = (before(counts * line.of(m)) for m in (rows.sure, rows.maybe))
    _keep(rows, line, _at(maybe, line.end) <= params.top_k, _at(sure, line.start) < params.top_k)


def top_p(rows: Rows, params: SamplingParams) -> None:
    """More than 1 − p of the probability lies at the token and below it."""
    line, least = rows.line(), 1.0 - params.top_p
    low, high, single = _in_line(rows, line)
    lows, highs = before(low), before(high)
    own_low, own_high = low * single, high * single
    below, above = lows[:, -1:] - _at(lows, line.end) + own_low, _at(highs, line.end) - own_high
    sure = below > (below + above) * least * (1.0 + SLACK)
    below, above = highs[:, -1:] - _at(highs, line.start), _at(lows, line.start)
    _keep(rows, line, sure, below >= (below + above) * least * (1.0 - SLACK), best=True)


def typical_p(rows: Rows, params: SamplingParams) -> None:
    """Less than the share lies at tokens whose logit is nearer to the mean one, Σ p v, at which p has its entropy."""
    from_, to = rows.mean_logit()
    rows.lose(~(np.isfinite(from_) & np.isfinite(to)))
    from_, to = np.nan_to_num(from_)[:, None], np.nan_to_num(to)[:, None]
    near = np.maximum(np.maximum(rows.lo - to, from_ - rows.hi), 0.0)
    far = np.maximum(rows.hi - from_, to - rows.lo)
    line = line_of(near, far, rising(near))
    low, high, single = _in_line(rows, line)
    lows, highs = before(low), before(high)
    nearer, rest = _at(highs, line.end) - high * single, lows[:, -1:] - _at(lows, line.end) + low * single
    sure = nearer < (nearer + rest) * params.typical_p * (1.0 - SLACK)
    nearer, rest = _at(lows, line.start), highs[:, -1:] - _at(highs, line.start)
    _keep(rows, line, sure, nearer <= (nearer + rest) * params.typical_p * (1.0 + SLACK))


def tfs(rows: Rows, params: SamplingParams) -> None:
    """As far as single tokens go; what the blocks add to the sum of all bends is less than three times the last one."""
    fewest, most = rows.count()
    rows.lose((fewest <= 2) & (most > 2))
    keys = np.where(rows.maybe, -rows.hi, np.inf)
    line = line_of(keys, np.where(rows.maybe, -rows.lo, np.inf), rising(keys))
    low, high, single = _in_line(rows, line)
    alone = single & line.of(rows.sure)
    known = np.minimum.accumulate(alone, axis=1)
    value = np.where(known, (low + high) / 2.0, 0.0)
    wrong = (np.where(known, high - low, 0.0) / 2.0 + 1e-6 * value).sum(1) * 4.0
    bends = np.abs(np.diff(np.abs(np.diff(value, axis=1)), axis=1))
    number = known.sum(1)
    bends *= np.arange(bends.shape[1]) < number[:, None] - 2
    sums = np.cumsum(bends, axis=1)
    last = np.take_along_axis(value, np.maximum(number - 1, 0)[:, None], 1)[:, 0]
    least = sums[:, -1] - wrong
    rest = np.where(number < rows.maybe.sum(1), 3.0 * last, 0.0)
    _, log_all = rows.log_sum()
    rows.lose((most > 2) & (least <= 1e-5 * np.exp(log_all - rows.masses()[2])))
    with np.errstate(divide="ignore", invalid="ignore"):
        sooner = _first((sums + wrong[:, None]) / least[:, None] > params.tfs * (1 - SLACK), number - 2)
        later = _first((sums - wrong[:, None]) / (least + 2 * wrong + rest)[:, None] > params.tfs * (1 + SLACK), None)
    idle = (most <= 2)[:, None]
    sure = (line.end <= np.maximum(sooner, 1)[:, None]) | idle
    _keep(rows, line, sure, (line.start < np.maximum(later, 1)[:, None]) | idle)


def _first(found: Masks, none: Floats | None) -> Floats:
    """The first place of each row (R,) that is found; `none` (at most the number of columns) where there is none."""
    places = np.where(found.any(1), found.argmax(1), found.shape[1] + 2)
    return places if none is None else np.minimum(places, np.maximum(none, 0))


def min_p(rows: Rows, params: SamplingParams) -> None:
    """v ≥ best + ln m."""
    least, most = rows.best()
    reach = log_of(params.min_p)
    rows.keep_from(least + reach - SLACK, most + reach + SLACK)


def top_a(rows: Rows, params: SamplingParams) -> None:
    """ln p ≥ ln a + 2 ln p of the best."""
    (least, most), (low, high) = rows.best(), rows.log_sum()
    reach = log_of(params.top_a)
    rows.keep_from(2 * least - high + reach - SLACK, 2 * most - low + reach + SLACK)


def epsilon_cutoff(rows: Rows, params: SamplingParams) -> None:
    """ln p ≥ ln ε."""
    low, high = rows.log_sum()
    reach = log_of(params.epsilon_cutoff)
    rows.keep_from(low + reach - SLACK, high + reach + SLACK)


def eta_cutoff(rows: Rows, params: SamplingParams) -> None:
    """ln p ≥ ln min(ε, √ε e^−H)."""
    (low, high), (sure, unsure) = rows.log_sum(), rows.entropy()
    reach = log_of(params.eta_cutoff)
    rows.keep_from(
        low + np.minimum(reach, reach / 2 - unsure) - SLACK, high + np.minimum(reach, reach / 2 - sure) + SLACK
    )


def top_n_sigma(rows: Rows, params: SamplingParams) -> None:
    """v ≥ best − n σ. Where it is open who is in play, the squares of all who may be bound the variance."""
    least, most = rows.best()
    low, high = _deviation(rows)
    n = params.top_n_sigma
    rows.keep_from(least - n * high * (1 + SLACK) - 1e-5, most - n * low * (1 - SLACK) + 1e-5)


def _deviation(rows: Rows) -> tuple[Floats, Floats]:
    """Bounds (R,) of σ over the tokens in play."""
    t = rows.tokens
    middle = np.concatenate(((rows.lo[:, :t] + rows.hi[:, :t]) / 2.0, rows.middle), axis=1)
    wrong = np.concatenate(((rows.hi[:, :t] - rows.lo[:, :t]) / 2.0, rows.off), axis=1)
    spread = np.concatenate((np.zeros_like(rows.lo[:, :t]), (rows.hi[:, t:] - rows.lo[:, t:]) ** 2 / 4.0), axis=1)
    fewest, most = rows.count()
    held = rows.counts * rows.sure
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (held * middle).sum(1) / fewest
        away = np.abs(middle - mean[:, None])
        inner = (held * np.maximum(away - wrong, 0.0) ** 2).sum(1)
        mean_wrong = (held * wrong).sum(1) / fewest
        squares = (away + wrong) ** 2 + spread
        outer = (rows.counts * rows.maybe * squares).sum(1)
        low = np.maximum(inner / most - (fewest / most) * mean_wrong**2, 0.0)
        high = outer / fewest
    rows.lose(fewest < 1)
    return np.sqrt(np.nan_to_num(low)), np.sqrt(np.nan_to_num(high))


def xtc(rows: Rows, params: SamplingParams, acts: Masks) -> None:
    """Where it acts (R,): of the tokens with p ≥ t all but the least likely fall, if it is sure which these are."""
    if params.xtc_threshold == 0.0:  # all tokens are likely, and removed ones: which is the least likely is not known
        rows.lose(acts)
        return
    low, high = (bound + math.log(params.xtc_threshold) for bound in rows.log_sum())
    likely = rows.sure & (rows.lo >= high[:, None] + SLACK)
    perhaps = rows.maybe & (rows.hi >= low[:, None] - SLACK)
    blocks = perhaps[:, rows.tokens :].any(1)
    rows.lose(acts & ((likely != perhaps).any(1) | blocks))
    last = np.where(likely, rows.lo, np.inf)
    lowest = last.min(1)
    stays = likely & (rows.lo == lowest[:, None])
    rivals = likely & (rows.lo > lowest[:, None]) & (rows.lo <= np.where(stays, rows.hi, -np.inf).max(1)[:, None])
    rows.lose(acts & ((stays.sum(1) > 1) | rivals.any(1)))
    fallen = likely & ~stays & acts[:, None]
    rows.keep(~fallen, ~fallen)


def mirostat(rows: Rows, low: float, high: float) -> None:
    """ln p ≥ −μ ln 2, μ between two bounds."""
    least, most = rows.log_sum()
    rows.keep_from(least - high * math.log(2.0) - SLACK, most - low * math.log(2.0) + SLACK)


def _in_line(rows: Rows, line: Line) -> tuple[Floats, Floats, Masks]:
    """Bounds of the masses in play, in the order of a line, and which of the columns are single tokens."""
    low, high, _ = rows.masses()
    return (
        line.of(low * rows.sure),
        line.of(high * rows.maybe),
        line.order % rows.lo.shape[1] < rows.tokens,
    )


def _at(sums: Floats, places: np.ndarray) -> Floats:
    rows, columns = sums.shape
    return sums.take(places + np.arange(0, rows * columns, columns)[:, None])


def _keep(rows: Rows, line: Line, sure: Masks, maybe: Masks, *, best: bool = False) -> None:
    """Keep what a line says; the best token in any case where `best` says so."""
    sure, maybe = line.back(sure), line.back(maybe)
    if best:
        least, _ = rows.best()
        rivals = rows.maybe & (rows.hi >= least[:, None])
        alone = (rivals * rows.counts).sum(1) == 1.0
        sure, maybe = sure | (rivals & alone[:, None]), maybe | rivals
    rows.keep(sure, maybe)
