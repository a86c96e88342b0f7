"""Leaving a share of the time to text that is written meanwhile: the run sleeps between its micro-batches."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

FRESH_S = 3.0  # a request that was not renewed for so long is of a window that is gone
SLICE_S = 0.05  # of sleep, between two looks at the request


class Yielding:
    """Asked for by a file, yield.request, that is touched again and again while somebody waits for the processor.

    Nothing that is learnt depends on it. `tell` hears the share that is left whenever it changes.
    """

    def __init__(self, request: Path | None, share: float, tell: Callable[[float], object] | None = None) -> None:
        self._request, self._share, self._tell = request, share, tell
        self._told = 0.0
        self._touched, self._renewed = -1, 0.0  # the request's time in ns; when it was seen to change
        self._worked_since = time.perf_counter()
        self._slept = 0.0

    def clock(self) -> float:
        """Seconds of work: they stand still while the run sleeps."""
        return time.perf_counter() - self._slept

    def give(self) -> None:
        """Sleep as long as the work since the last call owes, until nobody asks for it any more."""
        asked = self._asked()
        if asked != bool(self._told):
            self._told = self._share if asked else 0.0
            if self._tell is not None:
                self._tell(self._told)
        owed = (time.perf_counter() - self._worked_since) * self._share / (1 - self._share)
        while owed > 0 and asked:
            begun = time.perf_counter()
            time.sleep(min(owed, SLICE_S))
            taken = time.perf_counter() - begun
            self._slept += taken
            owed -= taken
            asked = self._asked()
        self._worked_since = time.perf_counter()

    def _asked(self) -> bool:
        """Whether the request is there and fresh, by this machine's clock alone: the file may be of another's."""
        if self._request is None or not self._share:
            return False
        try:
            touched = self._request.stat().st_mtime_ns
        except OSError:
            return False
        now = time.perf_counter()
        if touched != self._touched:
            self._touched, self._renewed = touched, now
        return now - self._renewed < FRESH_S
