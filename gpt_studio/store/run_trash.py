"""Runs that were deleted: put aside among the runs, where they can be fetched back for a while."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from gpt_studio.protocol.errors import StudioError

TRASH = ".deleted"
KEPT_S = 30 * 24 * 3600.0


def delete_run(folder: Path) -> Path:
    """Put a run aside; returns where it lies now. Raises StudioError. The caller sees to it that it is not at work."""
    home = folder.parent / TRASH
    place = home / f"{time.time_ns()}-{folder.name}"
    try:
        home.mkdir(exist_ok=True)
        folder.rename(place)
        place.touch()  # counts from now
    except OSError as error:
        raise StudioError("unwritable", f"{folder} cannot be deleted", found=error.strerror or str(error)) from error
    return place


def restore_run(place: Path, folder: Path) -> None:
    """Bring a deleted run back. Raises StudioError, also where another run has its name by now."""
    if folder.exists():
        raise StudioError("exists", f"there is a run {folder.name} again", remedy="Rename that one first")
    try:
        place.rename(folder)
    except OSError as error:
        raise StudioError("unwritable", f"{folder} cannot be made", found=error.strerror or str(error)) from error


def empty_trash(root: Path, now: float | None = None) -> None:
    """Remove what was deleted long ago, as far as the disk lets us."""
    limit = (time.time() if now is None else now) - KEPT_S
    try:
        old = [place for place in (root / TRASH).iterdir() if place.stat().st_mtime < limit]
    except OSError:
        return
    for place in old:
        shutil.rmtree(place, ignore_errors=True)
