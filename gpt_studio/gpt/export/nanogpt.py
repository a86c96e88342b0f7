"""nanoGPT's ckpt.pt, as its train.py saves it, and meta.pkl for a vocabulary of characters.

Format: https://github.com/karpathy/nanoGPT (train.py, sample.py). Its network is GPT-2 with the exact GELU and one
switch for all biases.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gpt_studio.files.durable import replace_bytes
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.torch_files.nanogpt import CKPT, nanogpt_name
from gpt_studio.gpt.checkpoints.torch_files.nanogpt_meta import META
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.shapes import parameter_shapes
from gpt_studio.gpt.tokenizers import BytesBPE, Chars, Tokenizer, gpt2
from gpt_studio.protocol.errors import StudioError

from .fidelity import Fidelity
from .numbers import Numbers, cast
from .sameness import differences
from .tokenizer_files import tokenizer_if_any, write_tokenizer

_BIASES = ("norm_bias", "qkv_bias", "out_bias", "mlp_bias")
# train.py's own defaults, with which a run would go on
_OPTIMISER = {"learning_rate": 6e-4, "weight_decay": 1e-1, "beta1": 0.9, "beta2": 0.95, "grad_clip": 1.0}


def network_of(config: DecoderConfig, where: str, loss: Fidelity) -> DecoderConfig:
    """The network as nanoGPT computes it, biases of zeros added where only some are there.

    Raises StudioError for one that it cannot compute, or only with another GELU.
    """
    bias = any(getattr(config, name) for name in _BIASES)
    written = DecoderConfig(
        config.vocab_size, config.n_layer, config.n_head, config.d_model, config.max_len,
        activation="gelu", dropout=config.dropout, **dict.fromkeys(_BIASES, bias),
    )  # fmt: skip
    odd = differences(replace(config, **dict.fromkeys(_BIASES, bias)), written)
    if set(odd) - {"activation"} or config.activation not in ("gelu", "gelu_tanh"):
        raise StudioError(
            "unsupported", f"{where}: nanoGPT does not compute this network", expected="GPT-2 with a tied head",
            found=f"another {', '.join(odd)}", remedy="Use --to huggingface or --to safetensors",
        )  # fmt: skip
    if odd:
        loss.lose(
            f"{where} as nanoGPT's", expected="the exact GELU", found="its tanh approximation",
            instead="use --to huggingface",
        )  # fmt: skip
    return written


def write_nanogpt(
    folder: Path, name: str, checkpoint: Checkpoint, numbers: Numbers, dtype: str, loss: Fidelity
) -> Generator[int]:
    """Write ckpt.pt (and meta.pkl) into `folder`; yields the bytes of the tensors so far. `name` names the data."""
    written = network_of(numbers.config, str(checkpoint.path), loss)
    _write_tokenizer(folder, checkpoint, loss)
    there = parameter_shapes(numbers.config)
    state: dict[str, Tensor] = {}
    done = 0
    for parameter, shape in parameter_shapes(written).items():
        held = numbers.get(parameter) if parameter in there else torch.zeros(shape)
        tensor, exact = cast(held, getattr(torch, dtype or "float32"))
        if not exact:
            loss.lose(
                f"{parameter} in {dtype}", expected="every number as it is", found="numbers that are rounded",
                instead="leave --dtype out",
            )  # fmt: skip
        state[nanogpt_name(parameter)] = tensor.clone()
        done += tensor.numel() * tensor.element_size()
        yield done
    state["lm_head.weight"] = state["transformer.wte.weight"]  # one matrix, kept once
    with (folder / CKPT).open("xb") as f:
        torch.save(_checkpoint(state, written, name), f)


def _checkpoint(state: dict[str, Tensor], c: DecoderConfig, name: str) -> dict[str, Any]:
    arguments = {
        "n_layer": c.n_layer, "n_head": c.n_head, "n_embd": c.d_model, "block_size": c.max_len, "bias": c.norm_bias,
        "vocab_size": c.vocab_size, "dropout": c.dropout,
    }  # fmt: skip
    return {
        "model": state, "optimizer": _optimiser(state), "model_args": arguments, "iter_num": 0,
        "best_val_loss": torch.tensor(1e9), "config": {"dataset": name, **arguments, **_OPTIMISER},
    }  # fmt: skip


def _optimiser(state: dict[str, Tensor]) -> dict[str, Any]:
    """The state of nanoGPT's AdamW before its first step: matrices decay, other weights do not."""
    weights = [
        torch.nn.Parameter(weight, requires_grad=False) for weight in {id(w): w for w in state.values()}.values()
    ]
    groups = [
        {"params": [w for w in weights if w.dim() >= 2], "weight_decay": _OPTIMISER["weight_decay"]},
        {"params": [w for w in weights if w.dim() < 2], "weight_decay": 0.0},
    ]
    betas = (_OPTIMISER["beta1"], _OPTIMISER["beta2"])
    return torch.optim.AdamW(groups, lr=_OPTIMISER["learning_rate"], betas=betas).state_dict()


def _write_tokenizer(folder: Path, checkpoint: Checkpoint, loss: Fidelity) -> None:
    """meta.pkl for characters, nothing for GPT-2's own vocabulary; any other one is a loss, and kept beside."""
    tokenizer = tokenizer_if_any(checkpoint)
    if isinstance(tokenizer, Chars):
        stoi = tokenizer.stoi
        meta = {"vocab_size": len(stoi), "itos": {i: c for c, i in stoi.items()}, "stoi": stoi}
        replace_bytes(folder / META, pickle.dumps(meta, protocol=2))
    elif tokenizer is not None and not _is_gpt2(tokenizer):
        loss.lose(
            f"{checkpoint.path} as nanoGPT's", expected="characters or GPT-2's vocabulary",
            found=f"a tokenizer of kind {tokenizer.kind}", instead="use --to huggingface",
        )  # fmt: skip
        write_tokenizer(folder, checkpoint)


def _is_gpt2(tokenizer: Tokenizer) -> bool:
    known = gpt2()
    return isinstance(tokenizer, BytesBPE) and (tokenizer.vocabulary, tokenizer.added, tokenizer.splitting.pattern) == (
        known.vocabulary, known.added, known.splitting.pattern
    )  # fmt: skip
