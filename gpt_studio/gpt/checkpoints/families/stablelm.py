"""StableLM 3B, 2 1.6B and 12B: Llama with LayerNorm, a quarter of each head turned, each head normed by itself."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names, Part
from .llama import ENDS, MLP, NORMS, QKV
from .reading import rope, rotary

HEADS: Names = {
    "attn.norm_q": Part("self_attn.q_layernorm.norms.{head}"),
    "attn.norm_k": Part("self_attn.k_layernorm.norms.{head}"),
}


def read(found: Json) -> DecoderConfig:
    head = count(found, "hidden_size") // count(found, "num_attention_heads")
    return rotary(
        found, norm="layer", eps="layer_norm_eps", norm_eps=fraction(found, "layer_norm_eps", 1e-5), head_dim=head,
        residual="parallel_shared" if switch(found, "use_parallel_residual", False) else "sequential",
        rope=rope(found, head, share=0.25), qkv_bias=switch(found, "use_qkv_bias", False),
        qk_norm="each" if switch(found, "qk_layernorm", False) else "none",
        dropout=fraction(found, "hidden_dropout", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS, **HEADS})
