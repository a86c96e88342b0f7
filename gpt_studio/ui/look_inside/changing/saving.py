"""A sweep as it leaves: what every head by itself is worth, as numbers and as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.switches import MODES, NOTHING_OFF, Switches
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import SavedView, Told, one_of, understood

from .sweep_table import MEASURES, SweepTable

KIND = "sweep"


@dataclass(frozen=True)
class SavedSweep:
    """What the JSON says besides its frame: how each head was off, and which of MEASURES coloured the grid."""

    how: Switches
    measure: str
    dark: bool

    @classmethod
    def of(cls, saved: SavedView) -> SavedSweep:
        """Raises StudioError naming the file where something is missing or wrong."""
        with understood(saved.file):
            sweep, shown = saved.document["sweep"], saved.shown
            how = Switches((), one_of(sweep["mode"], MODES), 0, str(sweep["reference"]))
            return cls(how, one_of(shown["measure"], MEASURES), bool(shown["dark"]))


def save(table: SweepTable, out: Path, *, measure: str = "", dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(table, measure or table.known()[0]), out, dark=dark)


def leaving(table: SweepTable, measure: str) -> Leaving:
    """`measure` colours the grid of the picture."""

    def drawing(dark: bool) -> Drawing:
        from .sweep_picture import drawing

        return drawing(table, measure, dark=dark)

    return Leaving("sweep", _told(table, measure), lambda: arrays(table), lambda: table_lines(table), drawing)


def arrays(table: SweepTable) -> dict[str, NDArray[Any]]:
    """[layers, heads] of each measure that is known, float64, and `token_ids`."""
    found = {name: column for name in MEASURES if (column := table.column(name)) is not None}
    return {**found, "token_ids": np.array([record.id for record in table.records], np.int64)}


def table_lines(table: SweepTable) -> Iterable[str]:
    """A line a head. What is not known is empty."""
    known = [table.column(name) for name in MEASURES]
    shape = next(column.shape for column in known if column is not None)
    rows = ((*at, *(None if c is None else float(c[at]) for c in known)) for at in np.ndindex(shape))
    return csv_lines(("layer", "head", *MEASURES), rows)


def _told(table: SweepTable, measure: str) -> Told:
    return Told.about(
        KIND,
        table.key,
        table.records,
        switches=NOTHING_OFF,
        seed=None,
        shown={"measure": measure},
        more={
            "sweep": {"each": "head", "mode": table.mode, "reference": table.reference},
            "loss": table.loss,
            "units": "nats a token, delta_difference logits a token; estimate is -dloss/dxi of one backward pass "
            "(arXiv:1905.10650)",
        },
    )
