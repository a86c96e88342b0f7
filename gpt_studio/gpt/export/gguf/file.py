"""A GGUF file: planned, its description read as a stranger's before anything is written, then tensor by tensor."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.gguf.architectures import config_of
from gpt_studio.gpt.checkpoints.gguf.blocks import unpack
from gpt_studio.gpt.checkpoints.gguf.header import Header
from gpt_studio.gpt.checkpoints.gguf.header import Tensor as Stored
from gpt_studio.gpt.checkpoints.gguf.kinds import Kind
from gpt_studio.gpt.checkpoints.gguf.metadata import GGUF
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.export.fidelity import Fidelity
from gpt_studio.gpt.export.gains import Gains
from gpt_studio.gpt.export.numbers import InFiles, Numbers
from gpt_studio.gpt.export.sameness import differences
from gpt_studio.gpt.folder import open_inside
from gpt_studio.protocol.errors import StudioError

from .copied import copied_keys
from .networks import ARCHITECTURES, Architecture, Keys, candidates, keys_of
from .packing import pack
from .tensors import Kinds, Planned, planned_tensors
from .tokenizers import tokenizer_keys
from .values import header, padded

STRETCH = 1 << 22  # numbers that are packed at a time, about
_FILE_TYPES = {"F32": 0, "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7, "BF16": 32}
# What an architecture may have in the other's place, with a loss: the two forms of GELU
_CLOSE = ("gelu", "gelu_tanh")


@dataclass(frozen=True)
class Plan:
    """A file before it is written. `source` is the GGUF file whose packed tensors are copied."""

    config: DecoderConfig
    metadata: Keys
    tensors: list[Planned]
    source: GGUF | None

    @property
    def bytes(self) -> int:
        return sum(padded(tensor.bytes) for tensor in self.tensors)


def plan(checkpoint: Checkpoint, numbers: Numbers, kind: str, loss: Fidelity) -> Plan:
    """How a model becomes a GGUF file with numbers of a kind ('': as they are).

    Raises StudioError where no architecture holds the network, or no GGUF file the tokenizer.
    """
    config = numbers.config
    refused: list[str] = []
    for architecture in candidates(checkpoint.family):
        lacking = architecture.lacks(config)
        if not lacking:
            found, odd = _network(architecture, checkpoint, numbers, kind)
            close = odd == ["activation"] and config.activation in _CLOSE and architecture.close
            lacking = [] if close else odd
            if not lacking:
                if odd:
                    loss.lose(
                        f"{checkpoint.path} in GGUF", expected=f"{architecture.name}'s own {', '.join(odd)}",
                        found=config.activation, instead="use --to huggingface",
                    )  # fmt: skip
                _lose_windows(architecture, found, loss)
                said = _said(checkpoint, config.vocab_size, loss)
                return replace(found, metadata=found.metadata | said | _notes(found.tensors))
        refused.append(f"{architecture.name} has another {', '.join(lacking)}")
    raise StudioError(
        "unsupported", f"{checkpoint.path}: no architecture of GGUF holds this network",
        expected=", ".join(ARCHITECTURES), found=f"one of the family {checkpoint.family}: {refused[0]}",
        remedy="Use --to huggingface or --to safetensors",
    )  # fmt: skip


def _lose_windows(architecture: Architecture, found: Plan, loss: Fidelity) -> None:
    """The file says the windows, and this program obeys them; llama.cpp does so in some architectures only."""
    shorter = [size for size in found.config.windows if 0 < size < found.config.max_len]
    if shorter and not architecture.windowed and found.source is None:
        loss.lose(
            f"{architecture.name} in GGUF, where llama.cpp lets every token read the whole text,",
            expected="no windows", found=f"windows of {min(shorter)} tokens", instead="use --to huggingface",
        )  # fmt: skip


def _network(architecture: Architecture, checkpoint: Checkpoint, numbers: Numbers, kind: str) -> tuple[Plan, list[str]]:
    """The file of a network in an architecture, and in which switches what is read from it would differ."""
    written = architecture.written(numbers.config)
    source = checkpoint.packed.file if checkpoint.packed is not None and isinstance(numbers, InFiles) else None
    source = source if source is not None and source.architecture == architecture.name else None
    kinds = Kinds(kind, numbers.dtype, source, tied=written.tie_embeddings)
    tensors = list(planned_tensors(architecture, numbers.config, written, kinds))
    metadata: Keys = {"general.architecture": architecture.name} | keys_of(architecture, written)
    return Plan(written, metadata, tensors, source), _unlike(metadata, tensors, written)


def _unlike(metadata: Keys, tensors: list[Planned], written: DecoderConfig) -> list[str]:
    """In which switches the network of such a file would differ; tables of frequencies are left out."""
    tables = any(tensor.numbers for tensor in tensors)
    said = {key: value for key, value in metadata.items() if not (tables and ".rope.scaling." in key)}
    held = {t.name: Stored(t.kind, t.shape, 0) for t in tensors if not t.numbers}
    try:
        read = config_of(GGUF(Path(), "the file", Header(said, held, 0)))  # type: ignore[arg-type]
    except StudioError:
        return ["kind of network"]
    if tables and written.rope is not None and read.rope is not None:
        read = replace(read, rope=written.rope)
    return differences(written, read)


def _said(checkpoint: Checkpoint, rows: int, loss: Fidelity) -> Keys:
    """What a file says besides its network: the tokenizer, the chat template, a name."""
    if checkpoint.packed is not None:
        return copied_keys(checkpoint.packed.file)
    name: Keys = {"general.type": "model", "general.name": checkpoint.path.resolve().stem}
    return name | tokenizer_keys(checkpoint, tokenizer_of(checkpoint), rows, loss)


def _notes(tensors: list[Planned]) -> Keys:
    held: dict[str, int] = {}
    for tensor in tensors:
        held[tensor.kind.name] = held.get(tensor.kind.name, 0) + math.prod(tensor.shape)
    number = _FILE_TYPES.get(max(held, key=held.__getitem__))
    found: Keys = {"general.quantization_version": 2}
    return found if number is None else found | {"general.file_type": number}


def write_gguf(path: Path, planned: Plan, numbers: Numbers, loss: Fidelity) -> Generator[int]:
    """Write the file; yields the bytes of the tensors so far. Raises StudioError for a loss that is not allowed."""
    moved = Gains(numbers, planned.config, loss)
    with path.open("xb") as f:
        f.write(header(planned.metadata, planned.tensors))
        start = f.tell()
        for tensor in planned.tensors:
            stored = None if planned.source is None else planned.source.header.tensors.get(tensor.name)
            if planned.source is not None and stored is not None and (stored.kind, stored.shape) == _kept(tensor):
                _copy(f, planned.source, stored)
            else:
                _pack(f, tensor, _values(tensor, moved), loss)
            f.write(b"\0" * (padded(tensor.bytes) - tensor.bytes))
            yield f.tell() - start


def _kept(tensor: Planned) -> tuple[Kind, tuple[int, ...]]:
    return tensor.kind, tensor.shape


def _copy(f: BinaryIO, source: GGUF, stored: Stored) -> None:
    """The bytes of a tensor as they stand in the file that is read."""
    with open_inside(source.folder, stored.file) as held:
        held.seek(stored.start)
        left = stored.bytes
        while left:
            data = held.read(min(left, STRETCH))
            if not data:
                raise StudioError(
                    "damaged",
                    f"{source.path} changed while it was read",
                    expected="the same tensors",
                    remedy="Export it again once nothing writes to it",
                )
            f.write(data)
            left -= len(data)


def _values(tensor: Planned, numbers: Gains) -> Tensor:
    """The numbers of a tensor, its rows in the order of the file."""
    if tensor.numbers:
        return torch.tensor(tensor.numbers)
    if not tensor.pieces:
        return torch.zeros(tensor.shape)
    parts: list[Tensor] = []
    for piece in tensor.pieces:
        rows = numbers.get(piece.parameter)[piece.first : piece.first + piece.rows]
        if piece.heads:  # the two halves of a head row by row, one from each
            rows = rows.unflatten(0, (piece.heads, 2, -1)).transpose(1, 2).flatten(0, 2)
        parts.append(rows)
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def _pack(f: BinaryIO, tensor: Planned, values: Tensor, loss: Fidelity) -> None:
    """Pack numbers stretch by stretch, and see whether they come back as they were."""
    columns = values.shape[-1]
    rows = values.reshape(-1, columns)
    step, exact = max(1, STRETCH // columns), True
    for first in range(0, len(rows), step):
        numbers = rows[first : first + step].to(torch.float32).contiguous().view(-1)
        data = pack(tensor.kind.name, numbers.numpy())
        f.write(data.data)
        if exact and tensor.kind.name != "F32":
            back = torch.empty_like(numbers)
            unpack(tensor.kind.name, np.array(data), back)
            exact = bool(((back == numbers) | numbers.isnan()).all())
        if not exact:
            loss.lose(
                f"{tensor.name} in {tensor.kind.name}", expected="every number as it is",
                found="numbers that are rounded", instead="leave --dtype out",
            )  # fmt: skip
