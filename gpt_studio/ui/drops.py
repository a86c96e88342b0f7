"""What was dropped on the window: a checkpoint to open, a document, or text to train with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from gpt_studio.protocol.datasets import ROW_ENDINGS, TRAIN_IDS, VAL_IDS
from gpt_studio.store.document_file import SUFFIX

from .leaving.sidecar import SUFFIX as VIEW_SUFFIX
from .leaving.sidecar import is_view

CHECKPOINT_SUFFIXES = frozenset({".pt", ".pth", ".bin", ".safetensors", ".gguf"})
DATA_SUFFIXES = frozenset({".txt", ".md", *ROW_ENDINGS})


def local_paths(data: QMimeData) -> list[str]:
    """The files and folders of a drop, in order."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def kind_of(path: str) -> str:
    """`document` for a document's file; `view` for the JSON beside a saved view; `data` for text, json and csv;
    `model` for checkpoints and folders; '' for what the window has no use for.
    """
    place = Path(path)
    if place.suffix.lower() == VIEW_SUFFIX and is_view(place):
        return "view"
    if place.suffix.lower() == SUFFIX:
        return "document"
    if place.suffix.lower() in DATA_SUFFIXES and place.name != "config.json":
        return "data"
    if _holds_ids(place):
        return "data"
    if place.suffix.lower() in CHECKPOINT_SUFFIXES or place.is_dir() or place.name == "config.json":
        return "model"
    return ""


def _holds_ids(place: Path) -> bool:
    """Whether a folder holds nanoGPT's ids and no checkpoint, or a file is one of these."""
    if place.name in (TRAIN_IDS, VAL_IDS):
        return True
    return (place / TRAIN_IDS).is_file() and not any((place / name).is_file() for name in ("ckpt.pt", "config.json"))
