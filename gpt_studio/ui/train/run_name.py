"""Names of runs are names of folders. Without Qt."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[^\s/\\:*?\"<>|.][^/\\:*?\"<>|]{0,100}")


def free_name(root: Path, text: str, start: str) -> str:
    """A name made from those of the text and the start, with a number where it is taken."""
    base = re.sub(r"[^\w.-]+", "_", f"{text}-{start}").strip("._-")[:60] or "run"
    number = 1
    while (root / (base if number == 1 else f"{base}-{number}")).exists():
        number += 1
    return base if number == 1 else f"{base}-{number}"


def can_be_a_folder(name: str) -> bool:
    """Whether every system takes a name for a folder inside another one."""
    return _NAME.fullmatch(name) is not None
