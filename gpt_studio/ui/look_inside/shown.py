"""What a map shows: weights over the units that its axes name. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .labels import Name
from .view import Weights

Box = tuple[int, int, int, int]  # first and last query, first and last key


@dataclass(eq=False)
class Shown:
    """What a map shows: weights [U, U] of the units `names`, of which each looks at the first `seen`.

    `top` has the strongest colour (`decades`: see pyramid.strength); keys that are `hidden` have none; `shares` of a
    row, or norms. `profiles` are what keys receive and how even queries are, 0…1; None: not shown.
    """

    names: Sequence[Name] = ()
    weights: Weights = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    seen: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    hidden: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    top: float = 1.0
    shares: bool = True
    decades: int = 0
    profiles: tuple[Weights, Weights] | None = None
