"""GPT-NeoX and Pythia: both halves of a block read the same x, queries, keys and values are kept head by head."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, number, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names, Part
from .reading import activation, rope, rotary

ENDS: Names = {"wte": "embed_in", "ln_f": "final_layer_norm", "lm_head": "embed_out"}
PARTS: Names = {
    "ln_1": "input_layernorm",
    "attn.qkv": Part("attention.query_key_value", per_head=True),
    "attn.out": "attention.dense",
    "ln_2": "post_attention_layernorm",
    "mlp.up": "mlp.dense_h_to_4h",
    "mlp.down": "mlp.dense_4h_to_h",
}


def read(found: Json) -> DecoderConfig:
    bias = switch(found, "attention_bias", True)
    head = count(found, "hidden_size") // count(found, "num_attention_heads")
    turned = rope(
        found, head, theta=number(found, "rotary_emb_base", 10_000.0), share=number(found, "rotary_pct", 0.25)
    )
    return rotary(
        {key: value for key, value in found.items() if key not in ("num_key_value_heads", "head_dim")},
        norm="layer", eps="layer_norm_eps", norm_eps=fraction(found, "layer_norm_eps", 1e-5),
        residual="parallel" if switch(found, "use_parallel_residual", True) else "sequential",
        rope=turned, qkv_bias=bias, out_bias=bias, mlp="plain", mlp_bias=True,
        activation=activation(found, "hidden_act", "gelu"), dropout=fraction(found, "hidden_dropout", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "gpt_neox.", "layers", ENDS, PARTS)
