"""Views that leave and come back on the command line: what `--out` and `--view` mean wherever they are offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts

from .output import print_json
from .texts import one_text

if TYPE_CHECKING:
    from gpt_studio.gpt.loaded import LoadedModel
    from gpt_studio.inspection.switching import SwitchedOff
    from gpt_studio.protocol.switches import Switches
    from gpt_studio.ui.leaving.saving import Leaving
    from gpt_studio.ui.leaving.sidecar import SavedView

Found = TypeVar("Found")
Out = Annotated[
    Path | None,
    typer.Option("--out", help="FILE.npz, .csv, .png or .svg; a JSON is put beside it.", show_default=False),
]
View = Annotated[
    Path | None,
    typer.Option("--view", help="The JSON beside an earlier file: the same view again.", show_default=False),
]
Dark = Annotated[bool, typer.Option("--dark", help="A picture on dark paper.")]


def check_out(out: Path | None) -> None:
    """Raise StudioError for an ending that names no format, before a model is read."""
    from gpt_studio.ui.leaving.saving import check_suffix

    if out is not None:
        check_suffix(out)


def recalled(view: Path | None, key: ModelKey, *kinds: str) -> tuple[SavedView | None, ModelKey]:
    """The saved view, and the model as it was loaded then where the options do not say otherwise.

    Raises StudioError for a JSON that is none of these kinds, and for one of another model.
    """
    from gpt_studio.ui.leaving.sidecar import read_view

    if view is None:
        return None, key
    saved = read_view(view, *kinds)
    return saved, saved.key_for(key)


def parts_of(saved: SavedView | None, text: str | None, file: str | None) -> Parts:
    """What is to be read: the ids of a saved view, else the text. Raises StudioError where both are given, or none."""
    if saved is None:
        return (one_text(text, file),)
    if (text, file) != (None, None):
        raise StudioError("bad_parameter", "the text is given in one way", expected="a text or --view", found="both")
    return saved.parts


def save_view(leaving: Leaving, out: Path, *, dark: bool, saved: SavedView | None = None) -> dict[str, Any]:
    """Save it, with the version of a document that `saved` came with; returns what the JSON document tells of that."""
    from gpt_studio.ui.leaving.saving import save

    if saved is not None:
        leaving = replace(leaving, told=replace(leaving.told, version=saved.document.get("version")))
    return {"out": str(out), "beside": str(save(leaving, out, dark=dark))}


def finish(
    found: Found | None,
    as_document: Callable[[Found], dict[str, Any]],
    tell: Callable[[Found], None],
    leave: Callable[[Found], Leaving],
    out: Path | None,
    *,
    json: bool,
    dark: bool,
    saved: SavedView | None = None,
) -> int:
    """Save what was found and tell it; the exit code. None is what was interrupted."""
    if found is None:
        return 130
    left = {} if out is None else save_view(leave(found), out, dark=dark, saved=saved)
    if json:
        print_json(as_document(found) | left)
    else:
        tell(found)
    return 0


def switched_off(loaded: LoadedModel, switches: Switches, ids: list[int]) -> SwitchedOff | None:
    """The watch under which these parts are off; None where nothing is."""
    from gpt_studio.engine.cancel import CancelToken
    from gpt_studio.engine.pool import Resident
    from gpt_studio.engine.references import switched_off_steps

    steps = switched_off_steps(0, switches, Resident(loaded), ids, CancelToken())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
