"""The card of a checkpoint: what is known from its header alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class TokenizerInfo:
    """`kind`: char, bpe, … ; `size`: tokens it can produce."""

    kind: str
    size: int


@dataclass(frozen=True)
class MemoryEstimate:
    """Bytes: the weights as loaded, the KV cache at `--context`, and the peak while loading."""

    weights: int
    kv_cache: int
    peak: int


@dataclass(frozen=True)
class ModelInfo:
    """The `info` document of CLI.md, field by field. `vocab` is the rows of the head."""

    path: str
    format: str
    family: str
    parameters: int
    layers: int
    heads: int
    kv_heads: int
    width: int
    head_dim: int
    context: int
    vocab: int
    dtype: str
    quantisation: str | None
    tied_embeddings: bool
    tokenizer: TokenizerInfo
    chat_template: bool
    file_bytes: int
    memory_estimate_bytes: MemoryEstimate
    warnings: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """A dict that json.dumps takes, with the keys of the contract."""
        return asdict(self)


@dataclass(frozen=True)
class ModelKey:
    """Which model of the engine's pool a command means: a path (or `bundled`) and how it is loaded."""

    path: str
    dtype: str = "auto"
    device: str = "auto"
    context: int | None = None
