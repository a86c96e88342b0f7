"""nanoGPT's meta.pkl, the characters of a character-level model, read without running it. No torch here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from gpt_studio.gpt.folder import read_inside, shown
from gpt_studio.gpt.tokenizers import Chars
from gpt_studio.protocol.errors import StudioError

from .pickle_values import PLAIN_OPCODES, Refused, read_values

META = "meta.pkl"
LARGEST_META = 4 << 20


def read_meta(folder: Path) -> Chars:
    """The characters of a folder's meta.pkl (`vocab_size`, `stoi`, `itos`). Raises StudioError naming the file."""
    data = read_inside(folder, META, LARGEST_META)
    path = folder / META
    try:
        found = read_values(data, PLAIN_OPCODES)
    except Refused as error:
        raise StudioError(
            "unsafe", f"{path} is refused: its pickle is not one that nanoGPT makes",
            expected="a vocabulary of characters", found=shown(str(error), 200),
        ) from error  # fmt: skip
    try:
        return _chars(found)
    except (StudioError, KeyError, TypeError) as error:
        raise StudioError(
            "damaged", f"{path} is no vocabulary of characters", expected="vocab_size, stoi and itos that agree"
        ) from error


def _chars(found: Any) -> Chars:
    match found:
        case {"vocab_size": int(size), "stoi": dict(), "itos": dict()} if len(found) == 3:
            pass
        case _:
            raise KeyError
    stoi, itos = cast("dict[Any, Any]", found["stoi"]), cast("dict[Any, Any]", found["itos"])
    characters, ids = [*stoi, *itos.values()], [*stoi.values(), *itos]
    if any(type(c) is not str for c in characters) or any(type(i) is not int for i in ids):
        raise TypeError
    if {i: c for c, i in stoi.items()} != itos or size != len(stoi):
        raise KeyError
    return Chars(stoi)
