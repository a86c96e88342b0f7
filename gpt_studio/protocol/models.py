"""The card of a checkpoint: what is known from its header alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
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
    """The `info` document of CLI.md, field by field. `vocab` is the rows of the head.

    `sampling_defaults` are values of SamplingParams, by its names, that the files suggest; nobody applies them unasked.
    """

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
    sampling_defaults: dict[str, float] = field(default_factory=dict[str, float], hash=False)

    def as_json(self) -> dict[str, Any]:
        """A dict that json.dumps takes, with the keys of the contract."""
        return asdict(self)


@dataclass(frozen=True)
class ModelKey:
    """Which model of the engine's pool a command means: a path (or `bundled`) and how it is loaded.

    `adapters` are folders of PEFT adapters, put on the model in this order. `merged` are the numbers, from 0, of
    those among all that are on it (ModelLoaded.adapters) which are in its weights.
    """

    path: str
    dtype: str = "auto"
    device: str = "auto"
    context: int | None = None
    adapters: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()

    def same_files(self, other: ModelKey) -> bool:
        """Whether both are of the same weights and the same tokenizer, however these are held."""
        return (self.path, self.adapters) == (other.path, other.adapters)


@dataclass(frozen=True)
class AdapterOn:
    """An adapter on a loaded model. `merged`: what it adds is in the weights.

    `keeps` are the matrices that merging it changes, each with the bytes of the copy that makes unmerging exact;
    () where nothing is to be merged. `packed` names one that is held in codes, into which nothing can be merged.
    """

    folder: str
    summary: str
    keeps: tuple[tuple[str, int], ...] = ()
    merged: bool = False
    packed: str = ""

    @property
    def name(self) -> str:
        """What it is called: its folder."""
        return PurePath(self.folder).name or self.folder

    @property
    def may_merge(self) -> bool:
        """Whether it has something that could go into the weights."""
        return bool(self.keeps) and not self.packed


def bytes_to_keep(adapters: Iterable[AdapterOn]) -> int:
    """The bytes of the copies that are kept where all of these are merged: of each matrix one."""
    return sum({name: size for adapter in adapters for name, size in adapter.keeps}.values())


@dataclass(frozen=True)
class TensorInfo:
    """A tensor as a file's header names it. `dtype` is the file's own name of its kind; `bytes` are those stored."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    bytes: int
    file: str


@dataclass(frozen=True)
class ModelFacts:
    """Everything that the headers of a checkpoint say: its tensors, its metadata as (key, value cut to be shown)."""

    tensors: tuple[TensorInfo, ...]
    metadata: tuple[tuple[str, str], ...]


# Precisions in which this version holds weights; `auto` is a fixed rule on format and device.
PRECISIONS = ("auto", "float32", "bfloat16", "int8", "int4")
# What is loaded or computed may need at most this share of the memory that is free.
MEMORY_SHARE = 0.9


@dataclass(frozen=True)
class Fit:
    """A way to hold a model that does not need more memory than there is."""

    dtype: str
    context: int


EXPORT_FORMATS = ("huggingface", "gguf", "nanogpt", "safetensors")
# The precisions of each format.
_PLAIN = ("float32", "float16", "bfloat16")
EXPORT_DTYPES = {
    "huggingface": _PLAIN,
    "gguf": ("F32", "F16", "BF16", "Q8_0", "Q4_1", "Q4_0"),
    "nanogpt": _PLAIN,
    "safetensors": _PLAIN,
}


@dataclass(frozen=True)
class ExportResult:
    """The `convert` document of CLI.md. `lossless`: reading it back gives every number that the model had."""

    out: str
    format: str
    bytes: int
    lossless: bool

    def as_json(self) -> dict[str, Any]:
        """A dict that json.dumps takes, with the keys of the contract."""
        return asdict(self)
