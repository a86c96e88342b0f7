"""OPT: GPT-2 with ReLU, and a table of positions that begins with two rows for nothing."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .llama import QKV
from .reading import activation, only, sizes

ENDS: Names = {"wte": "embed_tokens", "wpe": "embed_positions", "ln_f": "final_layer_norm", "lm_head": "lm_head"}
PARTS: Names = {
    "ln_1": "self_attn_layer_norm", "attn.qkv": QKV["attn.qkv"], "attn.out": "self_attn.out_proj",
    "ln_2": "final_layer_norm", "mlp.up": "fc1", "mlp.down": "fc2",
}  # fmt: skip


def read(found: Json) -> DecoderConfig:
    named, bias = sizes(found), switch(found, "enable_bias", True)
    only(found, do_layer_norm_before=True, _remove_final_layer_norm=False, layer_norm_elementwise_affine=True)
    if found.get("word_embed_proj_dim") is not None:
        only(found, word_embed_proj_dim=named["d_model"])
    return DecoderConfig(
        **named, d_ff=count(found, "ffn_dim"), position_offset=2, qkv_bias=bias, out_bias=bias, mlp_bias=bias,
        activation=activation(found, "activation_function", "relu"),
        tie_embeddings=switch(found, "tie_word_embeddings", True), dropout=fraction(found, "dropout", 0.1),
    )  # fmt: skip


FAMILY = Family(read, "model.decoder.", "layers", ENDS, PARTS)
