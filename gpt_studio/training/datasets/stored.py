"""Arrays in files, of which a part is read when it is asked for. Nothing is mapped into memory: a file that is cut
short while it is mapped ends the process (SIGBUS), here it is an error that names the file."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from gpt_studio.files import bounded
from gpt_studio.protocol.errors import StudioError

Array = NDArray[Any]


class Opened:
    """A file that is held open, by its size and the time of its last change. It is read by any number of arrays."""

    def __init__(self, path: Path, remedy: str) -> None:
        with bounded.open_regular(path) as file:
            self._fd = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._fd)
        self.path, self._remedy = path, remedy
        self.size, self._written = self._now()

    def _now(self) -> tuple[int, int]:
        found = os.fstat(self._fd)
        return found.st_size, found.st_mtime_ns

    def read(self, offsets: Iterable[int], count: int) -> bytes:
        """`count` bytes from each place, one after another. Raises StudioError naming a file that has been changed
        since it was opened."""
        try:
            parts = [_bytes_at(self._fd, count, offset) for offset in offsets]
            size, written = self._now()
        except OSError as error:
            raise self._changed("cannot be read any more", f"{self.size} bytes", str(error)) from error
        if size < self.size or any(len(part) < count for part in parts):
            raise self._changed("was cut short while it was in use", f"{self.size} bytes", f"{size} bytes")
        if (size, written) != (self.size, self._written):
            raise self._changed("was written to while it was in use", "a file that stays as it is", f"{size} bytes")
        return b"".join(parts)

    def _changed(self, what: str, expected: str, found: str) -> StudioError:
        return StudioError(
            "data_changed", f"{self.path} {what}", expected=expected, found=found, remedy=self._remedy
        )  # fmt: skip


def _bytes_at(fd: int, count: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(fd, count, offset)
    os.lseek(fd, offset, os.SEEK_SET)
    return os.read(fd, count)


@dataclass(frozen=True, eq=False)
class Stored:
    """The places [start, end) of an array in a file: `len(array)`, and `array[a:b]` to read a part of it.

    A file that is removed, or replaced by another of its name, is read on as it was. One that loses bytes or is written
    to raises StudioError where it is read.
    """

    file: Opened
    dtype: np.dtype[Any]
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, part: slice) -> Array:
        first, last, step = part.indices(len(self))
        count, each = max(0, last - first), self.dtype.itemsize
        data = self.file.read(((self.start + first) * each,), count * each)
        return np.frombuffer(data, self.dtype)[::step]

    def rows(self, starts: NDArray[np.int64], length: int) -> Array:
        """The `length` entries from each start on (starts, length); all of them are there."""
        each = self.dtype.itemsize
        data = self.file.read(((self.start + starts) * each).tolist(), length * each)
        return np.frombuffer(data, self.dtype).reshape(len(starts), length)

    def stretch(self, first: int, last: int) -> Stored:
        """The places [first, last) of it; nothing is read."""
        first, last, _ = slice(first, last).indices(len(self))
        return Stored(self.file, self.dtype, self.start + first, self.start + max(first, last))


def stored(path: Path, kind: str, remedy: str) -> Stored:
    """The array of a file; `remedy` is what people are told to do when it changes. Raises OSError, and ValueError for a
    file that does not hold whole numbers of that type."""
    file, dtype = Opened(path, remedy), np.dtype(kind)
    if file.size % dtype.itemsize:
        raise ValueError(f"{file.size} bytes are no whole number of {kind}")
    return Stored(file, dtype, 0, file.size // dtype.itemsize)


@overload
def stretch(array: Array, first: int, last: int) -> Array: ...
@overload
def stretch(array: Stored, first: int, last: int) -> Stored: ...
@overload
def stretch(array: Array | Stored, first: int, last: int) -> Array | Stored: ...
def stretch(array: Array | Stored, first: int, last: int) -> Array | Stored:
    """The places [first, last) of an array, wherever it lies; nothing is read or copied."""
    return array.stretch(first, last) if isinstance(array, Stored) else array[first:last]
