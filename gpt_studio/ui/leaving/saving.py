"""A view saved: numbers as NPZ or CSV, pictures as PNG or SVG, each with its JSON beside. Written durably."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.files.durable import replace_bytes, replace_text, replace_with
from gpt_studio.protocol.errors import StudioError

from .sidecar import Told, beside, sidecar

if TYPE_CHECKING:
    from .block import Block

SUFFIXES = (".png", ".svg", ".csv", ".npz")


@dataclass(frozen=True)
class Drawing:
    """What a picture is made of: blocks one below the other. The title is said to programs that read the SVG."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, eq=False)
class Leaving:
    """What leaves with a view. `name` is the first idea for the file, without its ending.

    `arrays` go into the NPZ, `table` is the CSV, its first line the names; `drawing` of a dark or a light picture.
    """

    name: str
    told: Told
    arrays: Callable[[], dict[str, NDArray[Any]]]
    table: Callable[[], Iterable[str]]
    drawing: Callable[[bool], Drawing]


def save(leaving: Leaving, out: Path, *, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the sidecar's path.

    Raises StudioError for an ending that is none of SUFFIXES and when the files cannot be written.
    """
    check_suffix(out)
    try:
        match out.suffix.lower():
            case ".npz":
                replace_with(out, lambda f: np.savez(f, allow_pickle=False, **leaving.arrays()))
            case ".csv":
                replace_with(out, lambda f: f.writelines(line.encode() for line in leaving.table()))
            case ending:
                replace_bytes(out, _picture(leaving, ending, dark))
        replace_text(beside(out), sidecar(leaving.told, dark=dark))
    except OSError as error:
        raise StudioError("unwritable", f"{out} could not be saved", found=error.strerror or str(error)) from error
    return beside(out)


def check_suffix(out: Path) -> None:
    """Raise StudioError when the ending names no format."""
    if out.suffix.lower() not in SUFFIXES:
        raise StudioError(
            "bad_parameter",
            f"{out.name} has an ending that names no format",
            expected=", ".join(SUFFIXES),
            found=out.suffix or "none",
        )


def csv_lines(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """A table: numbers with so many digits that they come back as they were, None and NaN empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return (out.getvalue(),)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        digits = 9 if getattr(value, "itemsize", 8) == 4 else 17
        return "" if np.isnan(value) else f"{float(value):.{digits}g}"
    return value


def _picture(leaving: Leaving, ending: str, dark: bool) -> bytes:
    try:
        from . import sheet
    except ImportError as error:
        raise StudioError(
            "missing_library",
            "pictures need Qt, which could not be loaded",
            found=str(error),
            remedy="Install the system library that is named, or save .npz or .csv",
        ) from error
    sheet.need_application()
    drawing = leaving.drawing(dark)
    return sheet.svg(drawing.blocks, drawing.title, dark) if ending == ".svg" else sheet.png(drawing.blocks, dark)
