"""A checkpoint as we write it: a folder in Hugging Face's GPT-2 dialect, which transformers loads too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from gpt_studio.files.durable import replace_text, replace_with
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers import Tokenizer, save_tokenizer

from .configs import config_to_json, is_gpt2
from .names import gpt2_name, is_conv1d, parameter_shapes
from .safetensors_file import write_safetensors

WEIGHTS = "model.safetensors"
CONFIG = "config.json"


def save_checkpoint(folder: Path, model: Decoder, tokenizer: Tokenizer) -> None:
    """Write model.safetensors, config.json and the tokenizer's files into `folder`, each durably.

    transformers' AutoModelForCausalLM loads the folder and gives our logits, unless the network is one that GPT-2's
    dialect cannot express (attention only, …): that has our own model_type. Equal models give equal files.
    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = _gpt2_tensors(model) if is_gpt2(model.config) else _own_tensors(model)
    dtype = str(model.wte.weight.dtype).removeprefix("torch.")
    found = config_to_json(model.config, dtype, min(tokenizer.eos_ids, default=None))
    save_tokenizer(folder, tokenizer)
    replace_text(folder / CONFIG, json.dumps(found, indent=1) + "\n")
    replace_with(folder / WEIGHTS, lambda f: write_safetensors(f, tensors))


def _gpt2_tensors(model: Decoder) -> dict[str, Tensor]:
    """Names and layout of GPT-2's dialect; biases that the network lacks are zeros."""
    held = dict(model.named_parameters())
    every = replace(model.config, norm_bias=True, qkv_bias=True, out_bias=True, mlp_bias=True)
    tensors: dict[str, Tensor] = {}
    for name, shape in parameter_shapes(every).items():
        tensor = held[name] if name in held else torch.zeros(shape, dtype=model.wte.weight.dtype)
        prefix = "" if name == "lm_head.weight" else "transformer."
        tensors[prefix + gpt2_name(name)] = tensor.t() if is_conv1d(name) else tensor
    return tensors


def _own_tensors(model: Decoder) -> dict[str, Tensor]:
    held = dict(model.named_parameters())
    return {name: held[name] for name in parameter_shapes(model.config)}
