"""A model's folder, written by a stranger: links that stay inside, bounded JSON, one error for each fault.

No torch here: the header of a checkpoint is read without it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from gpt_studio.files.bounded import open_regular, parse_json
from gpt_studio.protocol.errors import StudioError

CONFIG_LIMIT = 1 << 20
TOKENIZER_LIMIT = 64 << 20
_POINTER = b"version https://git-lfs.github.com/"


def shown(text: object, limit: int = 80) -> str:
    """A stranger's string as it may stand in a message: cut, without control or direction characters."""
    cut = str(text)[: limit + 1] if isinstance(text, str | int | float) else type(text).__name__
    clean = "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in cut)
    return clean if len(clean) <= limit else clean[:limit] + "…"


def inside(folder: Path, name: str) -> Path:
    """The path of the file `name` of `folder`. Raises StudioError when it is absent or leaves the folder.

    A link may lead only into the folder itself, or, in a Hugging Face cache, into the same `models--*` folder.
    """
    if not name or name in (".", "..") or any(c in name for c in "/\\\0"):
        raise StudioError(
            "unsafe", f"{folder} names a file that is no plain name", expected="a file name", found=shown(name)
        )
    path = folder / name
    try:
        home, real = folder.resolve(strict=True), path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise absent(path) from error
    if not real.is_relative_to(_cache_of(home) or home):
        raise StudioError(
            "unsafe", f"{path} leads out of its folder", expected="a file of this folder", found="a link elsewhere"
        )
    return path


def meant(path: Path) -> Path:
    """The file that is meant by `path`: what a link leads to, unless it is a link of a Hugging Face cache."""
    return path.resolve() if path.is_symlink() and _cache_of(path.parent.resolve()) is None else path


def _cache_of(home: Path) -> Path | None:
    """The `models--*` folder of a Hugging Face cache that `home` is a snapshot of."""
    cache = home.parent.parent
    return cache if home.parent.name == "snapshots" and cache.name.startswith("models--") else None


def snapshot_of_cache(cache: Path) -> Path | None:
    """The snapshot that a `models--*` folder of a Hugging Face cache means: its branch main, else its only one."""
    if not cache.name.startswith("models--") or not (cache / "snapshots").is_dir():
        return None
    snapshots = {path.name: path for path in (cache / "snapshots").iterdir() if path.is_dir()}
    if (cache / "refs").is_dir() and has(cache / "refs", "main"):
        name = read_inside(cache / "refs", "main", 200).decode(errors="replace").strip()
        return snapshots.get(name)
    return next(iter(snapshots.values())) if len(snapshots) == 1 else None


def has(folder: Path, name: str) -> bool:
    """Whether the folder holds a file (or a link) of that name."""
    path = folder / name
    return path.is_symlink() or path.is_file()


def open_inside(folder: Path, name: str) -> BinaryIO:
    """Open a regular file of the folder for reading. Raises StudioError."""
    path = inside(folder, name)
    try:
        f = open_regular(path)
        start = f.read(len(_POINTER))
        f.seek(0)
    except OSError as error:
        raise unreadable(path, error) from error
    if start == _POINTER:
        f.close()
        raise StudioError(
            "absent", f"{path} stands for a file that was not downloaded", expected="the file itself",
            found="a pointer of git-lfs", remedy="Run git lfs pull in its folder",
        )  # fmt: skip
    return f


def read_inside(folder: Path, name: str, limit: int) -> bytes:
    """All bytes of a file of the folder, at most `limit`. Raises StudioError."""
    with open_inside(folder, name) as f:
        data = f.read(min(os.fstat(f.fileno()).st_size, limit) + 1)
    if len(data) > limit:
        raise StudioError("too_large", f"{folder / name} is too large", expected=f"at most {limit} bytes")
    return data


def read_object(folder: Path, name: str, limit: int = CONFIG_LIMIT, most: int | None = None) -> dict[str, Any]:
    """A JSON object of at most `most` values (default limit / 16) from a file of the folder. Raises StudioError."""
    data = read_inside(folder, name, limit)
    try:
        value = parse_json(data, limit // 16 if most is None else most)
    except ValueError as error:
        raise StudioError(
            "damaged", f"{folder / name} cannot be read", expected="one JSON object", found=shown(str(error))
        ) from error
    if not isinstance(value, dict):
        raise StudioError(
            "damaged", f"{folder / name} cannot be read", expected="a JSON object", found=type(value).__name__
        )
    return cast("dict[str, Any]", value)


@contextmanager
def naming(where: str | Path) -> Generator[None]:
    """A StudioError from inside gets the file's name before its message, unless that stands there already."""
    try:
        yield
    except StudioError as error:
        if str(where) in error.message:
            raise
        raise StudioError(
            error.code, f"{where}: {error.message}", expected=error.expected, found=error.found, remedy=error.remedy
        ) from error


def absent(path: Path) -> StudioError:
    """The refusal of a file that is not there."""
    return StudioError("absent", f"{path} is absent", expected="a file", found="nothing")


def unreadable(path: Path, error: OSError) -> StudioError:
    """The refusal of a file that the system does not let us read."""
    return StudioError(
        "absent", f"{path} cannot be read", expected="a regular file", found=error.strerror or str(error)
    )
