"""The folder in which a download grows, and the one rename that makes it a model."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from gpt_studio.files.bounded import read_json
from gpt_studio.files.durable import publish_folder, replace_bytes
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import (
    PART_SUFFIX,
    REQUEST_FILE,
    REQUESTS,
    SOURCE_FILE,
    GetFiles,
    GetWheel,
    as_line,
    identity,
    model_of,
)

from .lock import locked

SPARE_BYTES = 64 * 1024 * 1024
MAX_SAME_NAME = 100
Download = GetFiles | GetWheel


class Part:
    """A download that is not finished: `folder` holds what there is of it, `place` is where it will be."""

    def __init__(self, models: Path, name: str, request: Download) -> None:
        self.folder = models / f".{name}{PART_SUFFIX}"
        self.place = models / name
        self.request = request

    @property
    def finished(self) -> bool:
        """Whether the place already holds exactly this download."""
        if asked_for(self.place / SOURCE_FILE) != identity(self.request):
            return False
        return all(_has_size(self.place / name, size) for name, size in contents(self.request))

    @contextmanager
    def alone(self) -> Generator[None]:
        """Hold the folder against other windows. Raises StudioError when one of them fetches into it."""
        place = self.folder.with_suffix(".lock")
        with place.open("ab") as lock:
            if not locked(lock):
                raise StudioError(
                    "busy",
                    f"{self.place.name} is being fetched by another window",
                    remedy="Wait until it is done, or cancel it there",
                )
            try:
                self.folder.mkdir(exist_ok=True)
                replace_bytes(self.folder / REQUEST_FILE, as_line(self.request))
                yield
            finally:
                with suppress(OSError):  # Windows keeps a file that is open
                    place.unlink()

    def need(self, wanted: int) -> None:
        """Raises StudioError when the disk has no room for `wanted` more bytes."""
        free = shutil.disk_usage(self.folder).free
        if free < wanted + SPARE_BYTES:
            raise StudioError(
                "too_large",
                f"the disk of {self.place.parent} is too full",
                expected=f"{wanted + SPARE_BYTES:,} bytes free",
                found=f"{free:,}",
                remedy="Free some space or choose a smaller file",
            )

    def publish(self) -> None:
        """Everything is verified: sync it, note where it came from, rename it."""
        (self.folder / REQUEST_FILE).unlink()
        (self.folder / SOURCE_FILE).write_bytes(json.dumps(json.loads(as_line(self.request)), indent=1).encode())
        publish_folder(self.folder, self.place)


def open_part(models: Path, name: str, request: Download) -> Part:
    """The folder of this very download, begun or not; another one that has the name leaves it `NAME-2`, `NAME-3`, …"""
    models.mkdir(parents=True, exist_ok=True)
    for number in range(1, MAX_SAME_NAME):
        part = Part(models, name if number == 1 else f"{name}-{number}", request)
        if part.finished:
            return part
        begun = asked_for(part.folder / REQUEST_FILE)
        if not os.path.lexists(part.place) and begun in (None, identity(request)):
            return part
    raise StudioError("unsafe", f"{models} holds too many folders named {name}", remedy="Delete some of them")


def contents(request: Download) -> list[tuple[str, int]]:
    """(name, size) of what a finished folder holds."""
    if isinstance(request, GetWheel):
        return [(model_of(request), request.bytes)]
    return [(file.name, file.bytes) for file in request.files]


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def asked_for(path: Path) -> tuple[object, ...] | None:
    """What a request or source file asks for; None when there is none that can be read."""
    try:
        found: Any = read_json(path)
        kind = REQUESTS[found.pop("kind")]
        request = msgspec.convert(found, kind)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return identity(request) if isinstance(request, GetFiles | GetWheel) else None
