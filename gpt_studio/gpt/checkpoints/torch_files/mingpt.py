"""minGPT's model.pt: a bare state dict beside the config.json of its work folder. No torch here.

Format: https://github.com/karpathy/minGPT (projects/chargpt, mingpt/model.py). The network is GPT-2's with the tanh
GELU and a head of its own, matrices as nn.Linear keeps them. Its config.json is written before the data are read, so
sizes may be null there, and `model_type` ("gpt-mini") then stands for layers, heads and width; the weights say all of
them but the heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gpt_studio.gpt.checkpoints.bare import shape_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, part, word
from gpt_studio.gpt.checkpoints.names import parameter_shapes
from gpt_studio.gpt.checkpoints.tensors import Entry, Source, match, refuse_unexpected
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import has, naming, read_object, shown
from gpt_studio.protocol.errors import StudioError

from .nanogpt import nanogpt_name

CONFIG = "config.json"
_HEADS = {
    "openai-gpt": 12, "gpt2": 12, "gpt2-medium": 16, "gpt2-large": 20, "gpt2-xl": 25, "gopher-44m": 16, "gpt-mini": 6,
    "gpt-micro": 4, "gpt-nano": 3,
}  # fmt: skip
_SIZES = {"vocab_size": "vocab_size", "block_size": "max_len", "n_layer": "n_layer", "n_embd": "d_model"}


def is_mingpt(entries: Mapping[str, Entry]) -> bool:
    """Whether a bare state dict is minGPT's: GPT-2's names, with matrices as nn.Linear keeps them and a head."""
    matrix = entries.get("transformer.h.0.attn.c_attn.weight")
    return matrix is not None and matrix.shape[0] == 3 * matrix.shape[-1] and "lm_head.weight" in entries


def read_mingpt(asked: Path, folder: Path, file: str, entries: Mapping[str, Entry], size: int) -> Checkpoint:
    """The checkpoint of a state dict that `is_mingpt`. Raises StudioError naming the file, or what is missing."""
    path = folder / file
    entries = {name: e for name, e in entries.items() if not name.endswith((".attn.bias", ".attn.masked_bias"))}
    with naming(path):
        sizes = _sizes(entries)
    config = _config(folder, path, sizes)
    shapes = parameter_shapes(config)
    refuse_unexpected(set(entries) - {nanogpt_name(name) for name in shapes}, str(path))
    sources = {name: (Source(file, nanogpt_name(name), shape),) for name, shape in shapes.items()}
    match(sources, entries, str(path))
    return Checkpoint(
        path=asked, format="mingpt", family="gpt2", folder=folder, config=config, files=(file,), sources=sources,
        entries=entries, read_bytes=size, file_bytes=size,
    )  # fmt: skip


def _sizes(entries: Mapping[str, Entry]) -> Json:
    """What the shapes say."""
    vocab, width = shape_of(entries, "transformer.wte.weight")
    positions, _ = shape_of(entries, "transformer.wpe.weight")
    inner, _ = shape_of(entries, "transformer.h.0.mlp.c_fc.weight")
    layers = sum(name.startswith("transformer.h.") and name.endswith(".ln_1.weight") for name in entries)
    return {"vocab_size": vocab, "d_model": width, "max_len": positions, "d_ff": inner, "n_layer": layers}


def _config(folder: Path, path: Path, sizes: Json) -> DecoderConfig:
    if not has(folder, CONFIG):
        raise _missing(path, f"no {CONFIG}")
    with naming(folder / CONFIG):
        found = read_object(folder, CONFIG)
        found = part(found, "model") or found
        for key, ours in _SIZES.items():
            if found.get(key) is not None and count(found, key) != sizes[ours]:
                raise StudioError(
                    "damaged", f"{key} does not fit {path.name}", expected=str(sizes[ours]), found=shown(found[key])
                )
        switches: Json = {"activation": "gelu_tanh", "tie_embeddings": False}
        switches |= {"n_head": _heads(found, path), "dropout": fraction(found, "resid_pdrop", 0.1)}
        return DecoderConfig(**(sizes | switches))


def _heads(found: Json, path: Path) -> int:
    if found.get("n_head") is not None:
        return count(found, "n_head")
    kind: Any = found.get("model_type")
    if kind is None:
        raise _missing(path, "neither n_head nor model_type")
    if word(found, "model_type") not in _HEADS:
        raise _missing(path, f"model_type {shown(kind)}, which does not say it")
    return _HEADS[kind]


def _missing(path: Path, found: str) -> StudioError:
    return StudioError(
        "absent", f"{path} is a minGPT checkpoint, and its weights do not say how many heads it has",
        expected=f"minGPT's {CONFIG} beside it, with model.n_head", found=found,
        remedy=f'Put a {CONFIG} beside it: {{"model": {{"n_head": …}}}}',
    )  # fmt: skip
