"""What is switched off, as options of a command and as JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import MODES, Switch, Switches

KINDS = {"head": "head", "group": "kv_group", "layer": "layer", "mlp": "mlp"}  # as --off names them

Off = Annotated[
    str | None,
    typer.Option(
        "--off",
        metavar="PART,...",
        help="Switch parts off: heads as LAYER.HEAD, group:LAYER.GROUP (all heads of a key/value head), layer:LAYER, "
        "mlp:LAYER; all from 0.",
        show_default=False,
    ),
]
OffMode = Annotated[str, typer.Option("--off-mode", help="zero, or mean: over the positions of the prompt.")]
OffReference = Annotated[
    str | None,
    typer.Option(
        "--off-reference",
        metavar="FILE",
        help="With --off-mode mean: over the positions of this file.",
        show_default=False,
    ),
]
OffSince = Annotated[int, typer.Option("--off-since", help="Positions before this one keep everything on.")]


def switches_off(off: str | None, mode: str, reference: str | None, since: int) -> Switches:
    """The switches that `--off` and what belongs to it name. Raises StudioError for what is not understood."""
    if off is None and (reference is not None or mode != "zero" or since):
        raise StudioError("bad_parameter", "nothing is switched off", expected="--off", found="none")
    parts = [] if off is None else [_part(one) for one in off.split(",")]
    return made_of(parts, mode, reference, since, prefix="--off-")


def made_of(parts: Sequence[Switch], mode: str, reference: str | None, since: int, *, prefix: str = "--") -> Switches:
    """The switches of `parts`, each once. Raises StudioError, which names the options that begin with `prefix`."""
    if mode not in MODES:
        raise StudioError("bad_parameter", f"{prefix}mode is not understood", expected="zero or mean", found=mode)
    if reference is not None and mode != "mean":
        raise StudioError(
            "bad_parameter", f"{prefix}reference is for {prefix}mode mean", expected=f"{prefix}mode mean", found=mode
        )
    if reference == "":
        raise StudioError("bad_parameter", f"{prefix}reference names no file", expected="a text file", found="nothing")
    return Switches(tuple(dict.fromkeys(parts)), mode, since, reference or "")


def switches_as_json(switches: Switches) -> dict[str, Any]:
    """What is off, how and where, as the documents of the command line have it."""
    return {
        "off": [_as_json(switch) for switch in switches.off],
        "mode": switches.mode,
        "reference": switches.reference or None,
        "since": switches.since,
    }


def _part(text: str) -> Switch:
    """`1.2`, `group:0.1`, `layer:3` or `mlp:3`."""
    match = re.fullmatch(r"\s*(?:([a-z]+):)?(\d{1,9})(?:\.(\d{1,9}))?\s*", text, re.ASCII)
    kind = KINDS.get(match[1] or "head") if match else None
    if match is None or kind is None or (match[3] is not None) != (kind in ("head", "kv_group")):
        raise StudioError(
            "bad_parameter",
            "--off is not understood",
            expected="parts like 1.2, group:0.1, layer:3 or mlp:3, with commas",
            found=text[:100] or "nothing",
        )
    return Switch(int(match[2]), kind, int(match[3] or 0))


def _as_json(switch: Switch) -> dict[str, Any]:
    numbered = switch.kind in ("head", "kv_group")
    return {"kind": switch.kind, "layer": switch.layer} | ({"index": switch.index} if numbered else {})
