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
    """Where a parameter of ours is kept: its name in a file, transposed there or not."""

    file: str
    name: str
    transposed: bool = False


def match(
    expected: Mapping[str, Shape], sources: Mapping[str, Source], entries: Mapping[str, Entry], where: str
) -> None:
    """Raise StudioError unless every expected parameter is in the file, with its shape, in floating point."""
    missing = [source.name for source in sources.values() if source.name not in entries]
    if missing:
        raise StudioError(
            "damaged",
            f"{where}: tensors are missing",
            expected=f"{len(expected)} tensors",
            found=f"no {listed(missing)}",
        )
    for name, shape in expected.items():
        source = sources[name]
        entry = entries[source.name]
        wanted = shape[::-1] if source.transposed else shape
        if entry.shape != wanted:
            raise StudioError(
                "damaged", f"{where}: {shown(source.name)} does not fit the configuration",
                expected=f"shape {list(wanted)}", found=f"shape {list(entry.shape)}",
            )  # fmt: skip
        if entry.dtype not in WEIGHT_TYPES:
            raise StudioError(
                "unsupported", f"{where}: {shown(source.name)} is not of numbers that this version reads",
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
