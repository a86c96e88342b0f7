"""GPT-Neo: GPT-2 whose products are not scaled, with a window in every other layer."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, broken, cannot, count, fraction, listed_values, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .reading import activation, layer_count, optional, sizes, windows

ENDS: Names = {"wte": "wte", "wpe": "wpe", "ln_f": "ln_f", "lm_head": "lm_head"}
QKV = ("attn.attention.q_proj", "attn.attention.k_proj", "attn.attention.v_proj")
PARTS: Names = {
    "ln_1": "ln_1", "attn.qkv": QKV, "attn.out": "attn.attention.out_proj",
    "ln_2": "ln_2", "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj",
}  # fmt: skip


def _local(found: Json, layers: int) -> list[bool]:
    """Which layers have a window, from attention_types, a list of [kinds, times]."""
    kinds: list[str] = []
    for item in listed_values(found, "attention_types") if "attention_types" in found else [[["global", "local"], 12]]:
        match item:
            case [[*some], int(times)] if 0 <= times <= layers and len(some) <= layers:
                kinds += some * times
            case _:
                raise broken("attention_types", "[[kinds, times], …]", item)
    if len(kinds) != layers or any(kind not in ("global", "local") for kind in kinds):
        raise cannot("attention_types", f"global or local for each of {layers} layers", kinds)
    return [kind == "local" for kind in kinds]


def read(found: Json) -> DecoderConfig:
    named, layers = sizes(found, n_layer="num_layers", n_head="num_heads"), layer_count(found, "num_layers")
    return DecoderConfig(
        **named, d_ff=optional(found, "intermediate_size", 4 * named["d_model"]),
        norm_eps=fraction(found, "layer_norm_epsilon", 1e-5), qkv_bias=False, attention_scale=1.0,
        windows=windows(layers, count(found, "window_size", 256), _local(found, layers)),
        activation=activation(found, "activation_function", "gelu_new"),
        tie_embeddings=switch(found, "tie_word_embeddings", True), dropout=fraction(found, "resid_dropout", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "transformer.", "h", ENDS, PARTS)
