"""The numbers of a run in arrays that grow, for its curve and its headline. Without Qt."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.runs import MetricsLine

Floats = NDArray[np.float64]

_COLUMNS = (
    "step", "loss", "val_loss", "lr", "grad_norm", "tok_s", "memory_bytes", "general_loss", "verbatim", "induction",
)  # fmt: skip
_WINDOWS = (200, 100, 50, 20, 10, 5)


class History:
    """Steps, training losses and validation losses (nats per token), in the order of steps; NaN where none is."""

    def __init__(self) -> None:
        self._table: Floats = np.empty((256, len(_COLUMNS)))
        self._count = 0
        self.last: MetricsLine | None = None

    def __len__(self) -> int:
        return self._count

    def clear(self) -> None:
        """Forget everything: the run's file was cut or replaced."""
        self._count = 0
        self.last = None

    def append(self, lines: Iterable[MetricsLine]) -> None:
        """Add lines; one whose step was there already replaces it and all that followed.

        That before the first step is left out where it tells no number.
        """
        for line in lines:
            step, *numbers = _values(line)
            if not step and all(number is None for number in numbers):
                continue
            if self.last is not None and line.step <= self.last.step:
                self._count = int(np.searchsorted(self.steps, line.step))
            if self._count == len(self._table):
                self._table = np.concatenate([self._table, np.empty_like(self._table)])
            self._table[self._count] = [np.nan if value is None else value for value in (step, *numbers)]
            self._count += 1
            self.last = line

    @property
    def steps(self) -> Floats:
        return self._table[: self._count, 0]

    @property
    def losses(self) -> Floats:
        return self._table[: self._count, 1]

    @property
    def validations(self) -> tuple[Floats, Floats]:
        """Steps at which the validation loss was measured, and what it was."""
        return self.series("val_loss")

    def series(self, name: str) -> tuple[Floats, Floats]:
        """Steps at which a quantity of the lines was measured, and what it was."""
        values = self._table[: self._count, _COLUMNS.index(name)]
        measured = np.isfinite(values)
        return self.steps[measured], values[measured]

    def index_at(self, step: float) -> int:
        """The line nearest to a step; -1 while there is none."""
        if not self._count:
            return -1
        right = min(int(np.searchsorted(self.steps, step)), self._count - 1)
        left = max(0, right - 1)
        return left if step - self.steps[left] <= self.steps[right] - step else right


def _values(line: MetricsLine) -> list[float | None]:
    """In the order of the columns; of the heads the largest induction."""
    named = [getattr(line, name) for name in _COLUMNS[:-1]]
    return [*named, line.heads.induction_max if line.heads else None]


def running_mean(values: Floats, window: int) -> Floats:
    """Entry i is the mean of the finite values around it, `window` // 2 to each side; NaN where there is none.

    Near the beginning, where a loss falls fast, both sides are cut alike, so that the mean does not lag behind;
    at the end only what is there yet is averaged.
    """
    finite = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(finite)])
    at = np.arange(len(values))
    reach = np.minimum(window // 2, at)
    first, beyond = at - reach, np.minimum(at + reach + 1, len(values))
    number = counts[beyond] - counts[first]
    means = np.full(len(values), np.nan)
    np.divide(sums[beyond] - sums[first], number, out=means, where=number > 0)
    return means


def window_for(points: int) -> int:
    """How many of so many points the smoothed line averages: at most a twenty-fifth, or 1 (none) of few."""
    return next((window for window in _WINDOWS if window * 25 <= points), 1)
