"""The lines of the library: which models are listed, in which group, under which name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gpt_studio.files.places import BUNDLED
from gpt_studio.store.library import Found, Shelf
from gpt_studio.ui.model_loader import model_title

GROUPS = ("loaded", "recent", "bundled", "runs", "watched")
FORMATS = {
    "huggingface": "Hugging Face",
    "gguf": "GGUF",
    "nanogpt": "nanoGPT",
    "safetensors": "safetensors",
    "peft": "PEFT",
    "pickle": "PyTorch",
    "pt": "PyTorch",
}


@dataclass(frozen=True)
class Row:
    """A model of the list. `gone`: nothing is left at its path."""

    group: str
    path: str
    title: str
    detail: str = ""
    bytes: int = 0
    format: str = ""
    gone: bool = False

    def matches(self, words: Iterable[str]) -> bool:
        """Whether every word stands in the name, the family, the format or the path."""
        said = f"{self.title} {self.detail} {self.format} {self.path}".casefold()
        return all(word in said for word in words)


def rows_of(loaded: str, recent: Iterable[str], shelf: Shelf) -> list[Row]:
    """Every model once, group by group."""
    found = [*((f, "runs") for f in shelf.runs), *((f, "watched") for f in shelf.watched)]
    wanted: list[tuple[str, Found | None, str]] = [
        *([(loaded, shelf.known.get(loaded), "loaded")] if loaded else []),
        *((path, shelf.known.get(path), "recent") for path in recent if path != BUNDLED),
        (BUNDLED, shelf.known.get(BUNDLED), "bundled"),
        *((f.path, f, group) for f, group in found),
    ]
    rows: dict[str, Row] = {}
    for path, seen, group in wanted:
        if path not in rows:
            rows[path] = _row(path, seen, group, gone=path in shelf.known and seen is None)
    return list(rows.values())


def _row(path: str, found: Found | None, group: str, *, gone: bool) -> Row:
    kind = "" if found is None else found.format
    said = [FORMATS.get(kind, kind), "" if found is None else found.family, _place(path)]
    detail = " · ".join(part for part in said if part)
    return Row(group, path, model_title(path), detail, 0 if found is None else found.bytes, kind, gone)


def _place(path: str) -> str:
    """Where a model lies, the person's own folder as ~."""
    if path == BUNDLED:
        return QCoreApplication.translate("ModelRows", "ships with the program")
    parent = Path(path).parent
    try:
        return f"~/{parent.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(parent)
