"""What asks a run to stop, pause or yield: files in its folder, and signals."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from gpt_studio.protocol.runs import PAUSE_REQUEST, STOP_REQUEST, YIELD_REQUEST

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Requests:
    """Watches for stop.request, pause.request, Ctrl-C and SIGTERM.

    While the run prepares a signal raises KeyboardInterrupt; once `gentle` is set the first one only sets
    `signalled`, so that the step ends and is saved, and a second one raises. Without a folder only signals count.
    """

    def __init__(self, folder: Path | None) -> None:
        self._stop = folder / STOP_REQUEST if folder else None
        self._pause = folder / PAUSE_REQUEST if folder else None
        self.yield_request = folder / YIELD_REQUEST if folder else None
        self._before: dict[signal.Signals, Any] = {}
        self.signalled = False
        self.gentle = False

    def __enter__(self) -> Self:
        self.clear()
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self.clear()

    def clear(self) -> None:
        """Take requests away: those of an earlier start, or the one that has been met."""
        for request in (self._stop, self._pause, self.yield_request):
            if request is not None:
                request.unlink(missing_ok=True)

    def stop_asked(self) -> bool:
        return self.signalled or (self._stop is not None and self._stop.exists())

    def pause_asked(self) -> bool:
        return self._pause is not None and self._pause.exists()

    def ask_pause(self) -> None:
        """The run itself asks: it waits until somebody takes the request away, or stops it."""
        if self._pause is not None:
            with contextlib.suppress(OSError):
                self._pause.touch()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self.gentle or self.signalled:
            raise KeyboardInterrupt
        self.signalled = True
