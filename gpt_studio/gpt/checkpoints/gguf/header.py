"""The header of a GGUF file (version 2 or 3), bounded: every length is checked against what remains before it is read.

Long lists (a vocabulary) stay in the file; the header remembers where. No torch, no numpy here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .bounded_file import LONGEST_STRING, NUMBER_TYPES, BoundedFile, Scalar
from .kinds import KINDS, Kind

MAGIC = b"GGUF"
MOST_KEYS = 65_536
MOST_TENSORS = 65_536
LONGEST_ARRAY = 4 << 20  # elements
LONGEST_NAME = 64  # bytes of a tensor's name
LONGEST_KEY = 65_535
MOST_DIMENSIONS = 4
LARGEST_ALIGNMENT = 1 << 20
# Keys and texts of the metadata are kept up to this many bytes together, lists of numbers up to this many elements.
KEPT_TEXT = 8 << 20
KEPT_ELEMENTS = 4096
KEPT_IN_ALL = 1 << 18

STRING, ARRAY = 8, 9


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
    return _Reader(BoundedFile(f, path)).header()


def strings_of(f: BinaryIO, array: Array, path: Path) -> Iterator[bytes]:
    """The strings of a list that stayed in the file. Raises StudioError when the file changed meanwhile."""
    file = BoundedFile(f, path)
    file.seek(array.start)
    return file.strings(array.count, array.end)


def numbers_of(f: BinaryIO, array: Array, path: Path) -> tuple[Scalar, ...]:
    """The numbers of a list that stayed in the file. Raises StudioError when the file changed meanwhile."""
    file = BoundedFile(f, path)
    file.seek(array.start)
    return file.numbers(array.type, array.count)


class _Reader:
    """The header, read in the order of the file; what was kept of it is counted."""

    def __init__(self, file: BoundedFile) -> None:
        self._file = file
        self._kept = 0  # bytes of text so far
        self._elements = 0  # of lists that were kept so far

    def header(self) -> Header:
        tensor_count, key_count = self._counts()
        metadata: dict[str, Value] = {}
        for _ in range(key_count):
            key = self._name("key", LONGEST_KEY)
            if key in metadata:
                raise self._file.damaged("each key once", f"{shown(key)} twice")
            metadata[key] = self._value(self._file.number(4))
        alignment = self._alignment(metadata)
        found = [self._tensor() for _ in range(tensor_count)]
        return Header(metadata, self._placed(found, alignment), self._file.size)

    def _counts(self) -> tuple[int, int]:
        start = self._file.read(8)
        version = int.from_bytes(start[4:], "little")
        if start[:4] != MAGIC:
            raise self._file.damaged("GGUF at its start", shown(repr(start[:4])))
        if version not in (2, 3):
            swapped = int.from_bytes(start[4:], "big") in (2, 3)
            raise StudioError(
                "unsupported", f"{self._file.path} is a GGUF file of another version", expected="version 2 or 3",
                found="the big-endian form" if swapped else f"version {version}",
            )  # fmt: skip
        tensors, keys = self._file.number(10), self._file.number(10)
        for name, count, most in (("keys", keys, MOST_KEYS), ("tensors", tensors, MOST_TENSORS)):
            if count > most:
                raise self._file.too_large(f"{name} of the header", f"at most {most}", str(count))
        return tensors, keys

    def _value(self, type_: int) -> Value:
        if type_ == STRING:
            return self._text()
        if type_ == ARRAY:
            return self._array()
        return self._file.number(type_)

    def _text(self) -> str:
        return self._keep(self._file.string(LONGEST_STRING)).decode("utf-8", "replace")

    def _keep(self, data: bytes) -> bytes:
        self._kept += len(data)
        if self._kept > KEPT_TEXT:
            raise self._file.too_large("the texts of the header", f"at most {KEPT_TEXT} bytes", "more")
        return data

    def _array(self) -> Value:
        type_, count = self._file.number(4), self._file.number(10)
        if type_ != STRING and type_ not in NUMBER_TYPES:
            raise self._file.damaged("lists of numbers or strings", f"a list of type {type_}")
        if count > LONGEST_ARRAY:
            raise self._file.too_large("a list of the header", f"at most {LONGEST_ARRAY} elements", str(count))
        start = self._file.at
        if type_ != STRING and count <= min(KEPT_ELEMENTS, KEPT_IN_ALL - self._elements):
            self._elements += count
            return self._file.numbers(type_, count)
        if type_ != STRING:
            self._file.skip_numbers(type_, count)
        else:
            self._file.skip_strings(count)
        return Array(type_, count, start, self._file.at)

    def _tensor(self) -> tuple[str, Kind, tuple[int, ...], int]:
        name = self._name("tensor", LONGEST_NAME)
        dimensions = self._file.number(4)
        if not 1 <= dimensions <= MOST_DIMENSIONS:
            raise self._file.damaged(f"1 to {MOST_DIMENSIONS} dimensions of {shown(name)}", str(dimensions))
        sizes = tuple(self._file.number(10) for _ in range(dimensions))
        number, offset = self._file.number(4), self._file.number(10)
        if number not in KINDS:
            raise StudioError(
                "unsupported", f"{self._file.path}: {shown(name)} is of an unknown kind of numbers",
                expected="a kind of ggml's", found=f"type {number}",
            )  # fmt: skip
        kind = KINDS[number]
        if not all(sizes) or math.prod(sizes) >= 1 << 48 or sizes[0] % kind.length:
            raise self._file.damaged(f"whole blocks of {kind.length} in {shown(name)}", f"shape {list(sizes)}")
        return name, kind, sizes[::-1], offset

    def _placed(self, found: list[tuple[str, Kind, tuple[int, ...], int]], alignment: int) -> dict[str, Tensor]:
        """Tensors by name, after a check that they follow one another and end within the file."""
        data = _padded(self._file.at, alignment)
        tensors: dict[str, Tensor] = {}
        end = 0
        for name, kind, shape, offset in found:
            if offset != end:
                raise self._file.damaged(
                    "tensors without gaps and overlaps", f"{shown(name)} at {offset} instead of {end}"
                )
            if name in tensors:
                raise self._file.damaged("each tensor once", f"{shown(name)} twice")
            tensor = tensors[name] = Tensor(kind, shape, data + offset, self._file.path.name)
            if tensor.start + tensor.bytes > self._file.size:
                raise self._file.damaged(
                    f"{tensor.start + tensor.bytes} bytes or more", f"{self._file.size}, incomplete"
                )
            end = _padded(offset + tensor.bytes, alignment)
        return tensors

    def _alignment(self, metadata: dict[str, Value]) -> int:
        value = metadata.get("general.alignment", 32)
        if type(value) is not int or not 1 <= value <= LARGEST_ALIGNMENT or value & (value - 1):
            raise self._file.damaged(f"an alignment that is a power of two up to {LARGEST_ALIGNMENT}", shown(value))
        return value

    def _name(self, what: str, longest: int) -> str:
        data = self._keep(self._file.string(longest))
        try:
            name = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._file.damaged(f"the name of a {what} in UTF-8", "other bytes") from error
        if not name:
            raise self._file.damaged(f"the name of a {what}", "an empty one")
        return name


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment
