"""The samplers that remove nothing, on rows between bounds."""

from __future__ import annotations

import numpy as np

from gpt_studio.protocol.sampling import SamplingParams

from .outline import Floats
from .rows import Rows

_COLDEST = 1e-3  # below, float32 has no room for what is divided by it
_FARTHEST = 1e30


def temperature(rows: Rows, params: SamplingParams) -> None:
    """v / T."""
    t = params.temperature
    if t in (0.0, 1.0):
        return
    if t < _COLDEST:
        rows.lose(np.ones_like(rows.lost))
        return
    rows.set_values(rows.lo / t, rows.hi / t, rows.middle / t, rows.off / t)
    rows.shift = rows.shift / t


def dynamic_temperature(rows: Rows, params: SamplingParams) -> None:
    """v / T with T between two bounds: all distances to the best value are, so that is where they are counted from."""
    low, high = _temperatures(rows, params)
    top = rows.best()[1]
    base = (top * (1.0 / low + 1.0 / high) / 2.0)[:, None]
    below, above = np.minimum(rows.lo - top[:, None], 0.0), np.minimum(rows.hi - top[:, None], 0.0)
    middle = rows.middle - top[:, None]
    reach = np.abs(middle) * (1.0 / low - 1.0 / high)[:, None] / 2.0
    rows.shift = (rows.shift + np.abs(top)) * (1.0 / low - 1.0 / high) + rows.shift / low
    rows.set_values(
        base + below / low[:, None],
        base + above / high[:, None],
        base + middle * ((1.0 / low + 1.0 / high) / 2.0)[:, None],
        rows.off / low[:, None] + reach,
    )


def _temperatures(rows: Rows, params: SamplingParams) -> tuple[Floats, Floats]:
    fewest, most = rows.count()
    rows.lose((fewest < 2) & (most >= 2))
    (low, high), bend = rows.entropy(), params.dynamic_temperature_exponent
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = low / np.log(most), high / np.log(fewest)
    from_, to = params.dynamic_temperature_low, params.dynamic_temperature_high
    ends = [np.maximum(from_ + (to - from_) * np.clip(np.nan_to_num(s), 0.0, 1.0) ** bend, 1e-3) for s in shares]
    single = most < 2
    return np.where(single, 1.0, np.minimum(*ends)), np.where(single, 1.0, np.maximum(*ends))


def smoothing(rows: Rows, params: SamplingParams) -> None:
    """f(d) = −a d² + b d³, d the distance to the best value; where a < 0 a worse token may pass a better one."""
    a = params.smoothing * (3.0 - params.smoothing_curve) / 2.0
    b = params.smoothing * (params.smoothing_curve - 1.0) / 2.0
    least, most = rows.best()
    rows.lose(~np.isfinite(least))
    far, near = np.minimum(rows.lo - most[:, None], 0.0), np.minimum(rows.hi - least[:, None], 0.0)
    ends = _bent(far, a, b), _bent(near, a, b)
    low, high = np.minimum(*ends), np.maximum(*ends)
    if a < 0.0:
        turn = 2.0 * a / (3.0 * b)
        high = np.where((far < turn) & (turn < near), _bent(np.array(turn), a, b), high)
    base = ((least + most) / 2.0)[:, None]
    middle, t = np.minimum(rows.middle - base, 0.0), rows.tokens
    deep, width = np.abs(far[:, t:]), rows.hi[:, t:] - rows.lo[:, t:]
    slope, curve = (2.0 * abs(a) + 3.0 * b * deep) * deep, 2.0 * abs(a) + 6.0 * b * deep
    half = (most - least) / 2.0
    rows.shift = rows.shift + half
    noise = 4e-7 * np.abs(low)
    rows.lose(np.where(rows.maybe, low, 0.0).min(1) < -_FARTHEST)
    rows.set_values(
        base + low - noise,
        base + high + noise,
        base + _bent(middle, a, b),
        slope * (rows.off + half[:, None]) + curve * width**2 / 8.0 + noise[:, t:],
        in_order=a >= 0.0,
    )


def _bent(distance: Floats, a: float, b: float) -> Floats:
    return (b * distance - a) * distance * distance
