"""A GGUF file as a checkpoint: its network, and where its parameters are. No torch here."""

from __future__ import annotations

from pathlib import Path

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint

from .architectures import architecture_of, config_of
from .places import places_of
from .split import open_whole


def read_gguf(asked: Path, folder: Path, name: str) -> Checkpoint:
    """The header of a GGUF file. Raises StudioError naming the file."""
    file = open_whole(folder, name)
    config = config_of(file)
    architecture = architecture_of(file)
    return Checkpoint(
        path=asked,
        format="gguf",
        family=architecture.family,
        folder=folder,
        config=config,
        files=tuple(dict.fromkeys(tensor.file for tensor in file.header.tensors.values())),
        sources={},
        entries={},
        packed=places_of(file, config, permuted=architecture.permuted),
        file_bytes=file.header.file_bytes,
    )
