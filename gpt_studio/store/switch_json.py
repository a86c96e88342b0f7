"""Switches as JSON: in the settings of a span, with a document, in the history. Only what differs is written."""

from __future__ import annotations

from typing import Any, cast

from gpt_studio.protocol.switches import KINDS, MODES, Switch, Switches

MOST = 100_000  # parts of one network
_LARGEST = 2**31


def switches_to_json(switches: Switches) -> dict[str, Any]:
    """`{"off": [["head", 3, 1]], "mode": "mean", "since": 4, "reference": "a.txt"}`; {} where nothing is off."""
    found: dict[str, Any] = {}
    if switches.off:
        found["off"] = [[switch.kind, switch.layer, switch.index] for switch in switches.off]
    neutral = Switches()
    for name in ("mode", "since", "reference"):
        if getattr(switches, name) != getattr(neutral, name):
            found[name] = getattr(switches, name)
    return found


def switches_from_json(found: object) -> Switches:
    """What `switches_to_json` wrote, whichever network it is meant for. Raises ValueError for anything else."""
    if not isinstance(found, dict):
        raise ValueError("switches are no object")
    kept = cast("dict[str, Any]", found)
    off, mode = kept.get("off", []), kept.get("mode", "zero")
    since, reference = kept.get("since", 0), kept.get("reference", "")
    if mode not in MODES or not _is_number(since) or not isinstance(reference, str):
        raise ValueError("switches have a mode, a place or a file that is none")
    if not isinstance(off, list) or len(cast("list[Any]", off)) > MOST:
        raise ValueError(f"what is switched off is no list of at most {MOST} parts")
    parts = {_switch(entry) for entry in cast("list[Any]", off)}
    return Switches(tuple(sorted(parts)), mode, since, reference)


def _switch(entry: object) -> Switch:
    match entry:
        case [str() as kind, layer, index] if kind in KINDS and _is_number(layer) and _is_number(index):
            return Switch(layer, kind, index)
        case _:
            raise ValueError("a part that is switched off is no kind, layer and number")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST
