"""Seconds and rates of one generation."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from gpt_studio.protocol.records import GenerationStats


class Clock:
    """Started when the prompt is about to be read; told of each token."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._read: float | None = None
        self._first: float | None = None
        self._last = self._start
        self._tokens = 0
        self.cached = 0
        self.prefilled = 0

    def prompt_read(self, tokens: int) -> None:
        """`tokens` of the prompt went through the network (those cached did not)."""
        self.prefilled = tokens
        self._read = time.perf_counter()

    def token(self) -> None:
        """A token was drawn."""
        self._last = time.perf_counter()
        self._first = self._first or self._last
        self._tokens += 1

    def stats(self) -> GenerationStats:
        """So far. The decode rate counts the tokens after the first, whose time belongs to the prompt."""
        decoding = self._last - self._first if self._first else 0.0
        reading = self._read - self._start if self._read else 0.0
        return GenerationStats(
            ttft_s=self._first - self._start if self._first else None,
            prefill_tokens=self.prefilled,
            cached_tokens=self.cached,
            prefill_tok_s=self.prefilled / reading if reading else None,
            decode_tok_s=(self._tokens - 1) / decoding if decoding else None,
            peak_rss_bytes=peak_rss_bytes(),
        )


def peak_rss_bytes() -> int:
    """The most memory that this process has held at once.

    Linux counts into ru_maxrss what the process that started this one held: /proc has this one's own.
    """
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    if sys.platform == "linux":
        with contextlib.suppress(OSError, StopIteration), Path("/proc/self/status").open() as status:
            return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
