"""What a text loses, as it leaves: every token with and without what is off, as numbers and as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Ablated
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import Told

KIND = "ablation"
# The columns of a row of the table, a target each, in order. Log-probabilities and KL in nats.
FIELDS = ("position", "token_id", "token", "baseline", "ablated", "delta", "kl", "best_changed")


def save(found: Ablated, out: Path, *, seed: int | None = None, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(found, seed), out, dark=dark)


def leaving(found: Ablated, seed: int | None = None) -> Leaving:
    """`seed` is that of the text's newest drawn span."""

    def drawing(dark: bool) -> Drawing:
        from .effect_picture import drawing

        return drawing(found, dark=dark)

    told = Told.about(
        KIND,
        found.key,
        found.records,
        switches=found.switches,
        seed=seed,
        shown={},
        more={"units": "log-probabilities and KL(on || off) of the targets 1 to T-1, in nats"},
    )
    return Leaving("with-and-without", told, lambda: arrays(found), lambda: table(found), drawing)


def arrays(found: Ablated) -> dict[str, NDArray[Any]]:
    """As Ablated has them, of the targets 1…T − 1; `token_ids` [T]."""
    return {
        "baseline": found.baseline,
        "ablated": found.ablated,
        "kl": found.kl,
        "changed": found.changed,
        **({} if found.difference is None else {"difference": found.difference}),
        "token_ids": np.array([record.id for record in found.records], np.int64),
    }


def table(found: Ablated) -> Iterable[str]:
    """A line for each target; `delta` is what its log-probability gains when the parts are off."""
    numbers = zip(found.baseline, found.ablated, found.ablated - found.baseline, found.kl, found.changed, strict=True)
    rows = (
        (at, record.id, record.text, *map(float, values[:4]), int(values[4]))
        for at, (record, values) in enumerate(zip(found.records[1:], numbers, strict=True), 1)
    )
    return csv_lines(FIELDS, rows)
