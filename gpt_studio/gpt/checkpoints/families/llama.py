"""Llama 1 to 3, SmolLM 1 and 2, and what else calls itself llama."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .reading import rotary

ENDS: Names = {"wte": "embed_tokens", "ln_f": "norm", "lm_head": "lm_head"}
QKV: Names = {"attn.qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), "attn.out": "self_attn.o_proj"}
MLP: Names = {"mlp.gate": "mlp.gate_proj", "mlp.up": "mlp.up_proj", "mlp.down": "mlp.down_proj"}
NORMS: Names = {"ln_1": "input_layernorm", "ln_2": "post_attention_layernorm"}
QK_NORMS: Names = {"attn.norm_q": "self_attn.q_norm", "attn.norm_k": "self_attn.k_norm"}


def read(found: Json) -> DecoderConfig:
    bias = switch(found, "attention_bias", False)
    return rotary(found, qkv_bias=bias, out_bias=bias, mlp_bias=switch(found, "mlp_bias", False))


FAMILY = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS})
