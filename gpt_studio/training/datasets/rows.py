"""Rows of a file of examples: JSON Lines, a JSON list, CSV. What cannot be read is named by its line.

A file is hostile until read: its size, each line and each row are bounded before they are taken apart.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gpt_studio.files import bounded
from gpt_studio.protocol.datasets import ROW_ENDINGS
from gpt_studio.protocol.errors import StudioError

LARGEST_FILE = 4 * 1024**3  # bytes; a JSON list is held whole and may have less
LARGEST_LIST = 512 * 1024**2
LONGEST_LINE = 16 * 1024**2  # bytes
_ESCAPED = b"\\u"
_CONVERSATIONS = ("messages", "conversations")  # lists that belong to a row

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row and the line (from 1) on which it begins; of a JSON list its number in the list."""

    line: int
    row: Row


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no row, and why."""

    line: int
    reason: str


def has_rows(path: Path) -> bool:
    """Whether a file's name says that it holds rows and not running text."""
    return path.suffix.lower() in ROW_ENDINGS


def read_rows(path: Path) -> Iterator[Numbered | BadLine]:
    """The rows of a file in its order. Raises StudioError naming a file that cannot be read at all."""
    ending = path.suffix.lower()
    try:
        if ending in (".csv", ".tsv"):
            yield from _table(path, "\t" if ending == ".tsv" else None)
        elif ending == ".json":
            yield from _list(path)
        else:
            yield from read_json_lines(path)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="a file of examples") from error
    except bounded.TooLarge as error:
        raise StudioError("too_large", f"{path} is too large", expected="at most 4 GiB", found=str(error)) from error
    except OSError as error:
        raise StudioError(
            "absent", f"{path} cannot be read", expected="a file of examples", found=str(error)
        ) from error


def read_json_lines(path: Path) -> Iterator[Numbered | BadLine]:
    """The rows of JSON Lines, whatever the file is called. Raises OSError."""
    with bounded.open_regular(path) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                yield BadLine(number, f"longer than {LONGEST_LINE:,} bytes")
                _skip_line(file, line)
                continue
            data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if data.strip():
                yield _row(number, data)


def _skip_line(file: io.BufferedIOBase | Any, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST_LINE)


def _row(number: int, data: bytes) -> Numbered | BadLine:
    try:
        value = bounded.parse_json(data)
    except json.JSONDecodeError as error:
        return BadLine(number, f"no JSON: {error.msg} at column {error.colno}")
    except UnicodeDecodeError as error:
        return BadLine(number, f"no UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}")
    except ValueError as error:
        return BadLine(number, str(error))
    return _checked(number, value, escaped=_ESCAPED in data)


def _checked(number: int, value: object, *, escaped: bool) -> Numbered | BadLine:
    """A row; `escaped`: it may hold what is no text, such as "\\ud800"."""
    if not isinstance(value, dict):
        return BadLine(number, f"an object was expected, found {type(value).__name__}")
    if escaped and not _all_text(cast("object", value)):
        return BadLine(number, "half a surrogate pair is no text")
    return Numbered(number, cast("Row", value))


def _all_text(value: object) -> bool:
    """Whether all strings of a value are text."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _list(path: Path) -> Iterator[Numbered | BadLine]:
    data = bounded.read_bytes(path, LARGEST_LIST).removeprefix(b"\xef\xbb\xbf")
    try:
        value = bounded.parse_json(data, most=200_000_000)
    except UnicodeDecodeError as error:
        raise _no_json(path, f"byte 0x{data[error.start]:02x} at offset {error.start} is no UTF-8") from error
    except json.JSONDecodeError as error:
        if error.msg.startswith("Extra data"):  # JSON Lines under another name
            yield from read_json_lines(path)
            return
        raise _no_json(path, str(error)) from error
    except ValueError as error:
        raise _no_json(path, str(error)) from error
    rows = _rows_in(cast("Row", value)) if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise _no_json(path, type(rows).__name__)
    for number, row in enumerate(cast("list[object]", rows), 1):
        yield _checked(number, row, escaped=_ESCAPED in data)


def _rows_in(value: Row) -> list[object]:
    """The rows of an object: its first list of objects, unless it is a row itself."""
    lists = [each for name, each in value.items() if isinstance(each, list) and name not in _CONVERSATIONS]
    rows = [each for each in cast("list[list[object]]", lists) if each and isinstance(each[0], dict)]
    return next(iter(rows or lists), [value])


def _no_json(path: Path, found: str) -> StudioError:
    return StudioError("bad_data", f"{path} is no JSON list", expected="a list of objects", found=found)


def _table(path: Path, delimiter: str | None) -> Iterator[Numbered | BadLine]:
    """Rows of a CSV file whose first line names the columns."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise bounded.TooLarge(f"{size} bytes")
    csv.field_size_limit(LONGEST_LINE)
    with (
        bounded.open_regular(path) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="") as text,
    ):
        head = text.readline(LONGEST_LINE)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter or _delimiter(head), strict=True)
        names = _names(path, reader)
        yield from _cells(reader, names)


def _names(path: Path, reader: Any) -> list[str]:
    """The names of the columns. Raises StudioError for a first line that does not name them."""
    try:
        names: list[str] = next(reader, [])
    except csv.Error as error:
        raise _no_names(path, str(error)) from error
    byte = _no_utf8(names)
    if byte:
        raise StudioError("unsupported", f"{path} is no text", expected="UTF-8", found=byte)
    twice = next((name for number, name in enumerate(names) if name and name in names[:number]), "")
    if twice:
        raise _no_names(path, f"two of the name {twice!r}")
    return names


def _no_names(path: Path, found: str) -> StudioError:
    return StudioError(
        "bad_data", f"the first line of {path} does not name its columns", expected="a name for each", found=found
    )


def _no_utf8(cells: list[str]) -> str:
    """The first byte of some cells that was no UTF-8; '' where there is none."""
    try:
        "".join(cells).encode()
    except UnicodeEncodeError as error:
        return f"byte 0x{ord(error.object[error.start]) & 0xFF:02x}"
    return ""


def _cells(reader: Any, names: list[str]) -> Iterator[Numbered | BadLine]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadLine(line, str(error))
            continue
        if not cells:
            continue
        if len(cells) != len(names):
            yield BadLine(line, f"{len(names)} columns were expected, found {len(cells)}")
            continue
        if byte := _no_utf8(cells):
            yield BadLine(line, f"no UTF-8: {byte}")
            continue
        yield Numbered(line, dict(zip(names, cells, strict=True)))


def _delimiter(head: str) -> str:
    """The one of , ; and tab that stands most often in the first line."""
    return max(",;\t", key=head.count)
