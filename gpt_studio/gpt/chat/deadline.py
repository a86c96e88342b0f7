"""A limit of time for a stranger's program that this interpreter runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from .bounds import Refused


@contextmanager
def deadline(seconds: float) -> Generator[None]:
    """Refused is raised in this thread once the time is over, at the next line of the template or call below it."""
    end = time.monotonic() + seconds

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if time.monotonic() > end:
            raise Refused(f"it takes longer than {seconds:g} s")
        if event == "call":
            frame.f_trace_lines = frame.f_code.co_filename == "<template>"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
