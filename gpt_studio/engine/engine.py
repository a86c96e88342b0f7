"""The engine's loop: one long job step by step, short queries between its steps, the newest of a kind winning.

Owned and run by exactly one thread; no other thread of the process calls torch.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError

from . import jobs
from .cancel import CancelToken
from .pool import Pool

# A command with the token that cancels it; None ends the engine.
Letter = tuple[cmd.Command, CancelToken] | None


@dataclass
class _Running:
    command: cmd.Command
    token: CancelToken
    steps: jobs.Steps


class Engine:
    """Takes letters from `inbox`, gives events to `put`, until it reads None."""

    def __init__(self, inbox: SimpleQueue[Letter], put: Callable[[ev.Event], None], pool: Pool) -> None:
        self._inbox = inbox
        self._put = put
        self._pool = pool
        self._waiting: deque[tuple[cmd.LongCommand, CancelToken]] = deque()
        self._queries: dict[type[cmd.Command], _Running] = {}
        self._job: _Running | None = None
        self._open = True

    def run(self) -> None:
        """Work until told to end."""
        while self._open:
            self._receive()
            self._answer_queries()
            self._advance()
        for running in [*self._queries.values(), *([self._job] if self._job else [])]:
            _close(running)

    def _receive(self) -> None:
        """Take in all letters; wait for one when there is nothing to do."""
        idle = not (self._job or self._waiting or self._queries)
        try:
            self._take(self._inbox.get(block=idle))
            while self._open:
                self._take(self._inbox.get_nowait())
        except Empty:
            return

    def _take(self, letter: Letter) -> None:
        if letter is None:
            self._open = False
            return
        command, token = letter
        if isinstance(command, cmd.Query):
            overtaken = self._queries.pop(type(command), None)
            if overtaken is not None:
                _close(overtaken)
            if token.begin():
                self._queries[type(command)] = self._start(command, token)
        else:
            self._waiting.append((command, token))

    def _answer_queries(self) -> None:
        """One step of each query."""
        for kind, query in list(self._queries.items()):
            if self._open and not self._step(query):
                self._queries.pop(kind, None)

    def _advance(self) -> None:
        """One step of the long job, or the start of the next one."""
        if not self._open:
            return
        if self._job is None and self._waiting:
            command, token = self._waiting.popleft()
            self._job = self._start(command, token) if token.begin() else None
        if self._job is not None and not self._step(self._job):
            self._job = None

    def _start(self, command: cmd.Command, token: CancelToken) -> _Running:
        return _Running(command, token, jobs.start(command, self._pool, token, self._put))

    def _step(self, running: _Running) -> bool:
        """Run a job to its next event; False when it has ended. No exception leaves a job."""
        try:
            if running.token.cancelled() and not isinstance(running.command, cmd.Generate):
                raise jobs.Cancelled
            event = next(running.steps)
        except StopIteration:
            return False
        except jobs.Cancelled:
            _close(running)
            self._put(ev.JobCancelled(running.command.job))
            return False
        except BaseException as error:  # noqa: BLE001  (a tokenizer's PanicException is no Exception)
            self._put(failure(running.command.job, error))
            return False
        if event is not None:
            self._put(event)
        return True


def failure(job: int, error: BaseException) -> ev.JobFailed | ev.JobCancelled:
    """The event that tells of an exception."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, StudioError):
        if error.code == "cancelled":
            return ev.JobCancelled(job)
        return ev.JobFailed(job, error.code, error.message, error.expected, error.found, error.remedy, details)
    text = f"{type(error).__name__}: {error}"[:2000]
    code = "out_of_memory" if _is_memory(error) else "fault"
    return ev.JobFailed(job, code, text, details=details)


def _is_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error) or "out of memory" in str(error)


def _close(running: _Running) -> None:
    close = getattr(running.steps, "close", None)
    if close is not None:
        close()
