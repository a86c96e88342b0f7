"""Gemma 1, 2 and 3 (text): gains kept less 1, embeddings times √width; 2 and 3 with norms behind, too, and windows."""

from __future__ import annotations

from typing import Any

from gpt_studio.gpt.checkpoints.fields import Json, count, number, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .llama import ENDS, MLP, NORMS, QK_NORMS, QKV
from .reading import activation, layer_count, layer_types, only, optional, rope, rotary, windows

SANDWICH: Names = {
    "ln_1": "input_layernorm", "ln_1_post": "post_attention_layernorm",
    "ln_2": "pre_feedforward_layernorm", "ln_2_post": "post_feedforward_layernorm",
}  # fmt: skip


def read(found: Json, **switches: Any) -> DecoderConfig:
    bias = switch(found, "attention_bias", False)
    act = "hidden_act" if found.get("hidden_activation") is None else "hidden_activation"
    bent = found if found.get(act) != "gelu" else found | {act: "gelu_pytorch_tanh"}  # what "gelu" means in Gemma
    only(
        found | {"use_bidirectional_attention": bool(found.get("use_bidirectional_attention"))},
        use_bidirectional_attention=False,
    )
    return rotary(
        {"head_dim": 256} | found, norm_offset=True, qkv_bias=bias, out_bias=bias,
        activation=activation(bent, act, "gelu_pytorch_tanh"), embed_scale=count(found, "hidden_size") ** 0.5,
        tie_embeddings=switch(found, "tie_word_embeddings", True), **switches,
    )  # fmt: skip


def _later(found: Json, every: int, **switches: Any) -> DecoderConfig:
    layers = layer_count(found)
    sliding = layer_types(found, layers, [(layer + 1) % every != 0 for layer in range(layers)])
    size = optional(found, "sliding_window", 0 if "sliding_window" in found else 4096)
    return read(
        found, norm_place="sandwich", windows=windows(layers, size, sliding),
        attention_scale=count(found, "query_pre_attn_scalar", 256) ** -0.5, **switches,
    )  # fmt: skip


def _cap(found: Json, key: str, default: float) -> float:
    return 0.0 if found.get(key, default) is None else number(found, key, default)


def read2(found: Json) -> DecoderConfig:
    caps = {"softcap": _cap(found, "attn_logit_softcapping", 50.0)}
    return _later(found, 2, **caps, final_softcap=_cap(found, "final_logit_softcapping", 30.0))


def read3(found: Json) -> DecoderConfig:
    only(found, attn_logit_softcapping=None)
    head = optional(found, "head_dim", 256)
    turned = rope(found, head, theta=1e6, kind="full_attention")
    local = found if found.get("rope_parameters") else {"rope_theta": number(found, "rope_local_base_freq", 10_000.0)}
    local_rope = rope(
        {key: value for key, value in local.items() if key != "rope_scaling"}, head, kind="sliding_attention"
    )
    every = count(found, "sliding_window_pattern", 6)
    return _later(
        found, every, rope=turned, local_rope=local_rope, qk_norm="head",
        final_softcap=_cap(found, "final_logit_softcapping", 0.0),
    )  # fmt: skip


GEMMA = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS})
GEMMA2 = Family(read2, "model.", "layers", ENDS, {**QKV, **MLP, **SANDWICH})
GEMMA3 = Family(read3, "model.", "layers", ENDS, {**QKV, **MLP, **SANDWICH, **QK_NORMS})
