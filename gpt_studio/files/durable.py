"""Durable replacement: written beside, synced, renamed, folder synced. A crash leaves the old or the new, whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def replace_bytes(path: Path, data: bytes) -> None:
    """Replace `path` with `data`. Raises OSError and leaves what was there when it cannot."""
    replace_with(path, lambda f: _write_all(f, data))


def replace_text(path: Path, text: str) -> None:
    """Replace `path` with UTF-8 text."""
    replace_bytes(path, text.encode("utf-8"))


def replace_with(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Replace `path` with what `write` puts into the open file. Nothing changes when it raises."""
    beside = path.with_name(f".{path.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as f:
            write(f)
            f.flush()
            os.fsync(f.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


def publish_folder(beside: Path, place: Path) -> None:
    """Sync every file of the folder `beside`, then rename it to `place` (which must not exist) and sync the parent."""
    sync_files(beside)
    for folder in [beside, *sorted(p for p in beside.rglob("*") if p.is_dir())]:
        sync_folder(folder)
    beside.rename(place)
    sync_folder(place.parent)


def replace_path(written: Path, path: Path) -> None:
    """Rename a synced file to `path`, durably; what was there is replaced."""
    written.replace(path)
    sync_folder(path.parent)


def sync_files(folder: Path) -> None:
    """Make the content of every file below `folder` durable."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _sync(path)


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` durable. A no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    _sync(folder)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _write_all(f: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[f.write(view) :]
