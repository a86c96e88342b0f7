"""Attention saved: numbers as NPZ or CSV, pictures as PNG or SVG, each with a JSON beside. Written durably."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from gpt_studio.files.durable import replace_bytes, replace_text, replace_with
from gpt_studio.protocol.errors import StudioError

from .sidecar import beside, sidecar
from .view import AttentionView

SUFFIXES = (".png", ".svg", ".csv", ".npz")


def save(view: AttentionView, out: Path, *, dark: bool = False, note: str = "") -> Path:
    """Write `out` in the format that its ending names; returns the sidecar's path.

    Raises StudioError for an ending that is none of SUFFIXES and when the files cannot be written.
    """
    check_suffix(out)
    try:
        _write(view, out, dark, note)
        replace_text(beside(out), sidecar(view, dark, note))
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


def write_npz(view: AttentionView, f: BinaryIO) -> None:
    """`attention` float32 [layers, heads, queries, keys], `token_ids`, `layers`, `heads`.

    Of an average `average` holds the heads; of words and characters `units` holds what the axes name.
    """
    more: dict[str, Any] = {"average": np.array(view.average, np.int64)} if view.average else {}
    if view.viewing.grain != "tokens":
        more["units"] = np.array([name.whole for name in view.names])
    np.savez(
        f,
        attention=view.weights,
        token_ids=np.array(view.ids, np.int64),
        layers=np.array(view.layers, np.int64),
        heads=np.array(view.heads, np.int64),
        **more,
    )


def write_csv(view: AttentionView, f: BinaryIO) -> None:
    """A row for each cell: layer, head, query, key, weight; nine digits, so that float32 comes back as it was.

    The head of an average is the sum of its heads' numbers as written: `0+3+5`.
    """
    f.write(b"layer,head,query,key,weight\n")
    for layer, of_layer in zip(view.layers, view.weights, strict=True):
        for head, of_head in zip(view.heads, of_layer, strict=True):
            name = "+".join(map(str, view.average)) or head
            for query, row in enumerate(of_head.tolist()):
                lines = [f"{layer},{name},{query},{key},{weight:.9g}\n" for key, weight in enumerate(row)]
                f.write("".join(lines).encode())


def _write(view: AttentionView, out: Path, dark: bool, note: str) -> None:
    match out.suffix.lower():
        case ".npz":
            replace_with(out, lambda f: write_npz(view, f))
        case ".csv":
            replace_with(out, lambda f: write_csv(view, f))
        case ending:
            replace_bytes(out, _picture(view, ending, dark, note))


def _picture(view: AttentionView, ending: str, dark: bool, note: str) -> bytes:
    try:
        from . import picture
    except ImportError as error:
        raise StudioError(
            "missing_library",
            "pictures need Qt, which could not be loaded",
            found=str(error),
            remedy="Install the system library that is named, or save .npz or .csv",
        ) from error
    draw = picture.svg if ending == ".svg" else picture.png
    return draw(view, dark=dark, note=note)
