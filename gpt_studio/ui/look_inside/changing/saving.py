"""A sweep saved: numbers as NPZ or CSV, with a JSON beside that makes it again. Written durably."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from gpt_studio import __version__
from gpt_studio.files.durable import replace_text, replace_with
from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui.look_inside.sidecar import beside, header_sha256

from .sweeping import MEASURES, SweepTable

KIND = "sweep"
SUFFIXES = (".csv", ".npz")


def save(table: SweepTable, out: Path) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path.

    Raises StudioError for an ending that is none of SUFFIXES and when the files cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise StudioError(
            "bad_parameter",
            f"{out.name} has an ending that names no format",
            expected=", ".join(SUFFIXES),
            found=out.suffix or "none",
        )
    try:
        if out.suffix.lower() == ".npz":
            replace_with(out, lambda f: np.savez(f, allow_pickle=False, **arrays(table)))
        else:
            replace_text(out, table_text(table))
        replace_text(beside(out), sidecar(table))
    except OSError as error:
        raise StudioError("unwritable", f"{out} could not be saved", found=error.strerror or str(error)) from error
    return beside(out)


def arrays(table: SweepTable) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """[layers, heads] of each measure that is known, float64, and `token_ids`."""
    found = {name: column for name in MEASURES if (column := table.column(name)) is not None}
    return {**found, "token_ids": np.array([record.id for record in table.records], np.int64)}


def table_text(table: SweepTable) -> str:
    """A line a head; seventeen digits, so that float64 comes back as it was. What is not known is empty."""
    known = {name: table.column(name) for name in MEASURES}
    shape = next(column.shape for column in known.values() if column is not None)
    lines = ["layer,head," + ",".join(MEASURES)]
    for layer, head in np.ndindex(shape):
        cells = ["" if c is None else f"{float(c[layer, head]):.17g}" for c in known.values()]
        lines.append(f"{layer},{head}," + ",".join(cells))
    return "\n".join(lines) + "\n"


def sidecar(table: SweepTable) -> str:
    """What is needed to make it again: a line for each key."""
    key = table.key
    document = {
        "kind": KIND,
        "made_by": f"gpt-studio {__version__}",
        "model": {
            "path": key.path,
            "header_sha256": header_sha256(key.path),
            "dtype": key.dtype,
            "adapters": key.adapters,
        },
        "ids": [record.id for record in table.records],
        "tokens": [record.text for record in table.records],
        "switches": {"each": "head", "mode": table.mode, "reference": table.reference or None},
        "loss": table.loss,
        "units": "nats a token; estimate is -dloss/dxi of one backward pass (arXiv:1905.10650)",
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in document.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
