"""Files written durably on a thread of their own, so that no disk ever holds up the window."""

from __future__ import annotations

import threading
from pathlib import Path

from gpt_studio.files.durable import replace_bytes


class BackgroundWriter:
    """Of several contents for one path only the newest is written. One thread, joined by `close`; a process that
    ends without it is not held up.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[Path, bytes] = {}
        self._open = True
        self._error = ""
        self._thread = threading.Thread(target=self._run, name="background-writer", daemon=True)
        self._thread.start()

    def write(self, path: Path, data: bytes) -> None:
        """Have `path` replaced by `data` soon. Folders above it are made."""
        with self._changed:
            if not self._open:
                raise RuntimeError("the writer is closed")
            self._waiting[path] = data
            self._changed.notify()

    def take_error(self) -> str:
        """What went wrong since the last call, in one line; '' when nothing did."""
        with self._changed:
            error, self._error = self._error, ""
        return error

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._changed:
            self._open = False
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._open and not self._waiting:
                    self._changed.wait()
                if not self._waiting:
                    return
                path, data = self._waiting.popitem()
            self._write(path, data)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_bytes(path, data)
        except OSError as error:
            with self._changed:
                self._error = f"{path} could not be saved: {error.strerror or error}"
