"""StableLM 3B, 2 1.6B and 12B: Llama with LayerNorm, a quarter of each head turned, each head normed by itself."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, cannot, count, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names, Part
from .llama import ENDS, MLP, NORMS, QKV
from .reading import layer_count, rope, rotary

MOST_HEADS = 10_000

HEADS: Names = {
    "attn.norm_q": Part("self_attn.q_layernorm.norms.{head}"),
    "attn.norm_k": Part("self_attn.k_layernorm.norms.{head}"),
}


def read(found: Json) -> DecoderConfig:
    heads = count(found, "num_attention_heads")
    head = count(found, "hidden_size") // heads
    normed = switch(found, "qk_layernorm", False)
    if normed and heads * layer_count(found) > MOST_HEADS:  # a tensor for each
        raise cannot("qk_layernorm", f"at most {MOST_HEADS} heads in all layers", heads * layer_count(found))
    return rotary(
        found, norm="layer", eps="layer_norm_eps", norm_eps=fraction(found, "layer_norm_eps", 1e-5), head_dim=head,
        residual="parallel_shared" if switch(found, "use_parallel_residual", False) else "sequential",
        rope=rope(found, head, share=0.25), qkv_bias=switch(found, "use_qkv_bias", False),
        qk_norm="each" if normed else "none",
        dropout=fraction(found, "hidden_dropout", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS, **HEADS})
