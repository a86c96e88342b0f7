"""What is said to the window: answers at once, progress ten times a second at most."""

from __future__ import annotations

import time
from typing import BinaryIO

from gpt_studio.protocol.fetching import Answer, FetchProgress, as_line

PERIOD_S = 0.1


class Reporter:
    """Writes lines; of progress within one phase only what is due."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._next = 0.0
        self._phase = ("", "")

    def say(self, message: Answer) -> None:
        """One line, now."""
        self._out.write(as_line(message))
        self._out.flush()

    def progress(self, phase: str, done: int = 0, total: int = 0, file: str = "") -> None:
        """How far it is, in bytes; a change of phase or file is always told."""
        now = time.monotonic()
        if now < self._next and self._phase == (phase, file):
            return
        self._next, self._phase = now + PERIOD_S, (phase, file)
        self.say(FetchProgress(phase, done, total, file))
