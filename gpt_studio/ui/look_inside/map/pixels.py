"""The pixels of the part of a map that can be seen: one slice of its pyramid, the future hatched.

A device pixel shows 2^k cells a side (`scale` 2^−k) by the largest of them, or a cell is `scale` pixels wide.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from gpt_studio.ui import theme

from .cells import GAP_FROM, HATCH, blank_colour, words
from .pyramid import Pyramid, blocks

Places = NDArray[np.int64]
Pixels = NDArray[np.uint32]
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # device pixels that a cell may be wide


def block_of(scale: float) -> int:
    """k, where a pixel shows 2^k cells a side."""
    return max(-int(np.floor(np.log2(scale))), 0) if scale < 1 else 0


def pixels_of(units: int, scale: float) -> int:
    """How many pixels wide a map of so many units is."""
    return blocks(units, block_of(scale)) if scale < 1 else units * int(scale)


def fitting(units: int, room: int, largest: int) -> float:
    """The largest scale at which a whole map fits into `room` pixels; cells are at most `largest` pixels wide."""
    if units <= room:
        return float(min(room // max(units, 1), largest))
    k = 1
    while blocks(units, k) > max(room, 1):
        k += 1
    return 2.0**-k


def next_scale(scale: float, way: int) -> float:
    """One step nearer (`way` 1) or farther (−1)."""
    if way > 0:
        return 2 * scale if scale < 1 else float(next((n for n in STEPS if n > scale), STEPS[-1]))
    return scale / 2 if scale <= 1 else float(max(n for n in STEPS if n < scale))


def picture(
    pyramid: Pyramid, seen: Places, hidden: NDArray[np.bool_], scale: float, corner: tuple[int, int],
    size: tuple[int, int], dark: bool, ratio: float = 1.0, *, gaps: bool = True,
) -> QImage:  # fmt: skip
    """`size` (width, height) pixels of a map from `corner` (x, y) on.

    `seen` [U]: how many units each may look at. `hidden` [U]: units that have no colour as keys. `gaps`: large cells
    stand apart.
    """
    (x, y), (wide, high) = corner, size
    out = _far(pyramid, hidden, block_of(scale), corner, size, dark) if scale < 1 else _near(
        pyramid, hidden, int(scale), corner, size, dark, ratio if gaps else inf
    )  # fmt: skip
    ends = _future(seen, scale, y, high)
    ahead = np.arange(x, x + wide) >= ends[:, None]
    np.copyto(out, _hatched(x, y, wide, high, dark, ratio), where=ahead)
    return QImage(out.data, wide, high, 4 * wide, QImage.Format.Format_RGB32).copy()


def _far(
    pyramid: Pyramid, hidden: NDArray[np.bool_], k: int, corner: tuple[int, int], size: tuple[int, int], dark: bool
) -> Pixels:
    (x, y), (wide, high) = corner, size
    out = words(dark)[pyramid.level(k)[y : y + high, x : x + wide]]
    if hidden.any():
        starts = np.arange(x, x + wide) << k
        out[:, np.logical_and.reduceat(hidden, starts)] = _word(blank_colour(dark))
    return out


def _near(
    pyramid: Pyramid, hidden: NDArray[np.bool_], n: int, corner: tuple[int, int], size: tuple[int, int], dark: bool,
    ratio: float,
) -> Pixels:  # fmt: skip
    (x, y), (wide, high) = corner, size
    rows, columns = np.arange(y, y + high) // n, np.arange(x, x + wide) // n
    cells = words(dark)[pyramid.level(0)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]]
    cells[:, hidden[columns[0] : columns[-1] + 1]] = _word(blank_colour(dark))
    out = np.repeat(cells, n, axis=1)[:, x % n : x % n + wide]
    out = np.repeat(out, n, axis=0)[y % n : y % n + high]
    if n >= GAP_FROM * ratio:
        between, gap = _word(theme.color("surface", dark)), max(round(ratio), 1)
        out[:, np.arange(x, x + wide) % n >= n - gap] = between
        out[np.arange(y, y + high) % n >= n - gap] = between
    return np.ascontiguousarray(out)


def _future(seen: Places, scale: float, y: int, high: int) -> Places:
    """For each row of pixels the first column of pixels that shows nothing but what lies ahead."""
    if scale >= 1:
        return (seen * int(scale))[np.arange(y, y + high) // int(scale)]
    k = block_of(scale)
    last = np.minimum((np.arange(y, y + high) + 1) << k, len(seen)) - 1
    return -(-seen[last] >> k)


def _hatched(x: int, y: int, wide: int, high: int, dark: bool, ratio: float) -> Pixels:
    """Lines at 45° that stay with the map when it is moved."""
    tape = _tape(dark, ratio)
    period = len(tape)
    rows = np.stack([tape[np.arange(x + phase, x + phase + wide) % period] for phase in range(period)])
    return rows[np.arange(y, y + high) % period]


@lru_cache(maxsize=8)
def _tape(dark: bool, ratio: float) -> Pixels:
    """One period of the hatching along a row of pixels."""
    period = max(round(HATCH * 2**0.5 * ratio), 4)
    ground, line = theme.color("window", dark), theme.color("border", dark)
    far = np.abs((np.arange(period) + period // 2) % period - period // 2)
    share = np.clip(0.75 * ratio + 0.25 - far, 0.0, 1.0)
    return np.array([_word(_mixed(ground, line, float(s))) for s in share], np.uint32)


def _mixed(first: QColor, second: QColor, share: float) -> QColor:
    ends = zip((first.red(), first.green(), first.blue()), (second.red(), second.green(), second.blue()), strict=True)
    return QColor(*(round(a + (b - a) * share) for a, b in ends))


def _word(colour: QColor) -> np.uint32:
    return np.uint32(colour.rgb())
