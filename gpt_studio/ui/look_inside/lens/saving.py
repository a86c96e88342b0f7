"""The lens saved: numbers as NPZ or CSV, pictures as PNG or SVG, each with a JSON beside that makes it again."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gpt_studio import __version__
from gpt_studio.files.durable import replace_bytes, replace_text, replace_with
from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui.look_inside.saving import check_suffix
from gpt_studio.ui.look_inside.sidecar import beside, header_sha256

from . import picture
from .table import LensTable

KIND = "lens"
# The columns of a row of the table, in order.
FIELDS = (
    "row", "position", "token_id", "token", "best_id", "best", "probability", "entropy", "norm", "next_probability",
    "next_rank", "followed_probability", "followed_rank",
)  # fmt: skip


@dataclass(frozen=True)
class LensView:
    """What of the lens is saved: all positions that were read. `row` is the one picked, `position` the one in question.

    `model` is the name to show, `path` where it was loaded from.
    """

    table: LensTable
    measure: str
    model: str
    path: str
    row: int
    position: int

    @property
    def positions(self) -> list[int]:
        return [int(at) for at in np.flatnonzero(self.table.known)]


def save(view: LensView, out: Path, *, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path.

    Raises StudioError for an ending that is none of .png, .svg, .csv, .npz and when the files cannot be written.
    """
    check_suffix(out)
    try:
        match out.suffix.lower():
            case ".npz":
                replace_with(out, lambda f: np.savez(f, allow_pickle=False, **arrays(view)))
            case ".csv":
                replace_text(out, table_text(view))
            case ".svg":
                replace_bytes(out, picture.svg(view.table, view.positions, view.measure, view.model, dark))
            case _:
                replace_bytes(out, picture.png(view.table, view.positions, view.measure, view.model, dark))
        replace_text(beside(out), sidecar(view, dark))
    except OSError as error:
        raise StudioError("unwritable", f"{out} could not be saved", found=error.strerror or str(error)) from error
    return beside(out)


def arrays(view: LensView) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """As LensReady names them, [rows, positions, …]; `positions`, `token_ids`, and `followed` where a token is."""
    table, positions = view.table, view.positions
    found = {name: column[:, positions] for name, column in table.columns.items() if not name.startswith("token_")}
    found["positions"] = np.array(positions, np.int64)
    found["token_ids"] = np.array([record.id for record in table.records], np.int64)
    if table.token is not None:
        found["followed"] = np.array(table.token, np.int64)
        found["followed_probability"] = table.columns["token_probability"][:, positions]
        found["followed_rank"] = table.columns["token_rank"][:, positions]
    return found


def table_text(view: LensView) -> str:
    """A line for each cell; row 0 is the embedding. Nine digits, so that float32 comes back as it was."""
    out, table, columns = io.StringIO(), view.table, view.table.columns
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in range(table.rows):
        for at in view.positions:
            best, record = int(columns["ids"][row, at, 0]), table.records[at]
            floats = (columns["probability"][row, at, 0], columns["entropy"][row, at], columns["norm"][row, at])
            cells: list[object] = [row, at, record.id, record.text, best, table.texts.get(best, "")]
            cells += [f"{float(value):.9g}" for value in (*floats, columns["next_probability"][row, at])]
            cells.append(int(columns["next_rank"][row, at]))
            if table.token is not None and table.followed[at]:
                cells += [f"{float(columns['token_probability'][row, at]):.9g}", int(columns["token_rank"][row, at])]
            writer.writerow(cells)
    return out.getvalue()


def sidecar(view: LensView, dark: bool) -> str:
    """What is needed to make it again: a line for each key."""
    table, key = view.table, view.table.key
    document = {
        "kind": KIND,
        "made_by": f"gpt-studio {__version__}",
        "model": {
            "path": view.path,
            "header_sha256": header_sha256(view.path),
            "dtype": key.dtype,
            "adapters": key.adapters,
        },
        "ids": [record.id for record in table.records],
        "tokens": [record.text for record in table.records],
        "positions": view.positions,
        "followed": table.token,
        "checks": [{"name": check.name, "error": check.error, "bound": check.bound} for check in table.checks],
        "shown": {"measure": view.measure, "row": view.row, "position": view.position, "dark": dark},
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in document.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
