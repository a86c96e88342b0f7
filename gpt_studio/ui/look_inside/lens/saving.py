"""Layer by layer as it leaves: what was read out at every position, and a picture of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import Told

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

    `model` is the name to show, `path` where it was loaded from; `switches` what of it was off.
    """

    table: LensTable
    measure: str
    model: str
    path: str
    row: int
    position: int
    switches: Switches = NOTHING_OFF
    seed: int | None = None

    @property
    def positions(self) -> list[int]:
        return [int(at) for at in np.flatnonzero(self.table.known)]


def save(view: LensView, out: Path, *, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(view), out, dark=dark)


def leaving(view: LensView) -> Leaving:
    """All positions that were read, in every format."""

    def drawing(dark: bool) -> Drawing:
        from . import picture

        return picture.drawing(view, dark)

    return Leaving("layer-by-layer", _told(view), lambda: arrays(view), lambda: table_lines(view), drawing)


def arrays(view: LensView) -> dict[str, NDArray[Any]]:
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


def table_lines(view: LensView) -> Iterable[str]:
    """A line for each cell; row 0 is the embedding."""
    return csv_lines(FIELDS, _rows(view))


def _rows(view: LensView) -> Iterator[list[object]]:
    table, columns = view.table, view.table.columns
    for row in range(table.rows):
        for at in view.positions:
            best, record = int(columns["ids"][row, at, 0]), table.records[at]
            cells: list[object] = [row, at, record.id, record.text, best, table.texts.get(best, "")]
            cells += [columns["probability"][row, at, 0]]
            cells += [columns[name][row, at] for name in ("entropy", "norm", "next_probability", "next_rank")]
            followed = table.token is not None and table.followed[at]
            cells += [columns[name][row, at] for name in ("token_probability", "token_rank")] if followed else []
            yield cells


def _told(view: LensView) -> Told:
    table = view.table
    return Told.about(
        KIND,
        replace(table.key, path=view.path),
        table.records,
        switches=view.switches,
        seed=view.seed,
        shown={"measure": view.measure, "row": view.row, "position": view.position},
        more={
            "positions": view.positions,
            "top": table.top,
            "followed": table.token,
            "checks": [{"name": check.name, "error": check.error, "bound": check.bound} for check in table.checks],
        },
    )
