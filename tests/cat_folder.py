"""Two small saved models whose tokens are words of "The cat sat on the mat": GPT-2-shaped and Llama-shaped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe

TEXT = "The cat sat on the mat"
SHAPES = ("gpt2", "llama")
CORPUS = "the cat sat on the mat. The cat sat. on a mat the cat sat on The cat " * 8
NOTHING = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": None}


def save(shape: str, folder: Path) -> Path:
    """Random weights, queries and keys so large that rows are far from even."""
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    if shape == "gpt2":
        model = GPT2LMHeadModel(GPT2Config(vocab_size=300, n_positions=48, n_embd=32, n_layer=3, n_head=4, **NOTHING))
    else:
        config = LlamaConfig(
            vocab_size=300, hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=48, tie_word_embeddings=False, **NOTHING,
        )  # fmt: skip
        model = LlamaForCausalLM(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if any(part in name for part in ("c_attn.weight", "q_proj", "k_proj")):
                weight.mul_(20)
    model.save_pretrained(folder)
    save_tokenizer(folder, train_bytes_bpe([CORPUS], 290))
    return folder


def eager(folder: Path, ids: list[int]) -> np.ndarray:
    """Attention [layers, heads, T, T] by transformers."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    with torch.no_grad():
        return torch.stack(model(torch.tensor([ids]), output_attentions=True).attentions)[:, 0].numpy()
