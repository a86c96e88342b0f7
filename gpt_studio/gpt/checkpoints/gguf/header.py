"""The header of a GGUF file (version 2 or 3), bounded: every length is checked against what remains before it is read.

Long lists (a vocabulary) stay in the file; the header remembers where. No torch, no numpy here.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .kinds import KINDS, Kind

MAGIC = b"GGUF"
MOST_KEYS = 65_536
MOST_TENSORS = 65_536
LONGEST_STRING = 16 << 20
LONGEST_ARRAY = 4 << 20  # elements
LONGEST_NAME = 64  # bytes of a tensor's name
LONGEST_KEY = 65_535
LARGEST_HEADER = 128 << 20
MOST_DIMENSIONS = 4
LARGEST_ALIGNMENT = 1 << 20
# Keys and texts of the metadata are kept up to this many bytes together, lists of numbers up to this many elements.
KEPT_TEXT = 8 << 20
KEPT_ELEMENTS = 4096
KEPT_IN_ALL = 1 << 18

STRING, ARRAY = 8, 9
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_WINDOW = 1 << 18
Scalar = int | float | bool | str


@dataclass(frozen=True)
class Array:
    """A list that stayed in the file: `count` elements of a type, from byte `start` to `end`."""

    type: int
    count: int
    start: int
    end: int


Value = Scalar | tuple[Scalar, ...] | Array


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's kind, shape (rows before columns, as torch has it), place in a file, and the file's name."""

    kind: Kind
    shape: tuple[int, ...]
    start: int
    file: str = ""

    @property
    def bytes(self) -> int:
        return self.kind.bytes_of(math.prod(self.shape))


@dataclass(frozen=True)
class Header:
    """What a GGUF file says of itself."""

    metadata: dict[str, Value]
    tensors: dict[str, Tensor]
    file_bytes: int


def read_header(f: BinaryIO, path: Path) -> Header:
    """The header of an open GGUF file. Raises StudioError naming `path`."""
    return _Reader(f, path).header()


def strings_of(f: BinaryIO, array: Array, path: Path) -> Iterator[bytes]:
    """The strings of a list that stayed in the file. Raises StudioError when the file changed meanwhile."""
    reader = _Reader(f, path)
    reader.seek(array.start)
    data, at = reader.rest_of(array), 0
    for _ in range(array.count):
        (length,) = _LENGTH.unpack_from(data, at) if at + 8 <= len(data) else (len(data),)
        if length > len(data) - at - 8:
            raise reader.changed()
        yield data[at + 8 : at + 8 + length]
        at += 8 + length


def numbers_of(f: BinaryIO, array: Array, path: Path) -> tuple[Scalar, ...]:
    """The numbers of a list that stayed in the file. Raises StudioError when the file changed meanwhile."""
    reader = _Reader(f, path)
    reader.seek(array.start)
    return reader.numbers(array.type, array.count)


class _Reader:
    """A place in a file, and the bytes around it."""

    def __init__(self, f: BinaryIO, path: Path) -> None:
        self._f = f
        self._path = path
        self._size = os.fstat(f.fileno()).st_size
        self._window = b""
        self._base = 0  # place of the window's first byte
        self._at = 0
        self._kept = 0  # bytes of text so far
        self._elements = 0  # of lists that were kept so far

    def header(self) -> Header:
        tensor_count, key_count = self._counts()
        metadata: dict[str, Value] = {}
        for _ in range(key_count):
            key = self._name("key", LONGEST_KEY)
            if key in metadata:
                raise self._damaged("each key once", f"{shown(key)} twice")
            metadata[key] = self._value(self._number(4))
        alignment = self._alignment(metadata)
        found = [self._tensor() for _ in range(tensor_count)]
        return Header(metadata, self._placed(found, alignment), self._size)

    def _counts(self) -> tuple[int, int]:
        start = self._read(8)
        version = int.from_bytes(start[4:], "little")
        if start[:4] != MAGIC:
            raise self._damaged("GGUF at its start", shown(repr(start[:4])))
        if version not in (2, 3):
            swapped = int.from_bytes(start[4:], "big") in (2, 3)
            raise StudioError(
                "unsupported", f"{self._path} is a GGUF file of another version", expected="version 2 or 3",
                found="the big-endian form" if swapped else f"version {version}",
            )  # fmt: skip
        tensors, keys = self._number(10), self._number(10)
        for name, count, most in (("keys", keys, MOST_KEYS), ("tensors", tensors, MOST_TENSORS)):
            if count > most:
                raise self._too_large(f"{name} of the header", f"at most {most}", str(count))
        return tensors, keys

    def _value(self, type_: int) -> Value:
        if type_ == STRING:
            return self._text()
        if type_ == ARRAY:
            return self._array()
        return self._number(type_)

    def _text(self) -> str:
        return self._keep(self.string(LONGEST_STRING)).decode("utf-8", "replace")

    def _keep(self, data: bytes) -> bytes:
        self._kept += len(data)
        if self._kept > KEPT_TEXT:
            raise self._too_large("the texts of the header", f"at most {KEPT_TEXT} bytes", "more")
        return data

    def _array(self) -> Value:
        type_, count = self._number(4), self._number(10)
        if type_ != STRING and type_ not in _NUMBERS:
            raise self._damaged("lists of numbers or strings", f"a list of type {type_}")
        if count > LONGEST_ARRAY:
            raise self._too_large("a list of the header", f"at most {LONGEST_ARRAY} elements", str(count))
        start = self._at
        if type_ != STRING and count <= min(KEPT_ELEMENTS, KEPT_IN_ALL - self._elements):
            self._elements += count
            return self.numbers(type_, count)
        if type_ != STRING:
            self._skip(count * struct.calcsize("<" + _NUMBERS[type_]))
        else:
            self._skip_strings(count)
        return Array(type_, count, start, self._at)

    def _skip_strings(self, count: int) -> None:
        """Go over strings by their lengths alone; a vocabulary has hundreds of thousands."""
        while count:
            self._skip(self._length(LONGEST_STRING))
            count -= 1
            data, at = self._window, self._at - self._base
            last = len(data) - 8
            while count and at <= last:
                (length,) = _LENGTH.unpack_from(data, at)
                if length > last - at:
                    break  # it leaves the window: checked against the file above
                at += 8 + length
                count -= 1
            self._at = self._base + at

    def rest_of(self, array: Array) -> bytes:
        """The bytes of a list."""
        return self._read(array.end - array.start)

    def numbers(self, type_: int, count: int) -> tuple[Scalar, ...]:
        code = _NUMBERS[type_]
        data = self._read(count * struct.calcsize("<" + code))
        return struct.unpack(f"<{count}{code}", data)

    def _number(self, type_: int) -> int:
        """One number; a float or truth value of the file keeps its Python type."""
        code = _NUMBERS.get(type_)
        if code is None:
            raise self._damaged("values of a known type", f"type {type_}")
        (value,) = struct.unpack("<" + code, self._read(struct.calcsize("<" + code)))
        return value

    def _tensor(self) -> tuple[str, Kind, tuple[int, ...], int]:
        name = self._name("tensor", LONGEST_NAME)
        dimensions = self._number(4)
        if not 1 <= dimensions <= MOST_DIMENSIONS:
            raise self._damaged(f"1 to {MOST_DIMENSIONS} dimensions of {shown(name)}", str(dimensions))
        sizes = tuple(self._number(10) for _ in range(dimensions))
        number, offset = self._number(4), self._number(10)
        if number not in KINDS:
            raise StudioError(
                "unsupported", f"{self._path}: {shown(name)} is of an unknown kind of numbers",
                expected="a kind of ggml's", found=f"type {number}",
            )  # fmt: skip
        kind = KINDS[number]
        if not all(sizes) or math.prod(sizes) >= 1 << 48 or sizes[0] % kind.length:
            raise self._damaged(f"whole blocks of {kind.length} in {shown(name)}", f"shape {list(sizes)}")
        return name, kind, sizes[::-1], offset

    def _placed(self, found: list[tuple[str, Kind, tuple[int, ...], int]], alignment: int) -> dict[str, Tensor]:
        """Tensors by name, after a check that they follow one another and end within the file."""
        data = _padded(self._at, alignment)
        tensors: dict[str, Tensor] = {}
        end = 0
        for name, kind, shape, offset in found:
            if offset != end:
                raise self._damaged("tensors without gaps and overlaps", f"{shown(name)} at {offset} instead of {end}")
            if name in tensors:
                raise self._damaged("each tensor once", f"{shown(name)} twice")
            tensor = tensors[name] = Tensor(kind, shape, data + offset, self._path.name)
            if tensor.start + tensor.bytes > self._size:
                raise self._damaged(f"{tensor.start + tensor.bytes} bytes or more", f"{self._size}, incomplete")
            end = _padded(offset + tensor.bytes, alignment)
        return tensors

    def _alignment(self, metadata: dict[str, Value]) -> int:
        value = metadata.get("general.alignment", 32)
        if type(value) is not int or not 1 <= value <= LARGEST_ALIGNMENT or value & (value - 1):
            raise self._damaged(f"an alignment that is a power of two up to {LARGEST_ALIGNMENT}", shown(value))
        return value

    def _name(self, what: str, longest: int) -> str:
        data = self._keep(self.string(longest))
        try:
            name = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._damaged(f"the name of a {what} in UTF-8", "other bytes") from error
        if not name:
            raise self._damaged(f"the name of a {what}", "an empty one")
        return name

    def string(self, longest: int) -> bytes:
        return self._read(self._length(longest))

    def _length(self, longest: int) -> int:
        (length,) = _LENGTH.unpack(self._read(8))
        if length > longest:
            raise self._too_large("a text of the header", f"at most {longest} bytes", str(length))
        return length

    def seek(self, place: int) -> None:
        self._at = self._base = place
        self._window = b""

    def _skip(self, count: int) -> None:
        self._check(count)
        self._at += count
        if not self._base <= self._at <= self._base + len(self._window):
            self.seek(self._at)

    def _read(self, count: int) -> bytes:
        """The next bytes, after a check that the file has them."""
        self._check(count)
        at = self._at - self._base
        if at + count > len(self._window):
            self._f.seek(self._at)
            self._window, self._base, at = self._f.read(max(count, _WINDOW)), self._at, 0
        data = self._window[at : at + count]
        if len(data) < count:
            raise self.changed()
        self._at += count
        return data

    def _check(self, count: int) -> None:
        if count > self._size - self._at:
            raise self._damaged(f"{self._at + count} bytes or more", f"{self._size}, damaged or incomplete")
        if self._at + count > LARGEST_HEADER:
            raise self._too_large("the header", f"at most {LARGEST_HEADER} bytes", "more")

    def changed(self) -> StudioError:
        """The refusal of a file that changed after its header was read."""
        return self._damaged("a file that stays as it is", "one that changed while it was read")

    def _damaged(self, expected: str, found: str) -> StudioError:
        return StudioError("damaged", f"{self._path} is no whole GGUF file", expected=expected, found=found)

    def _too_large(self, what: str, expected: str, found: str) -> StudioError:
        return StudioError("too_large", f"{self._path}: {what} goes beyond its bound", expected=expected, found=found)


_LENGTH = struct.Struct("<Q")


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment
