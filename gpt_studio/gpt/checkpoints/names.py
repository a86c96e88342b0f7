"""Names of a network's tensors in the GPT-2 dialect. No torch here."""

from __future__ import annotations

from gpt_studio.gpt.shapes import Shape, parameter_shapes

__all__ = ["Shape", "gpt2_name", "is_conv1d", "parameter_shapes"]

_GPT2_PARTS = {
    "ln_1": "ln_1", "attn.qkv": "attn.c_attn", "attn.out": "attn.c_proj",
    "ln_2": "ln_2", "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj",
}  # fmt: skip
_MATRICES = ("attn.qkv", "attn.out", "mlp.up", "mlp.down")


def gpt2_name(name: str) -> str:
    """The name in GPT-2's dialect, without its `transformer.` prefix, of one of our parameters."""
    if not name.startswith("blocks."):
        return name
    _, layer, rest = name.split(".", 2)
    part, kind = rest.rsplit(".", 1)
    return f"h.{layer}.{_GPT2_PARTS[part]}.{kind}"


def is_conv1d(name: str) -> bool:
    """Whether Hugging Face's GPT-2 keeps this parameter of ours transposed (its Conv1D is input by output)."""
    return name.endswith(".weight") and name.split(".", 2)[-1].removesuffix(".weight") in _MATRICES
