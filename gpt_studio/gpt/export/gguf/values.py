"""The header of a GGUF file, written: keys with typed values, then the tensors' names, shapes, kinds and places."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gpt_studio.gpt.checkpoints.gguf.header import ARRAY, MAGIC, STRING
from gpt_studio.gpt.checkpoints.gguf.kinds import KINDS, Kind

ALIGNMENT = 32
VERSION = 3
UINT32, INT32, FLOAT32, BOOL, UINT64, INT64 = 4, 5, 6, 7, 10, 11
_CODES = {UINT32: "I", INT32: "i", FLOAT32: "f", BOOL: "?", UINT64: "Q", INT64: "q"}
_NUMBER_OF = {kind: number for number, kind in KINDS.items()}


@dataclass(frozen=True)
class RawArray:
    """A list as it stood in another GGUF file: the type of its elements, how many, and their bytes."""

    type: int
    count: int
    data: bytes


Value = str | bool | int | float | tuple[str | bool | int | float, ...] | RawArray
Metadata = Mapping[str, Value]


@dataclass(frozen=True)
class Described:
    """A tensor of the file: its shape has rows before columns, as torch has it."""

    name: str
    shape: tuple[int, ...]
    kind: Kind

    @property
    def bytes(self) -> int:
        return self.kind.bytes_of(math.prod(self.shape))


def header(metadata: Metadata, tensors: Iterable[Described]) -> bytes:
    """All bytes before the first tensor's, which follow in order, each padded to ALIGNMENT."""
    described = list(tensors)
    parts = [MAGIC, struct.pack("<IQQ", VERSION, len(described), len(metadata))]
    for key, value in metadata.items():
        parts += [_string(key), _typed(value)]
    offset = 0
    for tensor in described:
        sizes = tensor.shape[::-1]
        parts.append(_string(tensor.name))
        parts.append(struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, _NUMBER_OF[tensor.kind], offset))
        offset += padded(tensor.bytes)
    found = b"".join(parts)
    return found + b"\0" * (padded(len(found)) - len(found))


def padded(size: int) -> int:
    """The next place that is a multiple of ALIGNMENT."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def _typed(value: Value) -> bytes:
    """A value behind its type."""
    if isinstance(value, RawArray):
        return struct.pack("<IIQ", ARRAY, value.type, value.count) + value.data
    if isinstance(value, tuple):
        kind = _type(value[0]) if value else STRING
        if kind in (UINT32, UINT64, INT64):
            kind = INT32  # as token types are kept
        elements = b"".join([_plain(kind, each) for each in value])
        return struct.pack("<IIQ", ARRAY, kind, len(value)) + elements
    return struct.pack("<I", _type(value)) + _plain(_type(value), value)


def _type(value: str | bool | int | float) -> int:
    if isinstance(value, str):
        return STRING
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, float):
        return FLOAT32
    return UINT32 if 0 <= value < 1 << 32 else INT64


def _plain(kind: int, value: str | bool | int | float) -> bytes:
    return _string(str(value)) if kind == STRING else struct.pack("<" + _CODES[kind], value)


def _string(text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return struct.pack("<Q", len(data)) + data
