"""Faults that nobody caught: each once into crash.log, each once on screen. Nothing is sent anywhere."""

from __future__ import annotations

import contextlib
import faulthandler
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Signal

CRASH_FILE = "crash.log"
PREVIOUS_FILE = "crash-previous.log"


class CrashLog(QObject):
    """While it is open, uncaught exceptions of all threads and native crashes are written to the log."""

    caught = Signal(str, str)  # one line, traceback; may be emitted on any thread, arrives on this one

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / CRASH_FILE
        folder.mkdir(parents=True, exist_ok=True)
        self.previous = _keep_previous(self._path)
        self._file: TextIO = self._path.open("a", encoding="utf-8")
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Put everything back. What was caught has been told: only a run that never gets here leaves its log."""
        faulthandler.disable()
        sys.excepthook, threading.excepthook = self._hooks
        self._file.close()
        if not _keep_previous(self._path):
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        with contextlib.suppress(OSError, ValueError):
            self._file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{details}\n")
            self._file.flush()
        sys.stderr.write(details)
        self.caught.emit(f"{kind.__name__}: {error}"[:400], details)

    def _on_thread_exception(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._on_exception(told.exc_type, told.exc_value, told.exc_traceback)


def _keep_previous(path: Path) -> str:
    """The path of what the last run left, moved aside; '' when it left nothing."""
    try:
        if path.stat().st_size == 0:
            return ""
        kept = path.with_name(PREVIOUS_FILE)
        path.replace(kept)
    except OSError:
        return ""
    return str(kept)
