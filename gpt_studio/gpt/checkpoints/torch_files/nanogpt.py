"""nanoGPT's ckpt.pt: model_args, and a state dict whose names may start with `_orig_mod.`. No torch here.

Format: https://github.com/karpathy/nanoGPT (train.py). The network is GPT-2's with the exact GELU, matrices as
nn.Linear keeps them, biases as one switch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.names import gpt2_name, parameter_shapes
from gpt_studio.gpt.checkpoints.tensors import Entry, Source, match, refuse_unexpected
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import naming, shown
from gpt_studio.protocol.errors import StudioError

CKPT = "ckpt.pt"
_SIZES = ("n_layer", "n_head", "n_embd", "block_size", "vocab_size")
Values = dict[Any, Any]


def read_nanogpt(asked: Path, folder: Path, file: str, arguments: Values, state: Values, size: int) -> Checkpoint:
    """The checkpoint of model_args and a state dict. Raises StudioError naming the file."""
    path = folder / file
    entries = compiled_entries(state, path)
    with naming(path):
        config = _config(arguments, entries)
    shapes = parameter_shapes(config)
    sources = {name: (Source(file, nanogpt_name(name), shape),) for name, shape in shapes.items()}
    refuse_unexpected(set(entries) - {nanogpt_name(name) for name in shapes} - {"lm_head.weight"}, str(path))
    match(sources, entries, str(path))
    return Checkpoint(
        path=asked,
        format="nanogpt",
        family="nanogpt",
        folder=folder,
        config=config,
        files=(file,),
        sources=sources,
        entries=entries,
        nested="model",
        read_bytes=size,  # torch reads the optimizer's state too
        file_bytes=size,
    )


def compiled_entries(state: Values, path: Path) -> dict[str, Entry]:
    """The state dict's tensors by name, without the prefix of a compiled model and without mask buffers."""
    entries: dict[str, Entry] = {}
    for key, entry in state.items():
        name = str(key).removeprefix("_orig_mod.")
        if not isinstance(entry, Entry) or name in entries:
            raise StudioError("damaged", f"{path}: the state dict is broken", expected="tensors", found=shown(name))
        if not name.endswith((".attn.bias", ".attn.masked_bias")):
            entries[name] = entry
    return entries


def _config(arguments: Values, entries: dict[str, Entry]) -> DecoderConfig:
    for key in _SIZES:
        if type(arguments.get(key)) is not int:
            raise _broken(key, "a whole number", arguments.get(key))
    bias = arguments.get("bias", True)
    dropout = arguments.get("dropout", 0.0)
    if not isinstance(bias, bool):
        raise _broken("bias", "true or false", bias)
    if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout < 1:
        raise _broken("dropout", "a number from 0 to 1", dropout)
    return DecoderConfig(
        vocab_size=arguments["vocab_size"],
        n_layer=arguments["n_layer"],
        n_head=arguments["n_head"],
        d_model=arguments["n_embd"],
        max_len=arguments["block_size"],
        norm_bias=bias,
        qkv_bias=bias,
        out_bias=bias,
        mlp_bias=bias,
        activation="gelu",
        tie_embeddings=_tied(entries),
        dropout=float(dropout),
    )


def _tied(entries: dict[str, Entry]) -> bool:
    """Whether head and embedding are the same bytes of the file."""
    head, embedding = entries.get("lm_head.weight"), entries.get("transformer.wte.weight")
    return head is None or embedding is None or head.storage == embedding.storage


def nanogpt_name(name: str) -> str:
    """The name in nanoGPT's state dict of one of our parameters."""
    return name if name == "lm_head.weight" else "transformer." + gpt2_name(name)


def _broken(key: str, expected: str, found: object) -> StudioError:
    return StudioError("damaged", f"{key} of model_args is broken", expected=expected, found=shown(found))
