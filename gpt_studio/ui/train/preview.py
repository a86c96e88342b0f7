"""What a text file holds, from a bounded look at it. Without Qt."""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass
from pathlib import Path

from gpt_studio.files.bounded import open_regular
from gpt_studio.protocol.datasets import ROW_ENDINGS, TRAIN_IDS, VAL_IDS
from gpt_studio.protocol.errors import StudioError

# So much is looked at; of a larger file the rest is estimated from it.
LOOKED_AT = 4 * 1024 * 1024
SHOWN = 80


@dataclass(frozen=True)
class Preview:
    """`size` in bytes; `characters` in all, estimated where not `exact`; `alphabet`: different characters seen."""

    path: Path
    size: int
    characters: int
    exact: bool
    alphabet: int
    beginning: str
    ids: int = 0  # of a folder of nanoGPT's: how many there are

    @property
    def rows(self) -> bool:
        """Whether it holds rows, by its name, and not running text."""
        return not self.ids and self.path.suffix.lower() in ROW_ENDINGS

    @property
    def text(self) -> bool:
        """Whether it holds running text: only then its beginning was read."""
        return not (self.rows or self.ids)


def look_at(path: Path) -> Preview:
    """A look at a UTF-8 text, or at nanoGPT's folder of ids or one of its files. Raises StudioError naming the file."""
    if path.is_dir() or path.name in (TRAIN_IDS, VAL_IDS):
        return _look_at_ids(path if path.is_dir() else path.parent)
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(LOOKED_AT)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path.name} is not there", expected="a text file") from error
    except OSError as error:
        raise StudioError("unsupported", f"{path.name} cannot be read", expected="a text file") from error
    if not data:
        raise StudioError("bad_data", f"{path.name} is empty", expected="text", found="0 bytes")
    exact = len(data) >= size
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data, exact)
    except UnicodeDecodeError as error:
        raise StudioError(
            "unsupported", f"{path.name} is no text", expected="UTF-8", found=f"another byte at {error.start}"
        ) from error
    characters = len(text) if exact else round(len(text) * size / len(data))
    return Preview(path, size, characters, exact, len(set(text)), _beginning(text))


def _look_at_ids(folder: Path) -> Preview:
    sizes = [_size(folder, name) for name in (TRAIN_IDS, VAL_IDS)]
    return Preview(folder, sum(sizes), 0, True, 0, "", sum(sizes) // 2)


def _size(folder: Path, name: str) -> int:
    try:
        size = (folder / name).stat().st_size
    except OSError as error:
        raise StudioError(
            "absent", f"{folder.name} holds no {name}", expected=f"a text file, or {TRAIN_IDS} and {VAL_IDS} of nanoGPT"
        ) from error
    if not size or size % 2:
        raise StudioError(
            "bad_data", f"{name} holds no 16-bit ids", expected="two bytes for each", found=f"{size} bytes"
        )
    return size


def _beginning(text: str) -> str:
    """The first line that is not blank, cut short."""
    line = next((line.strip() for line in text[:4096].splitlines() if line.strip()), "")
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def estimated_parameters(shape: str, vocabulary: int, context: int) -> int:
    """Weights of a tied GPT-2 without biases: LAYERSxHEADSxWIDTH, `vocabulary` rows, `context` positions."""
    layers, _, width = (int(number) for number in shape.split("x"))
    return 12 * layers * width * width + (vocabulary + context + 2 * layers + 1) * width
