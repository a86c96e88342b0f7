"""GPT-J: both halves of a block read the same norm, neighbouring numbers of a head are turned, the head has a bias."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction, switch
from gpt_studio.gpt.config import DecoderConfig, Rope

from .family import Family, Names
from .reading import activation, optional, sizes

ENDS: Names = {"wte": "wte", "ln_f": "ln_f", "lm_head": "lm_head"}
PARTS: Names = {
    "ln_1": "ln_1", "attn.qkv": ("attn.q_proj", "attn.k_proj", "attn.v_proj"), "attn.out": "attn.out_proj",
    "mlp.up": "mlp.fc_in", "mlp.down": "mlp.fc_out",
}  # fmt: skip


def read(found: Json) -> DecoderConfig:
    named = sizes(found, n_layer="n_layer", n_head="n_head", d_model="n_embd", max_len="n_positions")
    return DecoderConfig(
        **named, d_ff=optional(found, "n_inner", 4 * named["d_model"]), residual="parallel_shared",
        norm_eps=fraction(found, "layer_norm_epsilon", 1e-5), position="rope",
        rope=Rope(count(found, "rotary_dim", 64), layout="interleaved"), qkv_bias=False, out_bias=False,
        activation=activation(found, "activation_function", "gelu_new"), lm_head_bias=True,
        tie_embeddings=switch(found, "tie_word_embeddings", False), dropout=fraction(found, "resid_pdrop", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "transformer.", "h", ENDS, PARTS)
