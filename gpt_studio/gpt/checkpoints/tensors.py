"""What headers say about tensors: element types, shapes, where each parameter of ours is kept. No torch here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .names import Shape

# safetensors' names of element types and their bytes
ITEM_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8,
}  # fmt: skip
WEIGHT_TYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64"}


@dataclass(frozen=True)
class Entry:
    """A tensor of a file. `storage` tells tensors that share their bytes (pickles only)."""

    dtype: str
    shape: Shape
    file: str = ""
    storage: str = ""

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * ITEM_BYTES[self.dtype]


@dataclass(frozen=True)
class Source:
    """Where numbers of a parameter of ours are kept: in the tensor `name` of a file, which has this `shape`.

    `transposed`: rows and columns change places. `grid`: its rows are seen as this grid, whose axes `swap` and
    `swap + 1` change places. Of what results, `numbers` (0: all) from the number `start` on are taken.
    """

    file: str
    name: str
    shape: Shape
    transposed: bool = False
    grid: Shape = ()
    start: int = 0
    numbers: int = 0
    swap: int = 0

    @property
    def count(self) -> int:
        return self.numbers or math.prod(self.shape)


# For each parameter of ours the sources of its numbers, one behind the other.
Sources = Mapping[str, tuple[Source, ...]]
# For each stored tensor: parameters of ours, the first of their numbers, and what is taken.
Places = dict[str, list[tuple[str, int, Source]]]


def places_of(sources: Sources) -> Places:
    """What goes where, by the names of the stored tensors."""
    places: Places = {}
    for parameter, several in sources.items():
        at = 0
        for source in several:
            places.setdefault(source.name, []).append((parameter, at, source))
            at += source.count
    return places


def match(sources: Sources, entries: Mapping[str, Entry], where: str) -> None:
    """Raise StudioError unless every source is in the file, with its shape, in floating point."""
    wanted = {source.name: source for several in sources.values() for source in several}
    missing = [name for name in wanted if name not in entries]
    if missing:
        raise StudioError(
            "damaged",
            f"{where}: tensors are missing",
            expected=f"{len(wanted)} tensors",
            found=f"no {listed(missing)}",
        )
    for name, source in wanted.items():
        entry = entries[name]
        if entry.shape != source.shape:
            raise StudioError(
                "damaged", f"{where}: {shown(name)} does not fit the configuration",
                expected=f"shape {list(source.shape)}", found=f"shape {list(entry.shape)}",
            )  # fmt: skip
        if entry.dtype not in WEIGHT_TYPES:
            raise StudioError(
                "unsupported", f"{where}: {shown(name)} is not of numbers that this version reads",
                expected=" or ".join(WEIGHT_TYPES), found=entry.dtype,
            )  # fmt: skip


def refuse_unexpected(names: Iterable[str], where: str) -> None:
    """Raise StudioError when there are names of tensors that the configuration does not know."""
    unexpected = sorted(names)
    if unexpected:
        raise StudioError(
            "unsupported", f"{where}: tensors that the configuration does not know",
            expected="none", found=listed(unexpected),
        )  # fmt: skip


def listed(names: list[str]) -> str:
    """The first three of a list of names, for a message."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown(name) for name in names[:3]) + more
