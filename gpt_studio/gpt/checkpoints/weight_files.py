"""The weights of a Hugging Face folder: one file or shards with an index, safetensors or pickles. No torch here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gpt_studio.gpt.folder import has, open_inside, read_object, shown
from gpt_studio.protocol.errors import StudioError

from .safetensors_header import read_header
from .tensors import Entry
from .torch_files.pickles import read_structure

SAFETENSORS, PICKLE = "model.safetensors", "pytorch_model.bin"
INDEX_LIMIT, INDEX_VALUES = 16 << 20, 100_000
MOST_SHARDS = 10_000
_SHARD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\.(safetensors|bin)")


@dataclass(frozen=True)
class Weights:
    """All tensors of the files by name."""

    files: tuple[str, ...]
    entries: Mapping[str, Entry]
    file_bytes: int

    @property
    def pickled(self) -> bool:
        return self.files[0].endswith(".bin")

    @property
    def largest_file(self) -> int:
        """Bytes of the largest file's tensors."""
        held: dict[str, int] = {}
        for entry in self.entries.values():
            held[entry.file] = held.get(entry.file, 0) + entry.bytes
        return max(held.values(), default=0)


def find_weights(folder: Path) -> str | None:
    """The name of the folder's weights or of their index; safetensors before pickles."""
    names = (SAFETENSORS, f"{SAFETENSORS}.index.json", PICKLE, f"{PICKLE}.index.json")
    return next((name for name in names if has(folder, name)), None)


def read_weights(folder: Path, name: str) -> Weights:
    """The headers behind a name that `find_weights` gave, or of one file. Raises StudioError."""
    if not name.endswith(".index.json"):
        entries, size = _read_file(folder, name)
        return Weights((name,), entries, size)
    index = _index(folder, name)
    entries: dict[str, Entry] = {}
    total = 0
    listed: dict[str, set[str]] = {}
    for key, shard in index.items():
        listed.setdefault(shard, set()).add(key)
    for shard in sorted(listed):
        held, size = _read_file(folder, shard)
        _check_shard(held, listed[shard], folder / shard)
        entries |= held
        total += size
    return Weights(tuple(sorted(listed)), entries, total)


def _index(folder: Path, name: str) -> dict[str, str]:
    """Tensor name to shard. Shards are plain names of this folder."""
    found = read_object(folder, name, INDEX_LIMIT, INDEX_VALUES).get("weight_map")
    if not isinstance(found, dict) or not found:
        raise StudioError(
            "damaged", f"{folder / name} is no index", expected="a weight_map", found=type(found).__name__
        )
    index = cast("dict[str, Any]", found)
    kind = name.removesuffix(".index.json").rsplit(".", 1)[-1]
    for shard in {shard if isinstance(shard, str) else "" for shard in index.values()}:
        shape = _SHARD.fullmatch(shard)
        if shape is None or shape.group(1) != kind:
            raise StudioError(
                "unsafe", f"{folder / name} names a shard that is no file of its folder", expected=f"NAME.{kind}",
                found=shown(shard),
            )  # fmt: skip
    if len(set(index.values())) > MOST_SHARDS:
        raise StudioError("damaged", f"{folder / name} is no index", expected=f"names of at most {MOST_SHARDS} shards")
    return index


def _check_shard(held: Mapping[str, Entry], listed: set[str], path: Path) -> None:
    if set(held) == listed:
        return
    lacking, extra = sorted(listed - set(held)), sorted(set(held) - listed)
    found = f"no {shown(lacking[0])}" if lacking else f"{shown(extra[0])}, which the index does not list"
    raise StudioError("damaged", f"{path} does not hold what its index says", expected="the same tensors", found=found)


def _read_file(folder: Path, name: str) -> tuple[dict[str, Entry], int]:
    path = folder / name
    with open_inside(folder, name) as f:
        size = os.fstat(f.fileno()).st_size
        entries = read_header(f, path) if name.endswith(".safetensors") else _pickled(read_structure(f, path), path)
    return {key: Entry(e.dtype, e.shape, name, e.storage) for key, e in entries.items()}, size


def _pickled(found: Any, path: Path) -> dict[str, Entry]:
    if not isinstance(found, dict):
        raise StudioError("damaged", f"{path} is no state dict", expected="tensors by name", found=type(found).__name__)
    state = cast("dict[Any, Any]", found)
    for key, entry in state.items():
        if not isinstance(key, str) or not isinstance(entry, Entry):
            raise StudioError("damaged", f"{path} is no state dict", expected="tensors by name", found=shown(key))
    return state
