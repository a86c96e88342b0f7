"""Where the engine lives: four methods, whether it is a thread of this process or, later, a process of its own."""

from __future__ import annotations

from typing import Protocol

from .commands import Command
from .events import Event


class Host(Protocol):
    """Carries commands to the engine and events back. None of the methods waits, but for `stop`."""

    def send(self, command: Command) -> None:
        """Put a command into the engine's inbox."""
        ...

    def cancel(self, job: int) -> None:
        """Out of band: the job ends at its next check, also when it is still queued. Unknown jobs are ignored."""
        ...

    def poll(self) -> list[Event]:
        """All events since the last call, merged."""
        ...

    def stop(self, timeout_s: float) -> bool:
        """Cancel everything, end the engine, join it. False when it did not end within `timeout_s`."""
        ...
