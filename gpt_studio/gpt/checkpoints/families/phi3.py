"""Phi-3, 3.5 and 4 (text): Llama with fused matrices, longrope and perhaps a window."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, count, fraction
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names, Part
from .llama import ENDS, NORMS
from .reading import layer_count, optional, rope, rotary, windows

PARTS: Names = {
    **NORMS, "attn.qkv": "self_attn.qkv_proj", "attn.out": "self_attn.o_proj",
    "mlp.gate": Part("mlp.gate_up_proj", of=(0, 2)), "mlp.up": Part("mlp.gate_up_proj", of=(1, 2)),
    "mlp.down": "mlp.down_proj",
}  # fmt: skip


def read(found: Json) -> DecoderConfig:
    found = {"original_max_position_embeddings": 4096, "rms_norm_eps": 1e-5} | found
    head = optional(found, "head_dim", count(found, "hidden_size") // count(found, "num_attention_heads"))
    return rotary(
        found, rope=rope(found, head, aliases={"su": "longrope", "yarn": "longrope"}),
        windows=windows(layer_count(found), optional(found, "sliding_window", 0)),
        dropout=fraction(found, "resid_pdrop", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, PARTS)
