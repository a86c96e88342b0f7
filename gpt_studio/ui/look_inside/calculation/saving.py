"""The calculation as it leaves: q, k, v and what becomes of them, key by key, and a picture of the whole derivation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Calculated
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import SavedView, Told, count, understood

KIND = "calculation"
FIELDS = ("key", "token_id", "token", "product", "score", "weight")


@dataclass(frozen=True)
class SavedCalculation:
    """What the JSON says besides its frame; `key` is the one that is spelt out."""

    layer: int
    head: int
    query: int
    key: int

    @classmethod
    def of(cls, saved: SavedView) -> SavedCalculation:
        """Raises StudioError naming the file where something is missing or wrong."""
        with understood(saved.file):
            return cls(*(count(saved.shown[name]) for name in ("layer", "head", "query", "key")))


def save(found: Calculated, out: Path, *, key: int = 0, seed: int | None = None, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(found, key, seed), out, dark=dark)


def leaving(found: Calculated, key: int, seed: int | None = None, text: tuple[TokenRecord, ...] = ()) -> Leaving:
    """`key` is the one whose steps are spelt out, `seed` that of the text's newest drawn span.

    `text` are the tokens of the whole text, behind the query too; what is of another text counts as none.
    """

    def drawing(dark: bool) -> Drawing:
        from .picture import drawing

        return drawing(found, key, dark=dark)

    told = Told.about(
        KIND,
        found.key,
        text if _begins(text, found) else found.records,
        switches=found.switches,
        seed=seed,
        shown={"layer": found.layer, "head": found.head, "query": found.query, "key": key},
        more={
            "scale": found.scale,
            "softcap": found.softcap,
            "kv_group": found.kv_group,
            "off": found.off,
            "checks": [{"name": check.name, "error": check.error, "bound": check.bound} for check in found.checks],
        },
    )
    name = f"calculation-{found.layer}.{found.head}"
    return Leaving(name, told, lambda: arrays(found), lambda: table(found), drawing)


def _begins(text: tuple[TokenRecord, ...], found: Calculated) -> bool:
    """Whether the calculation is of this text."""
    until = found.query + 1
    return [record.id for record in text[:until]] == [record.id for record in found.records[:until]]


def arrays(found: Calculated) -> dict[str, NDArray[Any]]:
    """As Calculated has them; `steps`, `step_layer` and `step_norm` are the block from the token to the logits."""
    return {
        **{name: getattr(found, name) for name in ("q", "k", "v", "products", "scores", "weights", "z", "out")},
        "scale": np.array(found.scale),
        "softcap": np.array(found.softcap),
        "steps": np.array([step.name for step in found.steps]),
        "step_layer": np.array([step.layer for step in found.steps], np.int64),
        "step_norm": np.array([step.norm for step in found.steps], np.float64),
        "token_ids": np.array([record.id for record in found.records], np.int64),
    }


def table(found: Calculated) -> Iterable[str]:
    """A line for each key: q · k, the score, the share. The score of a key that a window hides is -inf."""
    numbers = zip(found.products, found.scores, found.weights, strict=True)
    rows = (
        (at, record.id, record.text, *values)
        for at, (record, values) in enumerate(zip(found.records, numbers, strict=False))
    )
    return csv_lines(FIELDS, rows)
