"""A folder that says of itself whether it is whole: its manifest names every other file with size and SHA-256."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from . import bounded
from .hashes import sha256_file

MANIFEST = "manifest.json"


def seal(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest of all files that are there, behind the facts that it holds too. Raises OSError."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": sha256_file(path)} for path in sorted(folder.iterdir())
    }
    (folder / MANIFEST).write_text(json.dumps({**facts, "files": files}, indent=1) + "\n", encoding="utf-8")


def verifies(folder: Path) -> bool:
    """Whether the folder holds exactly the files of its manifest, byte for byte."""
    try:
        manifest = bounded.read_json(folder / MANIFEST)
        files = cast("dict[str, dict[str, Any]]", manifest["files"])
        there = {path.name for path in folder.iterdir()} - {MANIFEST}
        return there == set(files) and all(_same(folder / name, entry) for name, entry in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _same(path: Path, entry: dict[str, Any]) -> bool:
    return path.stat().st_size == entry["bytes"] and sha256_file(path) == entry["sha256"]
