"""Models in several GGUF files, as llama.cpp's gguf-split writes them: NAME-00001-of-00003.gguf and so on.

The first part has the metadata; each part has its own header, its tensors and three keys that say which part it is.
No torch, no numpy here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .header import Header, Tensor
from .metadata import GGUF, open_gguf

NUMBER, COUNT, TENSORS = "split.no", "split.count", "split.tensors.count"
MOST_PARTS = 1000
_PART = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.gguf", re.DOTALL)


def open_whole(folder: Path, name: str) -> GGUF:
    """A GGUF file of a folder; with one part of a split model all its parts. Raises StudioError."""
    file = open_gguf(folder, name)
    count = file.count(COUNT, 0)
    if count <= 1:
        return file
    found = _PART.fullmatch(name)
    if found is None or int(found[3]) != count or count > MOST_PARTS:
        raise StudioError(
            "damaged", f"{file.path} is one of {count} parts of a model, and its name does not say which",
            expected=f"NAME-00001-of-{count:05}.gguf, at most {MOST_PARTS} parts", found=shown(name),
        )  # fmt: skip
    return _joined([open_gguf(folder, f"{found[1]}-{part:05}-of-{count:05}.gguf") for part in range(1, count + 1)])


def first_parts(names: Iterable[str]) -> list[str]:
    """Names of GGUF files without those of parts behind the first."""
    return [name for name in names if not ((found := _PART.fullmatch(name)) and int(found[2]) > 1)]


def _joined(parts: list[GGUF]) -> GGUF:
    """The metadata of the first part with the tensors of all."""
    tensors: dict[str, Tensor] = {}
    for number, part in enumerate(parts):
        if (part.count(NUMBER), part.count(COUNT)) != (number, len(parts)):
            raise StudioError(
                "damaged", f"{part.path} is another part than its name says", expected=f"{NUMBER} {number}",
                found=f"{part.count(NUMBER)} of {part.count(COUNT)}",
            )  # fmt: skip
        twice = tensors.keys() & part.header.tensors.keys()
        if twice:
            raise StudioError(
                "damaged", f"{part.path} repeats a tensor of another part", expected="each tensor once",
                found=shown(min(twice)),
            )  # fmt: skip
        tensors |= part.header.tensors
    first = parts[0]
    if first.count(TENSORS, len(tensors)) != len(tensors):
        raise StudioError(
            "damaged", f"{first.path}: the parts do not hold all tensors", expected=str(first.count(TENSORS)),
            found=str(len(tensors)),
        )  # fmt: skip
    return GGUF(
        first.folder, first.name, Header(first.header.metadata, tensors, sum(part.header.file_bytes for part in parts))
    )
