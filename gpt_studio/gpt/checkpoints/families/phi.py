"""Phi 1 to 2: both halves of a block read the same norm, a part of each head is turned, the head has a bias."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .llama import QKV
from .reading import activation, optional, rope, rotary

ENDS: Names = {"wte": "embed_tokens", "ln_f": "final_layernorm", "lm_head": "lm_head"}
PARTS: Names = {
    "ln_1": "input_layernorm", "attn.qkv": QKV["attn.qkv"], "attn.out": "self_attn.dense",
    "attn.norm_q": "self_attn.q_layernorm", "attn.norm_k": "self_attn.k_layernorm",
    "mlp.up": "mlp.fc1", "mlp.down": "mlp.fc2",
}  # fmt: skip


def read(found: Json) -> DecoderConfig:
    head = optional(found, "head_dim", count(found, "hidden_size") // count(found, "num_attention_heads"))
    normed = switch(found, "qk_layernorm", False)
    return rotary(
        found, norm="layer", eps="layer_norm_eps", norm_eps=fraction(found, "layer_norm_eps", 1e-5),
        residual="parallel_shared", rope=rope(found, head, share=0.5), qkv_bias=True, out_bias=True, mlp="plain",
        mlp_bias=True, activation=activation(found, "hidden_act", "gelu_new"), lm_head_bias=True,
        qk_norm="head" if normed else "none", qk_norm_bias=normed, dropout=fraction(found, "resid_pdrop", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, PARTS)
