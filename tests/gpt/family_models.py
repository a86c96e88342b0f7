"""Tiny random networks of every family: transformers' with eager attention as the oracle, ours read from its folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
import transformers
from transformers import AutoModelForCausalLM, PreTrainedModel

from gpt_studio.gpt.checkpoints.read import read_decoder
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.model import Decoder

SMALL = {
    "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": 96, "bos_token_id": None, "eos_token_id": None, "pad_token_id": None,
}  # fmt: skip
GQA = {"num_key_value_heads": 2}
LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 5e5, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}  # fmt: skip
YARN = {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 24}
LONG = {
    "rope_type": "longrope", "rope_theta": 1e4,
    "short_factor": [1.0, 1.1, 1.3, 1.7], "long_factor": [1.5, 2.0, 3.0, 5.0],
}  # fmt: skip
GEMMA = {"head_dim": 16, "num_attention_heads": 4, "query_pre_attn_scalar": 24, "sliding_window": 7}

# Two of each family with different switches: transformers' class of configuration, its arguments.
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "llama": ("LlamaConfig", SMALL | GQA | {"tie_word_embeddings": True}),
    "llama 3": ("LlamaConfig", SMALL | {"rope_parameters": LLAMA3, "attention_bias": True, "mlp_bias": True,
                                        "num_key_value_heads": 1, "head_dim": 12, "rms_norm_eps": 1e-5}),
    "mistral": ("MistralConfig", SMALL | GQA | {"sliding_window": 9, "head_dim": 16}),
    "mistral yarn": ("MistralConfig", SMALL | GQA | {"sliding_window": None, "rope_parameters": YARN}),
    "qwen2": ("Qwen2Config", SMALL | GQA | {"tie_word_embeddings": True}),
    "qwen2 windows": ("Qwen2Config", SMALL | GQA | {"use_sliding_window": True, "sliding_window": 6,
                                                    "max_window_layers": 1, "rope_parameters": YARN}),
    "qwen3": ("Qwen3Config", SMALL | GQA | {"head_dim": 16}),
    "qwen3 bias": ("Qwen3Config", SMALL | GQA | {"head_dim": 8, "attention_bias": True, "tie_word_embeddings": True}),
    "smollm3": ("SmolLM3Config", SMALL | GQA | {"num_hidden_layers": 4}),
    "smollm3 windows": ("SmolLM3Config", SMALL | GQA | {"no_rope_layers": [0, 1], "use_sliding_window": True,
                                                        "sliding_window": 5, "tie_word_embeddings": False}),
    "gpt_neox": ("GPTNeoXConfig", SMALL | {"rope_parameters": {"rope_type": "default", "rope_theta": 1e4,
                                                               "partial_rotary_factor": 0.25}}),
    "gpt_neox sequential": ("GPTNeoXConfig", SMALL | {"use_parallel_residual": False, "attention_bias": False,
                            "hidden_act": "gelu_new", "tie_word_embeddings": True, "rope_parameters": {
                            "rope_type": "linear", "factor": 2.0, "rope_theta": 2e4, "partial_rotary_factor": 1.0}}),
    "gemma": ("GemmaConfig", SMALL | {"head_dim": 16, "num_key_value_heads": 1}),
    "gemma untied": ("GemmaConfig", SMALL | GQA | {"head_dim": 8, "tie_word_embeddings": False, "hidden_act": "gelu"}),
    "gemma2": ("Gemma2Config", SMALL | GQA | GEMMA),
    "gemma2 hard caps": ("Gemma2Config", SMALL | GQA | GEMMA | {"attn_logit_softcapping": 0.8, "attention_bias": True,
                                                               "final_logit_softcapping": 2.0, "num_hidden_layers": 3}),
    "gemma3": ("Gemma3TextConfig", SMALL | GQA | GEMMA | {"num_hidden_layers": 6}),
    "gemma3 linear": ("Gemma3TextConfig", SMALL | GQA | GEMMA | {
        "layer_types": ["full_attention", "sliding_attention"], "final_logit_softcapping": 3.0, "rope_parameters": {
            "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
            "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}}}),
    "phi": ("PhiConfig", SMALL),
    "phi normed": ("PhiConfig", SMALL | GQA | {"qk_layernorm": True, "hidden_act": "gelu", "rope_parameters": {
        "rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": 0.25}}),
    "phi3": ("Phi3Config", SMALL | GQA | {"sliding_window": 11, "original_max_position_embeddings": 96}),
    "phi3 longrope": ("Phi3Config", SMALL | {"rope_parameters": LONG, "original_max_position_embeddings": 40,
                                             "tie_word_embeddings": True}),
    "gptj": ("GPTJConfig", {"vocab_size": 61, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 96,
                            "rotary_dim": 4, "bos_token_id": None, "eos_token_id": None}),
    "gptj whole": ("GPTJConfig", {"vocab_size": 61, "n_embd": 32, "n_layer": 2, "n_head": 2, "n_positions": 96,
                                  "rotary_dim": 16, "n_inner": 40, "bos_token_id": None, "eos_token_id": None}),
    "gpt_neo": ("GPTNeoConfig", {"vocab_size": 61, "hidden_size": 32, "num_layers": 2, "num_heads": 4,
                                 "max_position_embeddings": 96, "attention_types": [[["global", "local"], 1]],
                                 "window_size": 7, "bos_token_id": None, "eos_token_id": None}),
    "gpt_neo global": ("GPTNeoConfig", {"vocab_size": 61, "hidden_size": 32, "num_layers": 3, "num_heads": 2,
                                        "max_position_embeddings": 96, "attention_types": [[["global"], 3]],
                                        "intermediate_size": 40, "activation_function": "gelu",
                                        "tie_word_embeddings": False, "bos_token_id": None, "eos_token_id": None}),
    "opt": ("OPTConfig", SMALL | {"ffn_dim": 48, "word_embed_proj_dim": 32, "intermediate_size": None}),
    "opt no bias": ("OPTConfig", SMALL | {"ffn_dim": 40, "word_embed_proj_dim": 32, "enable_bias": False,
                                          "activation_function": "gelu", "tie_word_embeddings": False}),
    "stablelm": ("StableLmConfig", SMALL | GQA | {"use_qkv_bias": True}),
    "stablelm 12b": ("StableLmConfig", SMALL | GQA | {"qk_layernorm": True, "use_parallel_residual": True,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": 0.5}}),
    "starcoder2": ("Starcoder2Config", SMALL | GQA | {"sliding_window": 8}),
    "starcoder2 no bias": ("Starcoder2Config", SMALL | GQA | {"use_bias": False, "tie_word_embeddings": False}),
    "olmo2": ("Olmo2Config", SMALL | GQA),
    "olmo2 bias": ("Olmo2Config", SMALL | {"num_key_value_heads": 4, "attention_bias": True, "rms_norm_eps": 1e-6}),
    "granite": ("GraniteConfig", SMALL | GQA | {"embedding_multiplier": 3.0, "logits_scaling": 0.3,
                                                "residual_multiplier": 0.4, "attention_multiplier": 0.2}),
    "granite bias": ("GraniteConfig", SMALL | {"attention_bias": True, "mlp_bias": True, "tie_word_embeddings": True,
                                               "embedding_multiplier": 2.5, "attention_multiplier": 0.35}),
}  # fmt: skip


def oracle(kind: str, **changes: object) -> PreTrainedModel:
    """transformers' network of a case, every weight and gain random."""
    name, arguments = CASES[kind]
    config = getattr(transformers, name)(**(arguments | changes))
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    generator = torch.Generator().manual_seed(sum(map(ord, kind)))
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0
    return model


def ours(folder: Path) -> Decoder:
    """Our network from a folder that needs no tokenizer."""
    return read_decoder(read_checkpoint(folder), torch.float32, torch.device("cpu"))[0]


@cache
def both(kind: str) -> tuple[PreTrainedModel, Decoder]:
    """transformers' network of a case and ours, read from what it saved."""
    model = oracle(kind)
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return model, ours(Path(folder))
