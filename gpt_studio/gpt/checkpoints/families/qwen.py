"""Qwen2, 2.5 (biases of queries, keys, values) and 3 (normed queries and keys); late layers may have a window."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, switch, whole
from gpt_studio.gpt.config import DecoderConfig

from .family import Family
from .llama import ENDS, QK_NORMS
from .llama import FAMILY as LLAMA
from .reading import layer_count, layer_types, optional, rotary, windows


def _windows(found: Json) -> tuple[int, ...]:
    layers = layer_count(found)
    first = whole(found, "max_window_layers", 28)
    sliding = layer_types(found, layers, [layer >= first for layer in range(layers)])
    size = optional(found, "sliding_window", 0 if "sliding_window" in found else 4096)
    return windows(layers, size, sliding) if switch(found, "use_sliding_window", False) else ()


def read2(found: Json) -> DecoderConfig:
    return rotary(found, qkv_bias=True, windows=_windows(found))


def read3(found: Json) -> DecoderConfig:
    bias = switch(found, "attention_bias", False)
    found = {"head_dim": 128} | found
    return rotary(found, qkv_bias=bias, out_bias=bias, qk_norm="head", windows=_windows(found))


QWEN2 = Family(read2, "model.", "layers", ENDS, LLAMA.parts)
QWEN3 = Family(read3, "model.", "layers", ENDS, {**LLAMA.parts, **QK_NORMS})
