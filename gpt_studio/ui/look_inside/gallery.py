"""All heads over one text: a small picture of each, its numbers, and how much of its attention falls into a box.

Layers come as the engine answers them and are let go; the work is done head by head between the window's frames.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gpt_studio.protocol.attention import HeadStatistics

from .map.pyramid import halved
from .shown import Box
from .view import Weights

SMALL = 96  # units up to which small pictures are kept
SLICE_MS = 8  # of work between two frames

Head = tuple[int, int]  # layer, head


class Gallery(QObject):
    """`changed` says a head whose picture or number is new, `finished` that nothing waits any more."""

    changed = Signal(int, int)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures: dict[Head, Weights] = {}
        self.statistics: dict[Head, HeadStatistics] = {}
        self.shares: dict[Head, float] = {}  # of the box
        self.box: Box | None = None
        self._fresh: set[int] = set()  # layers whose pictures are of the present text
        self._boxed: set[int] = set()  # layers of which the share of the box is known
        self._waiting = deque[tuple[int, int, Weights]]()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer)

    def begin(self, *, keep: bool) -> None:
        """Another text; `keep`: it goes on from the one before, whose pictures stay until there are others."""
        self._waiting.clear()
        self._fresh, self._boxed, self.shares = set(), set(), {}
        if not keep:
            self.pictures, self.statistics = {}, {}

    def take(self, layer: int, weights: Weights, statistics: Iterable[HeadStatistics] = ()) -> None:
        """A layer's weights [heads, T, T], of which small pictures will be made, and the numbers of heads."""
        self.statistics |= {(one.layer, one.head): one for one in statistics}
        self._fresh.add(layer)
        if self.box is not None:
            self._boxed.add(layer)
        self._waiting = deque(w for w in self._waiting if w[0] != layer)
        self._waiting.extend((layer, head, of_head) for head, of_head in enumerate(weights))
        self._timer.start(0)

    def set_box(self, box: Box | None, held: Iterable[tuple[int, Weights]] = ()) -> None:
        """Ask for the shares of a box (in tokens); the `held` layers are at hand, the others come by `take`."""
        self.box, self.shares, self._boxed = box, {}, set()
        for layer, weights in held:
            if box is not None:
                self.take(layer, weights)

    def missing(self, layers: int) -> list[int]:
        """The layers whose pictures, or shares of the box, are not known."""
        known = self._fresh if self.box is None else self._fresh & self._boxed
        return [layer for layer in range(layers) if layer not in known]

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def ranked(self, by: str, heads: Iterable[Head]) -> list[tuple[Head, float]]:
        """The heads with their number, the largest first; those without one are left out. `box`: by its share."""
        numbers = {head: self._number(by, head) for head in heads}
        known = [(head, number) for head, number in numbers.items() if number is not None]
        return sorted(known, key=_largest_first)

    def _number(self, by: str, head: Head) -> float | None:
        if by == "box":
            return self.shares.get(head)
        found = self.statistics.get(head)
        return None if found is None else getattr(found, by, None)

    def _on_timer(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and clock.elapsed() < SLICE_MS:
            layer, head, weights = self._waiting.popleft()
            self.pictures[layer, head] = halved(weights, SMALL)
            if self.box is not None:
                self.shares[layer, head] = share_of(self.box, weights)
            self.changed.emit(layer, head)
        if not self._waiting:
            self._timer.stop()
            self.finished.emit()


def share_of(box: Box, weights: Weights) -> float:
    """The share of the attention of the box's queries that falls on the box's keys: 0…1."""
    q0, q1, k0, k1 = box
    rows = weights[q0 : q1 + 1]
    whole = float(rows.sum(dtype=np.float64))
    return float(rows[:, k0 : k1 + 1].sum(dtype=np.float64)) / whole if whole > 0 else 0.0


def _largest_first(found: tuple[Head, float]) -> tuple[float, Head]:
    return -found[1], found[0]
