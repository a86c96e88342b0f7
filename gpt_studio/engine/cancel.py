"""Cancelling out of band: a token made with the job, so that a cancel can never hit a later one."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from gpt_studio.protocol.commands import Command, Generate
from gpt_studio.protocol.events import Event, GenerationDone, JobCancelled
from gpt_studio.protocol.records import GenerationStats


class CancelToken:
    """Set by the window, read by the engine between two steps of the job. `ends` tell that the job never began."""

    def __init__(self, ends: Sequence[Event] = ()) -> None:
        self._lock = threading.Lock()
        self._ends = ends
        self._begun = False
        self._cancelled = False

    def begin(self) -> bool:
        """The engine takes the job up. False: it was cancelled while it waited, and must not begin."""
        with self._lock:
            self._begun = not self._cancelled
            return self._begun

    def cancel(self) -> Sequence[Event]:
        """Ask the job to end. Its ends, once, where it has not begun: then nobody else will tell of them."""
        with self._lock:
            waits = not (self._begun or self._cancelled)
            self._cancelled = True
        return self._ends if waits else ()

    def cancelled(self) -> bool:
        return self._cancelled


def never_began(command: Command) -> list[Event]:
    """The ends of a job that was cancelled while it waited."""
    if not isinstance(command, Generate):
        return [JobCancelled(command.job)]
    nothing = GenerationStats(None, 0, 0, None, None, 0)
    return [GenerationDone(command.job, m, "", "cancelled", "", nothing) for m in command.members]
