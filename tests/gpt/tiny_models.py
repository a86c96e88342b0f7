"""Tiny random networks for tests: ours, transformers' GPT-2 as the oracle, nanoGPT's file format."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
NANOGPT = SHARED / "nanogpt-shakespeare-char"


def decoder(seed: int = 0, **switches) -> Decoder:
    """A decoder with weights large enough that every switch shows in the logits."""
    sizes = {"vocab_size": 61, "n_layer": 2, "n_head": 4, "d_model": 32, "max_len": 24}
    model = Decoder(DecoderConfig(**(sizes | switches))).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)
    return model


def hugging_face(seed: int = 0, **switches) -> GPT2LMHeadModel:
    """transformers' GPT-2 with eager attention and random weights, biases and gains included."""
    sizes = {"vocab_size": 61, "n_layer": 2, "n_head": 4, "n_embd": 32, "n_positions": 24}
    config = GPT2Config(**(sizes | switches), bos_token_id=None, eos_token_id=None)
    config._attn_implementation = "eager"
    model = GPT2LMHeadModel(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)
    return model


def random_ids(rows: int, columns: int, vocab: int = 61, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, vocab, (rows, columns), generator=torch.Generator().manual_seed(seed))


def logits(model: torch.nn.Module, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        out = model(ids)
    return out if isinstance(out, torch.Tensor) else out.logits


def nanogpt_values(model: Decoder, prefix: str = "") -> dict:
    """What nanoGPT's train.py saves for a network of its kind."""
    names = {"attn.qkv": "attn.c_attn", "attn.out": "attn.c_proj", "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj"}
    state = {}
    for name, weight in model.state_dict(keep_vars=True).items():
        theirs = name.replace("blocks.", "h.")
        for ours, other in names.items():
            theirs = theirs.replace(ours, other)
        state[prefix + (theirs if name == "lm_head.weight" else f"transformer.{theirs}")] = weight.data
    c = model.config
    arguments = {
        "n_layer": c.n_layer, "n_head": c.n_head, "n_embd": c.d_model, "block_size": c.max_len,
        "bias": c.norm_bias, "vocab_size": c.vocab_size, "dropout": 0.0,
    }  # fmt: skip
    return {
        "model": state, "optimizer": {"state": {}, "param_groups": []}, "model_args": arguments, "iter_num": 7,
        "best_val_loss": torch.tensor(1.5), "config": {"dataset": "shakespeare_char"},
    }  # fmt: skip
