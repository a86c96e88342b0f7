"""The beginning of a data set, bounded: what its rows hold, its columns, its bad lines. For a look before a run."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np

from gpt_studio.files import bounded
from gpt_studio.protocol.datasets import TRAIN_IDS, VAL_IDS, BadRow
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import IdArray

from .example_files import UNKNOWN, said
from .formats import BadRow as NoExample
from .formats import Content, content_of, parse_columns, recognise
from .nanogpt import holds_ids, ids_of, names_in
from .rows import BadLine, Numbered, Row, read_json_lines, read_rows
from .source import holds_rows

MOST_ROWS = 10_000
MOST_BYTES = 4 * 1024**2  # of running text, and of a JSON list that is not read whole
MOST_SAID = 16 * 1024**2  # characters of all rows
MOST_IDS = 4 * 1024**2  # of each file of nanoGPT's
SHOWN = 80  # characters of a value
_LIST = re.compile(r'\s*(\{\s*"[^"\\]*"\s*:\s*)?\[')


@dataclass(frozen=True)
class FirstIds:
    """The first ids of a folder of nanoGPT's, and how many there are."""

    folder: Path
    train: IdArray
    val: IdArray
    train_count: int
    val_count: int


@dataclass
class Beginning:
    """Texts with their files, ids, or contents with file and line; what could not be read; whether that is all."""

    form: str
    total_bytes: int
    ids: FirstIds | None = None
    texts: list[tuple[Path, str]] = field(default_factory=list[tuple[Path, str]])
    contents: list[Content] = field(default_factory=list[Content])
    places: list[tuple[Path, int]] = field(default_factory=list[tuple[Path, int]])
    bad: list[BadRow] = field(default_factory=list[BadRow])
    columns: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    complete: bool = True
    held: int = 0  # characters of all contents

    def said(self) -> list[str]:
        """All that was read, for a vocabulary."""
        return [text for _, text in self.texts] or [said(content) for content in self.contents]


def read_beginning(params: TrainParams) -> Generator[int, None, Beginning]:
    """Gives the rows read so far after each. Raises StudioError naming the file."""
    paths = [Path(path).expanduser() for path in params.data]
    size = sum(_size(path) for path in paths)
    columns = parse_columns(params.columns)
    if holds_ids(params):
        return _ids(paths, params)
    if not holds_rows(params):
        return _running_text(paths, size)
    found = Beginning("table" if columns else params.format, size)
    for path in paths:
        yield from _add_rows(found, path, columns)
    if found.form == "auto":
        found.form = ""
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected="a file", found=str(error)) from error


def _ids(paths: list[Path], params: TrainParams) -> Beginning:
    folder, names = names_in(paths, params)
    train, val = (ids_of(folder / name) if name in names else np.zeros(0, np.uint16) for name in (TRAIN_IDS, VAL_IDS))
    first = FirstIds(folder, train[:MOST_IDS], val[:MOST_IDS], len(train), len(val))
    return Beginning(
        "nanogpt", sum(_size(folder / name) for name in (TRAIN_IDS, VAL_IDS) if name in names), first,
        complete=max(len(train), len(val)) <= MOST_IDS,
    )  # fmt: skip


def _running_text(paths: list[Path], size: int) -> Beginning:
    found, room = Beginning("text", size), MOST_BYTES
    for path in paths:
        text, whole = _text(path, room)
        room -= len(text)
        found.texts.append((path, text))
        if not whole or room <= 0:
            found.complete = whole and path == paths[-1]
            break
    return found


def _text(path: Path, room: int) -> tuple[str, bool]:
    """The first characters of a file, cut behind a line where it is longer."""
    try:
        with bounded.open_regular(path) as file:
            data = file.read(room + 1)
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected="a text file", found=str(error)) from error
    whole = len(data) <= room
    if not whole:
        data = data[: data.rfind(b"\n") + 1] or data[:room]
    try:
        return data.decode("utf-8", "strict" if whole else "ignore"), whole
    except UnicodeDecodeError as error:
        raise StudioError(
            "unsupported", f"{path} is no text", expected="UTF-8",
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
        ) from error  # fmt: skip


def _add_rows(found: Beginning, path: Path, columns: dict[str, str]) -> Generator[int, None, None]:
    cut = path.suffix.lower() == ".json" and _size(path) > MOST_BYTES
    number = 0
    for number, one in enumerate(_elements(path) if cut else read_rows(path)):
        if len(found.contents) + len(found.bad) >= MOST_ROWS or found.held > MOST_SAID:
            found.complete = False
            return
        if isinstance(one, BadLine):
            found.bad.append(BadRow(path.name, one.line, one.reason))
        else:
            _add(found, path, one, columns)
        yield number
    found.complete = found.complete and not cut


def _add(found: Beginning, path: Path, one: Numbered, columns: dict[str, str]) -> None:
    if not found.columns:
        found.columns = tuple(one.row)
        found.first = tuple(_shown(value) for value in one.row.values())
    if found.form == "auto":
        found.form = recognise(one.row) or "auto"
    if found.form == "auto":  # nobody knows yet what the columns mean
        found.bad.append(BadRow(path.name, one.line, UNKNOWN))
        return
    try:
        content = content_of(one.row, found.form, columns)
        found.contents.append(content)
        found.held += len(said(content))
        found.places.append((path, one.line))
    except NoExample as error:
        found.bad.append(BadRow(path.name, one.line, str(error)))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _elements(path: Path) -> Iterator[Numbered | BadLine]:
    """The first objects of a long JSON list, one by one."""
    with bounded.open_regular(path) as file:
        text = file.read(MOST_BYTES).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "ignore")
    opening = _LIST.match(text)
    if opening is None:
        yield from read_json_lines(path)
        return
    decoder, at, number = json.JSONDecoder(), opening.end(), 0
    while True:
        at = _behind_blanks(text, at)
        try:
            value: Any
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):  # the end of what was read, or of the list
            return
        number += 1
        if isinstance(value, dict):
            yield Numbered(number, cast("Row", value))
        else:
            yield BadLine(number, f"an object was expected, found {type(value).__name__}")


def _behind_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at
