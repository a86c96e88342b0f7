"""Architectures of GGUF files that are refused by name and reason. No torch here."""

from __future__ import annotations

# Architectures of llama.cpp that the one decoder cannot run exactly, by what it lacks
NOT_RUN = {
    "it is the picture or sound part of a model (mmproj); load the text model's own file": ("clip", "wavtokenizer-dec"),
    "the network mixes experts": (
        "llama4", "qwen2moe", "qwen3moe", "qwen3vlmoe", "qwen35moe", "gpt-oss", "grok", "dbrx", "arctic", "olmoe",
        "phimoe", "granitemoe", "deepseek", "bailingmoe", "bailingmoe2", "dots1", "ernie4_5-moe", "glm4moe",
        "hunyuan-moe", "exaone-moe", "minimax-m2", "smallthinker", "afmoe", "grovemoe", "llada-moe", "mimo2",
        "mistral4", "step35", "rnd1",
    ),
    "its attention keeps latent vectors (MLA)": ("deepseek2", "deepseek2-ocr", "minicpm3", "plm", "glm-dsa"),
    "the network keeps a recurrent state": (
        "mamba", "mamba2", "jamba", "falcon-h1", "granitehybrid", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7", "lfm2",
        "lfm2moe", "nemotron_h", "nemotron_h_moe", "plamo2", "qwen3next", "qwen35", "kimi-linear",
    ),
    "the network also sees pictures": ("qwen2vl", "qwen3vl", "cogvlm", "chameleon", "hunyuan_vl", "paddleocr"),
    "it is an encoder, which does not continue a text": (
        "bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "modern-bert", "eurobert", "jina-bert-v2", "jina-bert-v3",
        "gemma-embedding", "llama-embed", "t5", "t5encoder",
    ),
    "it fills in a text from everywhere, not from its beginning": ("dream", "llada"),
    "its layers have embeddings of their own": ("gemma3n", "gemma4"),
    "its positions are slopes of the attention (ALiBi)": ("bloom", "mpt", "jais", "refact"),
}  # fmt: skip
