"""A checkpoint as we write it: a folder in a Hugging Face dialect, which transformers loads too, or in our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gpt_studio.files.durable import replace_text, replace_with
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.network import is_packed
from gpt_studio.gpt.tokenizers import Tokenizer, save_tokenizer
from gpt_studio.protocol.errors import StudioError

from .configs import config_from_json, config_to_json, is_gpt2
from .families import FAMILIES
from .names import gpt2_name, is_conv1d, parameter_shapes
from .placing import stored_tensors
from .safetensors_file import write_safetensors

WEIGHTS = "model.safetensors"
CONFIG = "config.json"


def save_checkpoint(folder: Path, model: Decoder, tokenizer: Tokenizer) -> None:
    """Write model.safetensors, config.json and the tokenizer's files into `folder`, each durably.

    transformers' AutoModelForCausalLM loads the folder and gives our logits, unless the network is one that neither
    GPT-2's dialect nor that of the family it was read from can express (attention only, …): that has our own
    model_type. Equal models give equal files. Raises OSError where the folder cannot be written.
    """
    if is_packed(model):
        raise StudioError(
            "unsupported", "a model in packed weights cannot be saved", expected="weights of full precision",
            found="int4 or int8", remedy="Load it with --dtype float32; `convert` writes it from its files",
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    dtype = str(model.wte.weight.dtype).removeprefix("torch.")
    if _describes(model.dialect, model.config):
        family = FAMILIES[model.dialect["model_type"]]
        tensors = stored_tensors(family.sources(model.config, family.base), dict(model.named_parameters()))
        found = {k: v for k, v in model.dialect.items() if k != "torch_dtype"} | {"dtype": dtype}
    else:
        tensors = _gpt2_tensors(model) if is_gpt2(model.config) else _own_tensors(model)
        found = config_to_json(model.config, dtype, min(tokenizer.eos_ids, default=None))
    save_tokenizer(folder, tokenizer)
    replace_text(folder / CONFIG, json.dumps(found, indent=1) + "\n")
    replace_with(folder / WEIGHTS, lambda f: write_safetensors(f, tensors))


def _describes(dialect: Mapping[str, Any], config: DecoderConfig) -> bool:
    """Whether a family's config.json, apart from the dropout of training, describes the network as it is now."""
    if not dialect:
        return False
    try:
        return replace(config_from_json(dict(dialect)), dropout=config.dropout) == config
    except StudioError:
        return False


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
