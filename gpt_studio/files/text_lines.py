"""The first lines of a text file: bounded, UTF-8, each with its number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .bounded import TooLarge, open_regular

LONGEST = 64 * 1024  # bytes of a line
LARGEST = 16 * 1024 * 1024  # bytes of all lines that are read


class NoText(ValueError):
    """A line is not UTF-8."""


@dataclass(frozen=True)
class TextLines:
    """`lines` are numbers (from 1) and texts without their ends; `more`: there are others behind them."""

    lines: list[tuple[int, str]]
    more: bool


def read_lines(path: Path, limit: int) -> TextLines:
    """The first `limit` lines that hold more than white space, as many as there are in LARGEST bytes.

    Raises NoText and TooLarge naming the line, OSError. Nothing longer than a line may be is held in memory.
    """
    found: list[tuple[int, str]] = []
    held = number = 0
    with open_regular(path) as f:
        while line := f.readline(LONGEST + 1):
            number += 1
            held += len(line)
            if len(found) == limit or held > LARGEST:
                return TextLines(found, more=True)
            if len(line) > LONGEST:
                raise TooLarge(f"line {number} is longer than {LONGEST:,} bytes")
            text = _decoded(line, number)
            if text.strip():
                found.append((number, text))
    return TextLines(found, more=False)


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise NoText(f"line {number} is not UTF-8: byte 0x{byte:02x} at its offset {error.start}") from error
