"""Mistral: Llama with a window of keys in every layer (or none)."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json
from gpt_studio.gpt.config import DecoderConfig

from .family import Family
from .llama import FAMILY as LLAMA
from .reading import layer_count, optional, rotary, windows


def read(found: Json) -> DecoderConfig:
    size = optional(found, "sliding_window", 0 if "sliding_window" in found else 4096)
    return rotary(found, windows=windows(layer_count(found), size))


FAMILY = Family(read, LLAMA.base, LLAMA.block, LLAMA.ends, LLAMA.parts)
