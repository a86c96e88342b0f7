"""What the headers of a checkpoint say, whatever its format. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gpt_studio.gpt.config import DecoderConfig

from .tensors import Entry, Sources

if TYPE_CHECKING:
    from .gguf.places import Packed

LONGEST_DEFAULT_CONTEXT = 4096


@dataclass(frozen=True)
class Checkpoint:
    """A network's configuration and where its tensors are kept.

    `path` is what was asked for, `folder` holds the files (`files`, relative). `sources` says for each parameter of
    ours where its numbers are; `zeros` are tensors of the files that stand for biases which the network does not have.
    The weights of a GGUF file are `packed` instead. `dialect` is a config.json of another family than GPT-2 or ours,
    as it was found. `adapters` are folders of adapters that belong to it.
    `read_bytes` is what reading holds in memory besides the network; `nested` the key of a pickle's weights.
    """

    path: Path
    format: str
    family: str
    folder: Path
    config: DecoderConfig
    files: tuple[str, ...]
    sources: Sources
    entries: Mapping[str, Entry]
    zeros: tuple[str, ...] = ()
    dialect: Mapping[str, Any] = field(default_factory=dict[str, Any])
    packed: Packed | None = None
    nested: str = ""
    adapters: tuple[str, ...] = ()
    read_bytes: int = 0
    file_bytes: int = 0
    warnings: tuple[str, ...] = field(default=())

    @property
    def dtype(self) -> str:
        """The element type of the token embedding as safetensors names it."""
        return self.entries[self.sources["wte.weight"][0].name].dtype

    def default_context(self) -> int:
        """The most tokens that are kept unless more are asked for."""
        return min(self.config.max_len, LONGEST_DEFAULT_CONTEXT)
