"""A limit of time for calls that cannot be interrupted: Rust code that a stranger's tokenizer.json steers.

Such a call runs on a thread of its own. When it is late it is left behind there, to end by itself or with the program;
the caller gets one error. Counted is the time that the processor worked, so that a busy machine refuses nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from gpt_studio.protocol.errors import StudioError

_LOOK = 0.25  # seconds between looks at the clock
Result = TypeVar("Result")


class Late(StudioError):
    """The call took longer than it may; `running` is its thread, which is still busy."""

    running: threading.Thread


class _Call(threading.Thread, Generic[Result]):
    def __init__(self, call: Callable[[], Result]) -> None:
        super().__init__(name="tokenizer", daemon=True)
        self._call = call
        self.results: list[Result] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.results.append(self._call())
        except BaseException as error:  # noqa: BLE001  (raised again where it is waited for)
            self.error = error


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What `call` returns or raises. Raises Late after `seconds` of the processor's time."""
    running = _Call(call)
    started = time.process_time()
    running.start()
    while True:
        running.join(_LOOK)
        if not running.is_alive():
            break
        if time.process_time() - started > seconds:
            late = Late(
                "unsupported", "the tokenizer takes too long", expected=f"at most {seconds:.0f} s",
                found="a vocabulary or a regex that is slow on this text",
            )  # fmt: skip
            late.running = running
            raise late
    if running.error is not None:
        raise running.error
    return running.results[0]
