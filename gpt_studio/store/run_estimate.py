"""estimate.json: what a run was to take. The window leaves there what it measured before; else the run itself does."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

import msgspec

from gpt_studio.files import durable
from gpt_studio.files.bounded import TooLarge, read_bytes
from gpt_studio.protocol.estimates import RunEstimate
from gpt_studio.protocol.runs import ESTIMATE_FILE

LARGEST = 64 * 1024  # bytes


def keep_estimate(folder: Path, said: RunEstimate | None) -> None:
    """Put it into the folder of a run that is about to begin. A disk that does not take it keeps no run from it."""
    if said is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        durable.replace_text(folder / ESTIMATE_FILE, json.dumps(asdict(said), indent=1) + "\n")


def read_estimate(folder: Path) -> RunEstimate | None:
    """What it says; None where nothing was estimated, or it cannot be read."""
    try:
        return msgspec.json.decode(read_bytes(folder / ESTIMATE_FILE, LARGEST), type=RunEstimate)
    except (OSError, TooLarge, msgspec.MsgspecError):
        return None
