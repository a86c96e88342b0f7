"""The families of Hugging Face's config.json: for each its switches and its names of tensors. No torch here."""

from __future__ import annotations

from . import (
    gemma,
    gpt_j,
    gpt_neo,
    gpt_neox,
    granite,
    llama,
    mistral,
    olmo2,
    opt,
    phi,
    phi3,
    qwen,
    smollm3,
    stablelm,
    starcoder2,
)
from .family import Family

FAMILIES: dict[str, Family] = {
    "llama": llama.FAMILY,
    "mistral": mistral.FAMILY,
    "qwen2": qwen.QWEN2,
    "qwen3": qwen.QWEN3,
    "smollm3": smollm3.FAMILY,
    "gpt_neox": gpt_neox.FAMILY,
    "gemma": gemma.GEMMA,
    "gemma2": gemma.GEMMA2,
    "gemma3_text": gemma.GEMMA3,
    "phi": phi.FAMILY,
    "phi3": phi3.FAMILY,
    "gptj": gpt_j.FAMILY,
    "gpt_neo": gpt_neo.FAMILY,
    "opt": opt.FAMILY,
    "stablelm": stablelm.FAMILY,
    "starcoder2": starcoder2.FAMILY,
    "olmo2": olmo2.FAMILY,
    "granite": granite.FAMILY,
}

# Why other families cannot run here, by their model_type.
REFUSED = {
    **dict.fromkeys(
        ("mixtral", "qwen2_moe", "qwen3_moe", "qwen3_next", "olmoe", "granitemoe", "phimoe", "gpt_oss", "dbrx"),
        "it is a mixture of experts",
    ),
    **dict.fromkeys(
        ("deepseek_v2", "deepseek_v3", "minicpm3"), "it has multi-head latent attention or a mixture of experts"
    ),
    **dict.fromkeys(
        ("gemma3", "gemma3n", "gemma4", "llava", "qwen2_vl", "qwen2_5_vl", "qwen3_vl", "mllama", "llama4", "phi3_v",
         "phi4_multimodal", "idefics3", "smolvlm", "mistral3", "paligemma", "whisper", "clip"),
        "it has parts that see or hear, and only text networks are read",
    ),
    **dict.fromkeys(("mamba", "mamba2", "rwkv", "recurrent_gemma", "jamba", "falcon_mamba"), "it is recurrent"),
    **dict.fromkeys(("bert", "roberta", "t5", "bart", "distilbert", "electra"), "it does not go on with a text"),
    **dict.fromkeys(("bloom", "mpt"), "it has ALiBi positions"),
    "falcon": "its blocks come in several layouts, some with ALiBi positions, and none of them is read",
    "nanochat": "its network has parts that this one does not compute",
}  # fmt: skip
