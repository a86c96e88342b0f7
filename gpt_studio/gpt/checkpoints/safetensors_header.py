"""The header of a safetensors file, bounded: every length is checked before anything is read. No torch here.

Format: https://github.com/huggingface/safetensors#format. The library checks again when weights are read; it lets
duplicate names and very long headers pass, which are refused here.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, BinaryIO, cast

from gpt_studio.files.bounded import parse_json
from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .tensors import ITEM_BYTES, Entry

LONGEST_HEADER = 16 << 20
LONGEST_BEYOND_ASCII = 4 << 20  # Python keeps four bytes a character where one is rare
MOST_TENSORS = 50_000
MOST_DIMENSIONS = 8
MOST_VALUES = MOST_TENSORS * (6 + MOST_DIMENSIONS)  # commas and brackets


def read_header(f: BinaryIO, path: Path) -> dict[str, Entry]:
    """The tensors of an open safetensors file by name. Raises StudioError naming `path`."""
    size = os.fstat(f.fileno()).st_size
    length = int.from_bytes(f.read(8), "little")
    if size < 8 or length > size - 8:
        raise _damaged(path, f"a header and its tensors, {length + 8} bytes or more", f"{size} bytes")
    if length > LONGEST_HEADER:
        raise _too_long(path, LONGEST_HEADER, length)
    text = f.read(length)
    if length > LONGEST_BEYOND_ASCII and not text.isascii():
        raise _too_long(path, LONGEST_BEYOND_ASCII, length)
    if text.count(b'"dtype"') > MOST_TENSORS:
        raise StudioError("too_large", f"{path} holds too many tensors", expected=f"at most {MOST_TENSORS}")
    try:
        found = parse_json(text, MOST_VALUES)
    except ValueError as error:
        raise _damaged(path, "a header of JSON with each name once", shown(str(error))) from error
    if not isinstance(found, dict):
        raise _damaged(path, "a header that is a JSON object", type(found).__name__)
    return _entries(cast("dict[str, Any]", found), path, size - 8 - length)


def _entries(found: dict[str, Any], path: Path, data_bytes: int) -> dict[str, Entry]:
    found.pop("__metadata__", None)
    entries: dict[str, Entry] = {}
    spans: list[tuple[int, int]] = []
    for name, value in found.items():
        entries[name], span = _entry(name, value, path)
        spans.append(span)
    at = 0
    for start, end in sorted(spans):
        if start != at:
            raise _damaged(path, "tensors without gaps and overlaps", f"one from byte {start} instead of {at}")
        at = end
    if at != data_bytes:
        raise _damaged(path, f"{at} bytes of tensors", f"{data_bytes}, damaged or incomplete")
    return entries


def _entry(name: str, value: object, path: Path) -> tuple[Entry, tuple[int, int]]:
    match value:
        case {"dtype": str(dtype), "shape": [*shape], "data_offsets": [start, end], **rest} if not rest:
            pass
        case _:
            raise _damaged(path, "dtype, shape and data_offsets of each tensor", shown(name))
    if dtype not in ITEM_BYTES:
        raise StudioError(
            "unsupported", f"{path}: {shown(name)} has an unknown element type",
            expected=", ".join(ITEM_BYTES), found=shown(dtype),
        )  # fmt: skip
    whole = all(type(n) is int and 0 <= n < 1 << 48 for n in (*shape, start, end))
    if not whole or len(shape) > MOST_DIMENSIONS or math.prod(shape) * ITEM_BYTES[dtype] != end - start:
        raise _damaged(path, "a shape that fits its bytes", shown(name))
    return Entry(dtype, tuple(shape), path.name), (start, end)


def _too_long(path: Path, most: int, length: int) -> StudioError:
    return StudioError(
        "too_large", f"{path}: the header is too long", expected=f"at most {most} bytes", found=str(length)
    )


def _damaged(path: Path, expected: str, found: str) -> StudioError:
    return StudioError("damaged", f"{path} is no whole safetensors file", expected=expected, found=found)
