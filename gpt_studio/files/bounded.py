"""Bounded reads: every length is checked against what remains before anything is allocated."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO


class TooLarge(ValueError):
    """A file is larger than its kind may be."""


class DuplicateKey(ValueError):
    """A JSON object names a key twice."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; a FIFO, device or folder raises OSError instead of hanging."""
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(f"{path.name} is not a regular file")
    return os.fdopen(fd, "rb")


def read_bytes(path: Path, limit: int) -> bytes:
    """The whole file, at most `limit` bytes. Raises TooLarge before reading."""
    with open_regular(path) as f:
        size = os.fstat(f.fileno()).st_size
        if size > limit:
            raise TooLarge(f"{path.name} has {size} bytes, at most {limit} are read")
        data = f.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"{path.name} grew beyond {limit} bytes while it was read")
    return data


def read_json(path: Path, limit: int = 16 * 1024 * 1024) -> Any:
    """JSON from a bounded file. Raises ValueError (also for duplicate keys and absurd nesting), OSError, TooLarge."""
    return parse_json(read_bytes(path, limit))


def parse_json(data: bytes, most: int = 4_000_000) -> Any:
    """JSON from bytes; duplicate keys, nesting beyond Python's recursion limit and more than about `most` values are
    ValueErrors: a byte of an empty list becomes 30 bytes in memory.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > most:
        raise ValueError(f"more than {most} values")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey("a key stands twice in one object")
    return found
