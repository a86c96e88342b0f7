"""Attention as it leaves: numbers of the heads that are shown, a picture of what each token looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving
from gpt_studio.ui.leaving.sidecar import Told

from .view import AttentionView

KIND = "attention"


def save(view: AttentionView, out: Path, *, dark: bool = False, note: str = "") -> Path:
    """Write `out` in the format that its ending names; returns the sidecar's path. Raises StudioError."""
    return saving.save(leaving(view, note), out, dark=dark)


def leaving(view: AttentionView, note: str = "") -> Leaving:
    """`note` says why this head is the large one, where nobody chose it."""

    def drawing(dark: bool) -> Drawing:
        from . import picture

        return picture.drawing(view, dark=dark, note=note)

    return Leaving(
        f"attention-{view.layer}.{view.head}", _told(view, note), lambda: arrays(view), lambda: table(view), drawing
    )


def arrays(view: AttentionView) -> dict[str, NDArray[Any]]:
    """`attention` float32 [layers, heads, queries, keys], `token_ids`, `layers`, `heads`.

    Of an average `average` holds the heads; of words and characters `units` holds what the axes name.
    """
    found: dict[str, NDArray[Any]] = {
        "attention": view.weights,
        "token_ids": np.array(view.ids, np.int64),
        "layers": np.array(view.layers, np.int64),
        "heads": np.array(view.heads, np.int64),
    }
    if view.average:
        found["average"] = np.array(view.average, np.int64)
    if view.viewing.grain != "tokens":
        found["units"] = np.array([name.whole for name in view.names])
    return found


def table(view: AttentionView) -> Iterable[str]:
    """A row for each cell: layer, head, query, key, weight; nine digits, so that float32 comes back as it was.

    The head of an average is the sum of its heads' numbers as written: `0+3+5`.
    """
    yield "layer,head,query,key,weight\n"
    for layer, of_layer in zip(view.layers, view.weights, strict=True):
        for head, of_head in zip(view.heads, of_layer, strict=True):
            name = "+".join(map(str, view.average)) or head
            for query, row in enumerate(of_head.tolist()):
                yield "".join(f"{layer},{name},{query},{key},{weight:.9g}\n" for key, weight in enumerate(row))


def _told(view: AttentionView, note: str) -> Told:
    query = view.query if view.viewing.grain == "tokens" else view.query_token
    return Told(
        kind=KIND,
        key=ModelKey(view.path, view.precision, adapters=view.adapters),
        ids=view.ids,
        tokens=view.texts,
        front=view.front,
        switches=view.switches,
        seed=view.seed,
        shown={"layer": view.layer, "head": view.head, "query": query, "note": note},
        more={
            "layers": view.layers,
            "heads": view.heads,
            "viewing": asdict(view.viewing) | {"average": view.average, "numbers": _numbers(view)},
        },
    )


def _numbers(view: AttentionView) -> str:
    """What the saved numbers are."""
    said = ["norm of what each key brings" if view.viewing.value_weighted else "attention"]
    if view.average:
        said.append("mean over heads")
    if view.viewing.renormalises:
        said.append("rows divided by what is not left out")
    if view.viewing.grain != "tokens":
        said.append(f"regrouped into {view.viewing.grain}")
    return ", ".join(said)
