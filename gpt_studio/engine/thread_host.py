"""The engine as one long-lived thread of this process. torch is imported there, once the window is up."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from weakref import WeakValueDictionary

from gpt_studio.protocol.commands import Command
from gpt_studio.protocol.events import EngineStopped, Event

from .cancel import CancelToken, never_began
from .outbox import Outbox

# Models that are kept loaded beside each other, together.
POOL_BYTES = 4 * 1024**3


class ThreadHost:
    """Host (protocol.host) whose engine is a plain Python thread: a QThread has a small stack on macOS."""

    def __init__(self, threads: int | None = None, pool_bytes: int = POOL_BYTES) -> None:
        self._threads = threads
        self._pool_bytes = pool_bytes
        self._inbox: SimpleQueue[tuple[Command, CancelToken] | None] = SimpleQueue()
        self._outbox = Outbox()
        self._tokens: WeakValueDictionary[int, CancelToken] = WeakValueDictionary()  # of jobs that have not ended
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="gpt-studio-engine", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> None:
        token = CancelToken(never_began(command))
        self._tokens[command.job] = token
        self._inbox.put((command, token))

    def cancel(self, job: int) -> None:
        """A job that runs ends at its next check; one that waits ends now, whatever the engine is doing."""
        token = self._tokens.get(job)
        for event in token.cancel() if token is not None else ():
            self._outbox.put(event)

    def poll(self) -> list[Event]:
        return self._outbox.drain()

    def stop(self, timeout_s: float) -> bool:
        """Cancel every job, end the engine and join it."""
        self._stopping = True
        for token in list(self._tokens.values()):
            token.cancel()
        self._inbox.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._work()
            message = "" if self._stopping else "the engine ended by itself"
        except BaseException as error:  # noqa: BLE001  (the window has to hear of it, whatever it is)
            message = f"the engine ended: {type(error).__name__}: {error}"
        self._outbox.put(EngineStopped(message=message))

    def _work(self) -> None:
        from .engine import Engine
        from .pool import Pool

        Engine(self._inbox, self._outbox.put, Pool(self._pool_bytes, self._threads)).run()
