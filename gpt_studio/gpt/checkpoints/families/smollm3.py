"""SmolLM3: Llama with some layers that know no positions."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, broken, count, listed_values, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family
from .llama import FAMILY as LLAMA
from .reading import layer_count, layer_types, optional, rope, rotary, windows


def read(found: Json) -> DecoderConfig:
    layers, bias = layer_count(found), switch(found, "attention_bias", False)
    every = count(found, "no_rope_layer_interval", 4)
    turned = [int((layer + 1) % every != 0) for layer in range(layers)]
    if found.get("no_rope_layers") is not None:
        turned = listed_values(found, "no_rope_layers")  # 1 where a layer does have them
    if len(turned) != layers or any(turns not in (0, 1) for turns in turned):
        raise broken("no_rope_layers", f"0 or 1 for each of {layers} layers", turned)
    size = optional(found, "sliding_window", 0) if switch(found, "use_sliding_window", False) else 0
    head = optional(found, "head_dim", count(found, "hidden_size") // count(found, "num_attention_heads"))
    return rotary(
        found, qkv_bias=bias, out_bias=bias, mlp_bias=switch(found, "mlp_bias", False),
        tie_embeddings=switch(found, "tie_word_embeddings", True), rope=rope(found, head, theta=2e6),
        no_rope_layers=tuple(layer for layer, turns in enumerate(turned) if not turns),
        windows=windows(layers, size, layer_types(found, layers, [not turns for turns in turned])),
    )  # fmt: skip


FAMILY = Family(read, LLAMA.base, LLAMA.block, LLAMA.ends, LLAMA.parts)
