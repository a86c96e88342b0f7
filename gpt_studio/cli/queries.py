"""Views on the command line that are one question to the engine: its answer is saved and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from gpt_studio.protocol.commands import Command
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import Progress
from gpt_studio.protocol.looking import Check

from .headless import Headless

Answer = TypeVar("Answer")


def answer_of(
    engine: Headless, command: Command, kind: type[Answer], on_progress: Callable[[Progress], None] | None = None
) -> Answer | None:
    """The answer to a question; None where it was interrupted."""
    found = None
    try:
        for event in engine.run(command):
            if isinstance(event, kind):
                found = event
            elif on_progress is not None and isinstance(event, Progress):
                on_progress(event)
    except StudioError as error:
        if error.code != "cancelled":
            raise
    return found


def as_lists(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of an NPZ as a JSON document has them."""
    return {"arrays": {name: np.asarray(values).tolist() for name, values in arrays.items()}}


def checks_as_json(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """What was checked, and whether it holds."""
    return [{"name": one.name, "error": one.error, "bound": one.bound, "holds": one.holds} for one in checks]
