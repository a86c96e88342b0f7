"""The part of a map that can be seen: how large cells are, where it begins, and how both change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from gpt_studio.ui.look_inside.labels import Name

from .head_map import PAD, WIDEST_LABEL, MapGeometry, caption_width
from .pixels import fitting, next_scale, pixels_of

LARGEST_CELL = 40  # pixels of the screen, where a whole map is shown
MEASURED_NAMES = 200


@dataclass(frozen=True)
class MapWindow:
    """`scale` device pixels for a cell (below 1: 2^−k), None for the whole map; `corner` (x, y) the first pixel."""

    scale: float | None = None
    corner: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Placed:
    """A window that was laid out: where it lies on the screen, at which scale, from which pixel on."""

    geometry: MapGeometry
    scale: float
    corner: tuple[int, int]
    size: tuple[int, int]  # device pixels


def widest_name(names: Sequence[Name], metrics: QFontMetricsF) -> float:
    """The room that names need; of a long text the longest ones are measured."""
    measured = names if len(names) <= MEASURED_NAMES else sorted(names, key=_length)[-MEASURED_NAMES:]
    return min(max((metrics.horizontalAdvance(name.whole) for name in measured), default=0.0), WIDEST_LABEL) + PAD


def place(window: MapWindow, units: int, metrics: QFontMetricsF, widest: float, room: QRectF, ratio: float) -> Placed:
    """The window with its axes in `room`, names where they have room, else numbers."""
    line = metrics.height()
    for top, smallest_cell in ((line, widest), (widest, line - 2)):
        placed = _placed(window, units, room, (max(widest, caption_width(metrics)), line + top), ratio)
        if placed.scale / ratio >= smallest_cell:
            geometry = replace(placed.geometry, line=line, top=top, labelled=True, upright=top == line)
            return replace(placed, geometry=geometry)
    left = max(metrics.horizontalAdvance(str(units)) + PAD, caption_width(metrics))
    placed = _placed(window, units, room, (left, 2 * line), ratio)
    return replace(placed, geometry=replace(placed.geometry, line=line, top=line))


def zoomed(
    window: MapWindow,
    placed: Placed,
    way: int,
    at: QPointF,
    ratio: float,
    whole: float,
    place_at: QPointF | None = None,
) -> MapWindow:
    """One step nearer (1) or farther (−1), the cell under `at` staying there; not farther than the `whole` map.

    `place_at` is where the map begins after the step, where names have made room for numbers or the other way round.
    """
    scale = next_scale(placed.scale, way)
    if way < 0 and scale <= whole:
        return MapWindow()
    before, start = placed.geometry.place.topLeft(), place_at or placed.geometry.place.topLeft()
    corner = tuple(
        round((placed.corner[axis] + (p - b) * ratio) * scale / placed.scale - (p - s) * ratio)
        for axis, (p, b, s) in enumerate(((at.x(), before.x(), start.x()), (at.y(), before.y(), start.y())))
    )
    return MapWindow(scale, (corner[0], corner[1]))


def moved(placed: Placed, x: float, y: float) -> MapWindow:
    """Moved by so many device pixels."""
    return MapWindow(placed.scale, (round(placed.corner[0] + x), round(placed.corner[1] + y)))


def showing(placed: Placed, query: int, key: int) -> MapWindow | None:
    """Moved just so far that a cell can be seen; None where it can."""
    step = [0.0, 0.0]
    for axis, index in enumerate((key, query)):
        if index >= 0:
            first, last = index * placed.scale, (index + 1) * placed.scale
            low, room = placed.corner[axis], placed.size[axis]
            step[axis] = min(first - low, 0.0) if first < low else max(last - low - room, 0.0)
    return moved(placed, *step) if any(step) else None


def _placed(window: MapWindow, units: int, room: QRectF, axes: tuple[float, float], ratio: float) -> Placed:
    left, top = (round((a + b) * ratio) / ratio for a, b in ((room.x(), axes[0]), (room.y(), axes[1])))
    wide, high = (max(int((end - start) * ratio), 1) for end, start in ((room.right(), left), (room.bottom(), top)))
    scale = window.scale or fitting(units, min(wide, high), round(LARGEST_CELL * ratio))
    world = pixels_of(units, scale)
    size = min(world, wide), min(world, high)
    x, y = (min(max(at, 0), world - length) for at, length in zip(window.corner, size, strict=True))
    geometry = MapGeometry(
        QRectF(left, top, size[0] / ratio, size[1] / ratio), units, 0.0, 0.0, labelled=False, upright=True,
        side=scale / ratio, shift=(x / ratio, y / ratio),
    )  # fmt: skip
    return Placed(geometry, scale, (x, y), size)


def _length(name: Name) -> int:
    return len(name.whole)
