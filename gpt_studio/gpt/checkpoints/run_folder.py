"""A run as a MODEL: its best checkpoint, else its last, by the names in state.json. No torch here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

from gpt_studio.gpt.folder import has, inside, read_object
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import CHECKPOINTS, MANIFEST_FILE, STATE_FILE

_NAME = re.compile(r"step-\d{6,12}")


def checkpoint_of_run(run: Path) -> Path:
    """The folder of the run's best checkpoint, else of its last, else of its newest. Raises StudioError.

    A folder whose files are not those of its manifest, by their sizes, does not count.
    """
    state = read_object(run, STATE_FILE)
    home = run / CHECKPOINTS
    newest = sorted((p.name for p in home.iterdir()), reverse=True) if home.is_dir() else []
    for name in [state.get("best"), state.get("last"), *newest]:
        if isinstance(name, str) and _NAME.fullmatch(name) and _whole(home / name):
            return home / name
    raise StudioError(
        "absent", f"{run} is a run without a whole checkpoint", expected=f"{CHECKPOINTS}/step-… with a {MANIFEST_FILE}",
        found="none",
    )  # fmt: skip


def _whole(folder: Path) -> bool:
    if folder.is_symlink() or not has(folder, MANIFEST_FILE):
        return False
    try:
        files = read_object(folder, MANIFEST_FILE).get("files")
        listed = cast("dict[str, Any]", files) if isinstance(files, dict) else {}
        return bool(listed) and all(inside(folder, name).stat().st_size == e["bytes"] for name, e in listed.items())
    except (StudioError, OSError, KeyError, TypeError, ValueError):
        return False
