"""A GGUF file read in order and in bounds: every length is checked against what remains before it is read.

Numbers are of the types of the metadata, by their number. No torch, no numpy here.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gpt_studio.protocol.errors import StudioError

LONGEST_STRING = 16 << 20
LARGEST_HEADER = 128 << 20

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
NUMBER_TYPES = frozenset(_NUMBERS)
_LENGTH = struct.Struct("<Q")
_WINDOW = 1 << 18
Scalar = int | float | bool | str


class BoundedFile:
    """A place in an open file, and the bytes around it. Whatever goes wrong is a StudioError naming `path`."""

    def __init__(self, f: BinaryIO, path: Path) -> None:
        self._f = f
        self.path = path
        self.size = os.fstat(f.fileno()).st_size
        self.at = 0  # the place of the next byte
        self._window = b""
        self._base = 0  # place of the window's first byte

    def seek(self, place: int) -> None:
        """Go on from byte `place`."""
        self.at = self._base = place
        self._window = b""

    def skip(self, count: int) -> None:
        """Go over bytes, after a check that the file has them."""
        self._check(count)
        self.at += count
        if not self._base <= self.at <= self._base + len(self._window):
            self.seek(self.at)

    def read(self, count: int) -> bytes:
        """The next bytes, after a check that the file has them."""
        self._check(count)
        at = self.at - self._base
        if at + count > len(self._window):
            self._f.seek(self.at)
            self._window, self._base, at = self._f.read(max(count, _WINDOW)), self.at, 0
        data = self._window[at : at + count]
        if len(data) < count:
            raise self._changed()
        self.at += count
        return data

    def _check(self, count: int) -> None:
        if count > self.size - self.at:
            raise self.damaged(f"{self.at + count} bytes or more", f"{self.size}, damaged or incomplete")
        if self.at + count > LARGEST_HEADER:
            raise self.too_large("the header", f"at most {LARGEST_HEADER} bytes", "more")

    def number(self, type_: int) -> int:
        """One number; a float or truth value of the file keeps its Python type."""
        code = _NUMBERS.get(type_)
        if code is None:
            raise self.damaged("values of a known type", f"type {type_}")
        (value,) = struct.unpack("<" + code, self.read(struct.calcsize("<" + code)))
        return value

    def numbers(self, type_: int, count: int) -> tuple[Scalar, ...]:
        """A list of numbers."""
        code = _NUMBERS[type_]
        data = self.read(count * struct.calcsize("<" + code))
        return struct.unpack(f"<{count}{code}", data)

    def skip_numbers(self, type_: int, count: int) -> None:
        """Go over a list of numbers."""
        self.skip(count * struct.calcsize("<" + _NUMBERS[type_]))

    def string(self, longest: int) -> bytes:
        """The bytes of one string."""
        return self.read(self._length(longest))

    def _length(self, longest: int) -> int:
        (length,) = _LENGTH.unpack(self.read(8))
        if length > longest:
            raise self.too_large("a text of the header", f"at most {longest} bytes", str(length))
        return length

    def skip_strings(self, count: int) -> None:
        """Go over strings by their lengths alone; a vocabulary has hundreds of thousands."""
        while count:
            self.skip(self._length(LONGEST_STRING))
            count -= 1
            data, at = self._window, self.at - self._base
            last = len(data) - 8
            while count and at <= last:
                (length,) = _LENGTH.unpack_from(data, at)
                if length > last - at:
                    break  # it leaves the window: checked against the file above
                at += 8 + length
                count -= 1
            self.at = self._base + at

    def strings(self, count: int, end: int) -> Iterator[bytes]:
        """The strings from here to `end`. Raises StudioError where the file is not what it was."""
        data, at = self.read(end - self.at), 0
        for _ in range(count):
            (length,) = _LENGTH.unpack_from(data, at) if at + 8 <= len(data) else (len(data),)
            if length > len(data) - at - 8:
                raise self._changed()
            yield data[at + 8 : at + 8 + length]
            at += 8 + length

    def _changed(self) -> StudioError:
        """The refusal of a file that changed after its header was read."""
        return self.damaged("a file that stays as it is", "one that changed while it was read")

    def damaged(self, expected: str, found: str) -> StudioError:
        """The refusal of a file that contradicts itself, or ends too early."""
        return StudioError("damaged", f"{self.path} is no whole GGUF file", expected=expected, found=found)

    def too_large(self, what: str, expected: str, found: str) -> StudioError:
        """The refusal of what would fill the memory."""
        return StudioError("too_large", f"{self.path}: {what} goes beyond its bound", expected=expected, found=found)
