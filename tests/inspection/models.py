"""The networks on which looking inside is tried: {MHA, GQA} × {learned, RoPE} × {LayerNorm, RMSNorm} × {tied, untied},
and the same weights in transformers, where it has such a network.
"""

from __future__ import annotations

from itertools import product

import torch

from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.model import Decoder

MATRIX = [
    f"{heads}-{position}-{norm}-{head}"
    for heads, position, norm, head in product(
        ("mha", "gqa"), ("learned", "rope"), ("layernorm", "rmsnorm"), ("tied", "untied")
    )
]
PAIRS = [MATRIX[at] for at in (0, 3, 5, 6, 9, 10, 12, 15)]  # half of them, in which every two choices meet
VOCAB = 61


def network(name: str, dtype: torch.dtype = torch.float32, seed: int = 0, *, gentle=False, **switches) -> Decoder:
    """A network of the matrix, with biases where LayerNorm is, and weights large enough that everything shows.

    A `gentle` one has smaller weights, so that what float32 rounds stays below 1e-6.
    """
    heads, position, norm, head = name.split("-")
    rms, rope = norm == "rmsnorm", position == "rope"
    options = {
        "vocab_size": VOCAB, "n_layer": 3, "n_head": 4, "d_model": 32, "max_len": 96, "d_ff": 48,
        "n_kv_head": 2 if heads == "gqa" else 4,
        "position": position, "rope": Rope(8) if rope else None,
        "norm": "rms" if rms else "layer", "norm_bias": not rms,
        "qkv_bias": not rms, "out_bias": not rms, "mlp_bias": not rms,
        "mlp": "gated" if rms else "plain", "activation": "silu" if rms else "gelu_tanh",
        "tie_embeddings": head == "tied",
    }  # fmt: skip
    return shaken(Decoder(DecoderConfig(**(options | switches))), seed, 0.1 if gentle else 0.2).to(dtype).eval()


def shaken(model: Decoder, seed: int = 0, size: float = 0.2) -> Decoder:
    """Random weights, gains and biases included; queries and keys large, so that rows are far from uniform."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * size)
            if weight.dim() == 1 and ".ln" in f".{name}" and name.endswith("weight"):
                weight.add_(1.0)
            if name.endswith("qkv.weight"):
                weight.mul_(1.4)
    return model


def some_ids(count: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, VOCAB, (count,), generator=torch.Generator().manual_seed(seed))


def as_gpt2(model: Decoder) -> torch.nn.Module:
    """mha-learned-layernorm-* in transformers, with eager attention."""
    from transformers import GPT2Config, GPT2LMHeadModel

    c = model.config
    twin = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=c.vocab_size, n_positions=c.max_len, n_embd=c.d_model, n_layer=c.n_layer, n_head=c.n_head,
            n_inner=c.d_ff, tie_word_embeddings=c.tie_embeddings, attn_implementation="eager",
            bos_token_id=None, eos_token_id=None,
        )
    ).eval()  # fmt: skip
    weights = {"transformer.wte.weight": model.wte.weight, "transformer.wpe.weight": model.wpe.weight}
    for at, block in enumerate(model.blocks):
        parts = {
            "ln_1": block.ln_1, "ln_2": block.ln_2,
            "attn.c_attn": block.attn.qkv, "attn.c_proj": block.attn.out,
            "mlp.c_fc": block.mlp.up, "mlp.c_proj": block.mlp.down,
        }  # fmt: skip
        for name, part in parts.items():
            weights[f"transformer.h.{at}.{name}.weight"] = part.weight.T if ".c_" in name else part.weight
            weights[f"transformer.h.{at}.{name}.bias"] = part.bias
    weights |= {"transformer.ln_f.weight": model.ln_f.weight, "transformer.ln_f.bias": model.ln_f.bias}
    return _filled(twin, weights | {"lm_head.weight": model.lm_head.weight}, model)


def as_llama(model: Decoder) -> torch.nn.Module:
    """*-rope-rmsnorm-* in transformers, with eager attention."""
    from transformers import LlamaConfig, LlamaForCausalLM

    c = model.config
    twin = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=c.vocab_size, max_position_embeddings=c.max_len, hidden_size=c.d_model,
            num_hidden_layers=c.n_layer, num_attention_heads=c.n_head, num_key_value_heads=c.n_kv_head,
            intermediate_size=c.d_ff, rms_norm_eps=c.norm_eps, tie_word_embeddings=c.tie_embeddings,
            attn_implementation="eager", bos_token_id=None, eos_token_id=None, pad_token_id=None,
        )
    ).eval()  # fmt: skip
    weights = {"model.embed_tokens.weight": model.wte.weight, "model.norm.weight": model.ln_f.weight}
    for at, block in enumerate(model.blocks):
        sizes = [c.n_head * c.head_dim, c.n_kv_head * c.head_dim, c.n_kv_head * c.head_dim]
        q, k, v = block.attn.qkv.weight.split(sizes)
        parts = {
            "input_layernorm": block.ln_1.weight, "post_attention_layernorm": block.ln_2.weight,
            "self_attn.q_proj": q, "self_attn.k_proj": k, "self_attn.v_proj": v,
            "self_attn.o_proj": block.attn.out.weight, "mlp.gate_proj": block.mlp.gate.weight,
            "mlp.up_proj": block.mlp.up.weight, "mlp.down_proj": block.mlp.down.weight,
        }  # fmt: skip
        weights |= {f"model.layers.{at}.{name}.weight": part for name, part in parts.items()}
    return _filled(twin, weights | {"lm_head.weight": model.lm_head.weight}, model)


def twin_of(name: str, model: Decoder) -> torch.nn.Module | None:
    """The network of this name in transformers, None where it has none."""
    if name.startswith("mha-learned-layernorm"):
        return as_gpt2(model)
    return as_llama(model) if "-rope-rmsnorm-" in name else None


def _filled(twin: torch.nn.Module, weights: dict[str, torch.Tensor], model: Decoder) -> torch.nn.Module:
    found = twin.load_state_dict({name: part.detach().clone() for name, part in weights.items()}, strict=False)
    assert not found.unexpected_keys
    assert all("rotary" in name or "masked_bias" in name or ".attn.bias" in name for name in found.missing_keys)
    return twin.to(model.dtype)
