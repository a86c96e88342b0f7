"""Files that another process writes at their end, read on from where the last read stopped."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gpt_studio.files.bounded import open_regular

# What one read takes at most: about ten milliseconds of metrics.
READ_LIMIT = 1024 * 1024
# So many bytes before the offset must be as they were; otherwise the file was cut and written anew.
REMEMBERED = 512


@dataclass(frozen=True)
class NewLines:
    """Whole lines since the last read, without their line ends.

    `restarted`: the file was cut or replaced; the lines are from its beginning, all read before is void.
    `more`: the limit was reached, read again soon.
    """

    restarted: bool
    lines: tuple[bytes, ...]
    more: bool


class LineTail:
    """Reads a growing file line by line; a line without its end is left for later. Never raises OSError."""

    def __init__(self, path: Path, limit: int = READ_LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._offset = 0
        self._before = b""
        self._identity = (0, 0)

    def read(self) -> NewLines:
        """The lines that are whole by now. A file that is not there has none."""
        try:
            with open_regular(self._path) as file:
                restarted = self._was_cut(file)
                if restarted:
                    self._forget()
                file.seek(self._offset)
                data = file.read(self._limit)
        except FileNotFoundError:
            restarted = self._offset > 0
            self._forget()
            return NewLines(restarted, (), more=False)
        except OSError:
            return NewLines(False, (), more=False)
        return NewLines(restarted, self._take(data), more=len(data) == self._limit)

    def _take(self, data: bytes) -> tuple[bytes, ...]:
        whole = data[: data.rfind(b"\n") + 1]
        if not whole and len(data) == self._limit:
            whole = data  # no line is this long: what follows its end is readable again
        self._offset += len(whole)
        self._before = (self._before + whole)[-REMEMBERED:]
        return tuple(line for line in whole.split(b"\n") if line.strip())

    def _was_cut(self, file: BinaryIO) -> bool:
        now = os.fstat(file.fileno())
        identity = (now.st_dev, now.st_ino)
        replaced = self._offset > 0 and identity != self._identity
        self._identity = identity
        if replaced or now.st_size < self._offset:
            return True
        file.seek(self._offset - len(self._before))
        return file.read(len(self._before)) != self._before

    def _forget(self) -> None:
        self._offset = 0
        self._before = b""


def last_lines(path: Path, count: int, limit: int = 64 * 1024) -> list[str]:
    """The last `count` lines of a text file, from at most its last `limit` bytes; none if unreadable."""
    try:
        with open_regular(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - limit))
            data = file.read(limit)
    except OSError:
        return []
    lines = data.decode("utf-8", errors="replace").splitlines()
    if size > limit:
        lines = lines[1:]  # the first one is a part
    return [line for line in lines if line.strip()][-count:]
