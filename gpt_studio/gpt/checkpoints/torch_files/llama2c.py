"""llama2.c's .pt files: nanoGPT's envelope around Llama's network. No torch here.

Format: https://github.com/karpathy/llama2.c (train.py, model.py). Rotary pairs lie side by side there; rows of queries
and keys are read in the order of transformers, so the network is one of its family and can be written as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.gpt.checkpoints.fields import Json, count, fraction
from gpt_studio.gpt.checkpoints.tensors import Entry, Source, match, refuse_unexpected
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import naming
from gpt_studio.gpt.shapes import parameter_shapes

FAMILY = "llama"
_BLOCK = {
    "ln_1": "attention_norm", "ln_2": "ffn_norm", "attn.out": "attention.wo",
    "mlp.gate": "feed_forward.w1", "mlp.down": "feed_forward.w2", "mlp.up": "feed_forward.w3",
}  # fmt: skip
_ENDS = {"wte": "tok_embeddings", "ln_f": "norm", "lm_head": "output"}
_TABLES = ("freqs_cos", "freqs_sin")


def read_llama2c(
    asked: Path, folder: Path, file: str, arguments: Mapping[Any, Any], entries: Mapping[str, Entry], size: int
) -> Checkpoint:
    """The checkpoint of model_args and a state dict. Raises StudioError naming the file."""
    path = folder / file
    entries = {name: entry for name, entry in entries.items() if name not in _TABLES}
    with naming(path):
        dialect = _dialect({str(key): value for key, value in arguments.items()}, tied=_tied(entries))
        config = FAMILIES[FAMILY].read(dialect)
        config = replace(config, dropout=fraction({"dropout": arguments.get("dropout", 0.0)}, "dropout"))
    sources = {name: _sources(config, file, name, shape) for name, shape in parameter_shapes(config).items()}
    used = {source.name for several in sources.values() for source in several}
    refuse_unexpected(set(entries) - used - ({"output.weight"} if config.tie_embeddings else set()), str(path))
    match(sources, entries, str(path))
    return Checkpoint(
        path=asked, format="llama2c", family=FAMILY, folder=folder, config=config, files=(file,), sources=sources,
        entries=entries, dialect=dialect, nested="model", read_bytes=size, file_bytes=size,
    )  # fmt: skip


def _dialect(arguments: Json, *, tied: bool) -> Json:
    """The config.json of the same network in transformers' words."""
    width, heads = count(arguments, "dim"), count(arguments, "n_heads")
    return {
        "model_type": FAMILY,
        "architectures": ["LlamaForCausalLM"],
        "vocab_size": count(arguments, "vocab_size"),
        "hidden_size": width,
        "intermediate_size": _hidden(arguments, width),
        "num_hidden_layers": count(arguments, "n_layers"),
        "num_attention_heads": heads,
        "num_key_value_heads": heads if arguments.get("n_kv_heads") is None else count(arguments, "n_kv_heads"),
        "max_position_embeddings": count(arguments, "max_seq_len"),
        "rms_norm_eps": fraction(arguments, "norm_eps", 1e-5),
        "rope_theta": 10_000.0,
        "hidden_act": "silu",
        "tie_word_embeddings": tied,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


def _hidden(arguments: Json, width: int) -> int:
    """The feed-forward width: two thirds of four widths, rounded up to `multiple_of`, unless it is given."""
    if arguments.get("hidden_dim") is not None:
        return count(arguments, "hidden_dim")
    multiple = count(arguments, "multiple_of", 256)
    return -(-(2 * 4 * width // 3) // multiple) * multiple


def _sources(c: DecoderConfig, file: str, name: str, shape: tuple[int, ...]) -> tuple[Source, ...]:
    part, kind = name.rsplit(".", 1)
    if not part.startswith("blocks."):
        return (Source(file, f"{_ENDS[part]}.{kind}", shape),)
    _, layer, part = part.split(".", 2)
    if part != "attn.qkv":
        return (Source(file, f"layers.{layer}.{_BLOCK[part]}.{kind}", shape),)
    heads = {"wq": c.n_head, "wk": c.n_kv_head, "wv": c.n_kv_head}
    return tuple(
        Source(
            file, f"layers.{layer}.attention.{which}.{kind}", (n * c.head_dim, c.d_model),
            grid=() if which == "wv" else (n, c.head_dim // 2, 2), swap=1,
        )
        for which, n in heads.items()
    )  # fmt: skip


def _tied(entries: Mapping[str, Entry]) -> bool:
    head, embedding = entries.get("output.weight"), entries.get("tok_embeddings.weight")
    return head is None or embedding is None or head.storage == embedding.storage
