"""A file of ours that cannot be read is kept under another name, never overwritten."""

from __future__ import annotations

import time
from pathlib import Path


def set_aside(path: Path) -> str:
    """Rename `path` to `NAME.corrupt-TIME`; returns the new name, or '' when that was not possible."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for suffix in ("", *(f"-{n}" for n in range(1, 100))):
        beside = path.with_name(f"{path.name}.corrupt-{stamp}{suffix}")
        if beside.exists():
            continue
        try:
            path.rename(beside)
        except OSError:
            return ""
        return beside.name
    return ""
