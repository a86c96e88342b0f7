"""OLMo 2: norms behind attention and MLP instead of before, queries and keys normed over all heads."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .llama import ENDS, MLP, QK_NORMS, QKV
from .reading import rotary

NORMS: Names = {"ln_1_post": "post_attention_layernorm", "ln_2_post": "post_feedforward_layernorm"}


def read(found: Json) -> DecoderConfig:
    bias = switch(found, "attention_bias", False)
    return rotary(
        found, norm_place="post", norm_eps=fraction(found, "rms_norm_eps", 1e-5), qk_norm="full",
        qkv_bias=bias, out_bias=bias,
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS, **QK_NORMS})
