"""state.json: replaced durably when it changes, and every two seconds so that readers see the run alive."""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gpt_studio.files import durable
from gpt_studio.protocol.runs import HEARTBEAT_S, RunState


def new_state(steps: int, old: RunState | None = None) -> RunState:
    """The state of a run that begins now in this process, or goes on from where `old` says."""
    now = time.time()
    new = RunState("preparing", os.getpid(), platform.node(), now, now, 0, steps)
    if old is None:
        return new
    old = replace(old, status=new.status, steps=steps, message="", yielding=0.0)
    return replace(old, pid=new.pid, host=new.host, heartbeat=now)


class StateFile:
    """Owns state.json while the process lives. A disk that takes no state does not end the run.

    Without a path nothing is written: the state of a process that does not lead.
    """

    def __init__(self, path: Path | None, state: RunState) -> None:
        self._path = path
        self._state = state
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self.write()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._thread.join()

    @property
    def state(self) -> RunState:
        return self._state

    def note(self, **changes: Any) -> None:
        """Change fields of the state; the next heartbeat writes them."""
        with self._lock:
            self._state = replace(self._state, **changes)

    def write(self, **changes: Any) -> bool:
        """Change fields and write at once. False when the disk did not take it."""
        with self._lock:
            self._state = replace(self._state, **changes, heartbeat=time.time())
            if self._path is None:
                return True
            try:
                durable.replace_text(self._path, json.dumps(asdict(self._state), indent=1) + "\n")
            except OSError:
                return False
        return True

    def _beat(self) -> None:
        while not self._closed.wait(HEARTBEAT_S):
            self.write()
