"""When a run no longer learns: numbers that are not finite, or a loss far above what it was."""

from __future__ import annotations

import math
from collections import deque
from statistics import median

from .step import StepResult

SKIPS_ALLOWED = 3  # steps in a row whose loss or gradient is not finite
TIMES, HIGH_ALLOWED = 10.0, 20  # steps in a row whose loss is so many times the running median
REMEMBERED = 200  # steps over which the median runs; those that were too high are not among them


class Divergence:
    """Sees every step. What it remembers decides when a run pauses, never what it learns."""

    def __init__(self) -> None:
        self._usual: deque[float] = deque(maxlen=REMEMBERED)
        self._high = 0

    def reason(self, result: StepResult, skipped: int) -> str:
        """Why the run should pause after this step, the last of `skipped` without an update; empty while it learns."""
        if skipped >= SKIPS_ALLOWED:
            return f"no finite gradient in {SKIPS_ALLOWED} steps in a row"
        if not math.isfinite(result.loss):
            return ""
        if not self._usual or result.loss <= TIMES * median(self._usual):
            self._usual.append(result.loss)
            self._high = 0
            return ""
        self._high += 1
        if self._high < HIGH_ALLOWED:
            return ""
        return f"the loss was more than {TIMES:.0f} times its usual {median(self._usual):.4g} for {self._high} steps"

    def begin_anew(self) -> None:
        """Forget what was usual: somebody wants the run to go on as it is."""
        self._usual.clear()
        self._high = 0
