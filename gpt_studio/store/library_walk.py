"""Checkpoints in a tree of folders, by the names of files: folder by folder, bounded, no link followed out."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gpt_studio.files.bounded import read_json
from gpt_studio.protocol.runs import CHECKPOINTS, MANIFEST_FILE, STATE_FILE

DEEPEST = 8
MOST_ENTRIES = 200_000
MOST_FOUND = 2000
CONFIG_BYTES = 256 * 1024
CONFIG, ADAPTER_CONFIG = "config.json", "adapter_config.json"
# folders that hold no checkpoint of their own
_PASSED_BY = re.compile(r"\..*|node_modules|__pycache__|site-packages|blobs|refs|datasets--.*|spaces--.*")
_WEIGHTS = re.compile(r"(model|pytorch_model)(-\d{5}-of-\d{5})?\.(safetensors|bin)")
_ADAPTER = re.compile(r"adapter_model\.(safetensors|bin)")
_LATER_SHARD = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.(gguf|safetensors)$")
_FIRST_PART = re.compile(r"(.+)-00001-(of-\d{5}\.gguf)")
# what training leaves beside the weights
_NO_WEIGHTS = re.compile(r"(optimizer|scheduler|rng_state|scaler|training_args|optim)(?![a-z]).*|meta\..*")

Files = Mapping[str, "os.DirEntry[str]"]


@dataclass(frozen=True)
class Found:
    """A checkpoint: what to open, its format (CLI.md's names, '' for what cannot be told), its bytes.

    `family` is what a config.json calls itself, '' where there is none.
    """

    path: str
    format: str
    family: str = ""
    bytes: int = 0


class Walk:
    """Goes through folders, the near ones first, until a bound is reached. `found` grows with each."""

    def __init__(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.found: list[Found] = []
        self.unreadable: list[str] = []
        self.cut = False
        self._cancelled = cancelled
        self._entries = 0
        self._seen: set[str] = set()

    def into(self, root: Path) -> None:
        """Look through `root`; one that is not there is passed by, one that cannot be read is `unreadable`."""
        if not root.exists():
            return
        waiting = deque([(root, 0)])
        while waiting and self._goes_on():
            folder, depth = waiting.popleft()
            try:
                files, folders = self.list(folder)
            except OSError:
                if depth == 0:
                    self.unreadable.append(str(root))
                continue
            here, closed = checkpoints_in(folder, files, folders)
            self._take(here)
            if not closed and depth < DEEPEST:
                waiting += [(folder / name, depth + 1) for name in sorted(folders)]

    def _goes_on(self) -> bool:
        if self._entries >= MOST_ENTRIES or len(self.found) >= MOST_FOUND:
            self.cut = True
        return not self.cut and not self._cancelled()

    def _take(self, here: list[Found]) -> None:
        new = [found for found in here if found.path not in self._seen]
        self._seen.update(found.path for found in new)
        self.found += new[: MOST_FOUND - len(self.found)]

    def list(self, folder: Path) -> tuple[dict[str, os.DirEntry[str]], list[str]]:
        """(files and links by name, folders that may be entered)."""
        files: dict[str, os.DirEntry[str]] = {}
        folders: list[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                self._entries += 1
                if not self._goes_on():
                    break
                if entry.is_dir(follow_symlinks=False):
                    if not _PASSED_BY.fullmatch(entry.name):
                        folders.append(entry.name)
                else:
                    files[entry.name] = entry
        return files, folders


def checkpoints_in(folder: Path, files: Files, folders: list[str]) -> tuple[list[Found], bool]:
    """(the checkpoints that lie in a folder, whether what is below belongs to them)."""
    if STATE_FILE in files and CHECKPOINTS in folders:
        return [Found(str(folder), "run", bytes=0)], True
    found = [
        Found(str(folder / name), "gguf", bytes=sum(map(_bytes, _parts(name, files))))
        for name in files
        if name.lower().endswith(".gguf") and not _LATER_SHARD.search(name)
    ]
    if ADAPTER_CONFIG in files and (weights := _matching(files, _ADAPTER)):
        return [*found, Found(str(folder), "peft", bytes=sum(map(_bytes, weights)))], False
    if CONFIG in files and (weights := _weights(files)):
        kind = "run" if MANIFEST_FILE in files else "huggingface"
        return [*found, Found(str(folder), kind, config_family(folder), sum(map(_bytes, weights)))], False
    return found + _single_files(folder, files), False


def _parts(name: str, files: Files) -> list[os.DirEntry[str]]:
    """A file, or all parts of a model whose first part it is."""
    first = _FIRST_PART.fullmatch(name)
    if first is None:
        return [files[name]]
    ending = re.compile(re.escape(first[1]) + r"-\d{5}-" + re.escape(first[2]))
    return _matching(files, ending)


def _single_files(folder: Path, files: Files) -> list[Found]:
    """Files that are checkpoints by themselves, or beside a config.json."""
    pickles = [n for n in files if n.lower().endswith((".pt", ".pth")) and not _NO_WEIGHTS.fullmatch(n)]
    if pickles == ["ckpt.pt"]:
        return [Found(str(folder), "nanogpt", bytes=_bytes(files["ckpt.pt"]))]
    singles = [Found(str(folder / name), "pickle", bytes=_bytes(files[name])) for name in sorted(pickles)]
    if CONFIG in files:
        family = config_family(folder)
        singles += [
            Found(str(folder / name), "safetensors", family, _bytes(entry))
            for name, entry in files.items()
            if name.endswith(".safetensors") and not _LATER_SHARD.search(name)
        ]
    return singles


def look_at(path: Path, shown_as: str = "") -> Found | None:
    """What lies at a path, None when nothing does. A folder counts with the weights in it."""
    name = shown_as or str(path)
    try:
        if not path.is_dir():
            return Found(name, path.suffix.lstrip("."), bytes=path.stat().st_size)
        walk = Walk()
        files, folders = walk.list(path)
        found, _ = checkpoints_in(path, files, folders)
    except OSError:
        return None
    first = next((f for f in found if f.path == str(path)), None)
    if first is None:
        return Found(name, found[0].format if found else "", bytes=sum(f.bytes for f in found))
    return Found(name, first.format, first.family, first.bytes)


def config_family(folder: Path) -> str:
    """`model_type` of the folder's config.json, '' where it says none or leads out of its place."""
    path = folder / CONFIG
    try:
        if path.is_symlink() and not _stays(path):
            return ""
        found = read_json(path, CONFIG_BYTES)
    except (OSError, ValueError):
        return ""
    family = cast("dict[str, Any]", found).get("model_type") if isinstance(found, dict) else None
    return family[:60] if isinstance(family, str) and family.isprintable() else ""


def _weights(files: Files) -> list[os.DirEntry[str]]:
    """The weight files of a Hugging Face folder, safetensors before pickles."""
    every = _matching(files, _WEIGHTS)
    return [e for e in every if e.name.endswith(".safetensors")] or every


def _matching(files: Files, pattern: re.Pattern[str]) -> list[os.DirEntry[str]]:
    return [entry for name, entry in files.items() if pattern.fullmatch(name)]


def _bytes(entry: os.DirEntry[str]) -> int:
    """The size of a file; 0 for a link that leads out of its place, or nowhere."""
    try:
        if entry.is_symlink() and not _stays(Path(entry.path)):
            return 0
        return entry.stat().st_size
    except OSError:
        return 0


def _stays(link: Path) -> bool:
    """Whether a link stays in its folder or, in a Hugging Face cache, in the same `models--*` folder."""
    try:
        real, home = link.resolve(strict=True), link.parent.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    cache = home.parent.parent
    if home.parent.name == "snapshots" and cache.name.startswith("models--"):
        home = cache
    return real.is_relative_to(home)
