"""Granite 3 (dense): Llama with multipliers of embeddings, products, residuals and logits."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, broken, number, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family
from .llama import FAMILY as LLAMA
from .reading import rotary


def read(found: Json) -> DecoderConfig:
    bias = switch(found, "attention_bias", False)
    divisor = number(found, "logits_scaling", 1.0)
    if not divisor:
        raise broken("logits_scaling", "a number above 0", divisor)
    return rotary(
        found, qkv_bias=bias, out_bias=bias, mlp_bias=switch(found, "mlp_bias", False),
        embed_scale=number(found, "embedding_multiplier", 1.0),
        attention_scale=number(found, "attention_multiplier", 1.0),
        residual_scale=number(found, "residual_multiplier", 1.0),
        logit_scale=1 / divisor,
    )  # fmt: skip


FAMILY = Family(read, LLAMA.base, LLAMA.block, LLAMA.ends, LLAMA.parts)
