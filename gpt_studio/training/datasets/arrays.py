"""Arrays that are made part by part, in memory or straight into files: who makes them need not hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np

from .stored import Array, Stored

Facts = dict[str, Any]  # what JSON holds


class Sink(Protocol):
    """Where the parts of arrays go."""

    def add(self, name: str, part: Array) -> None:
        """Put `part` behind what the array of that name has; its first part, be it empty, says its type."""
        ...


Make = Callable[[Sink], Facts]  # adds all parts, returns what there is to know beside them


@dataclass(frozen=True)
class Arrays:
    """Arrays by name, all of one dimension, in memory or in files, and facts about them."""

    by_name: Mapping[str, Array | Stored]
    facts: Facts

    def __getitem__(self, name: str) -> Array | Stored:
        return self.by_name[name]


class _Lists:
    """Parts in memory."""

    def __init__(self) -> None:
        self.parts: dict[str, list[Array]] = {}

    def add(self, name: str, part: Array) -> None:
        self.parts.setdefault(name, []).append(part)


def in_memory(make: Make) -> Arrays:
    """The arrays as they are made, in memory."""
    sink = _Lists()
    facts = make(sink)
    return Arrays({name: np.concatenate(parts) for name, parts in sink.parts.items()}, facts)


class Files:
    """A file for each array in a folder, little-endian, and `types` by name. Raises OSError where the disk is full."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}
        self.types: dict[str, str] = {}

    def add(self, name: str, part: Array) -> None:
        if name not in self.types:
            self.types[name] = part.dtype.newbyteorder("<").str
            self._open[name] = file_of(self._folder, name).open("xb")
        self._open[name].write(np.ascontiguousarray(part, np.dtype(self.types[name])).tobytes())

    def close(self) -> None:
        """Close all files; what was added is in them."""
        for file in self._open.values():
            file.close()


def file_of(folder: Path, name: str) -> Path:
    """The file of an array."""
    return folder / f"{name}.bin"
