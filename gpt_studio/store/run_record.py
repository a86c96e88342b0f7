"""What run.toml records of a run beside its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from gpt_studio.protocol.runs import SkippedLines

RECORD = "record"


def record_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The record; empty where there is none."""
    found = settings.get(RECORD)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def skipped_lines(settings: Mapping[str, Any]) -> SkippedLines | None:
    """The lines of the data that hold no example and were skipped; None where there were none."""
    try:
        found = msgspec.convert(record_of(settings).get("skipped"), SkippedLines | None)
    except msgspec.ValidationError:
        return None
    return found if found and found.count else None
