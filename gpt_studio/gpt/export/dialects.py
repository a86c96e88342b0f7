"""A config.json of Hugging Face for any network: each family is asked, and believed where it reads the same network.

The inverse of checkpoints/families. Written in the dialect of transformers 4, which 5 reads, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gpt_studio.gpt.checkpoints.configs import GPT2, config_from_json, config_to_json, is_gpt2
from gpt_studio.gpt.checkpoints.fields import Json
from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.protocol.errors import StudioError

from .sameness import differences

ACTIVATIONS = {"gelu": "gelu", "gelu_tanh": "gelu_pytorch_tanh", "silu": "silu", "relu": "relu"}


@dataclass(frozen=True)
class Dialect:
    """A config.json, and the network that it describes, which may keep its gains in another way."""

    found: Json
    config: DecoderConfig


def dialect_of(config: DecoderConfig, family: str) -> Dialect | None:
    """The config.json of the first family, `family` before all others, that computes this very network.

    None where there is none.
    """
    if is_gpt2(config):
        found = config_to_json(config, "float32", None)
        return Dialect(found, config_from_json(found))
    for kind in sorted(_FAMILIES, key=lambda kind: kind != family):
        name, write = _FAMILIES[kind]
        try:
            found = {"architectures": [name], "model_type": kind, **_common(config), **write(config)}
            read = config_from_json(dict(found))
        except StudioError:
            continue
        if not differences(config, read):
            return Dialect(found, read)
    return None


def _common(c: DecoderConfig) -> Json:
    return {
        "vocab_size": c.vocab_size, "hidden_size": c.d_model, "intermediate_size": c.d_ff,
        "num_hidden_layers": c.n_layer, "num_attention_heads": c.n_head, "num_key_value_heads": c.n_kv_head,
        "head_dim": c.head_dim, "max_position_embeddings": c.max_len, "hidden_act": ACTIVATIONS[c.activation],
        "tie_word_embeddings": c.tie_embeddings, "rms_norm_eps": c.norm_eps, **_rope(c.rope, c.head_dim),
    }  # fmt: skip


def _rope(rope: Rope | None, head_dim: int) -> Json:
    if rope is None:
        return {}
    share = rope.dim / head_dim
    if int(head_dim * share) != rope.dim:
        share = (rope.dim + 0.5) / head_dim
    part = {} if rope.dim == head_dim else {"partial_rotary_factor": share}
    return {"rope_theta": rope.theta, "rope_scaling": _scaling(rope), **part}


def _scaling(r: Rope) -> Json | None:
    kept = {"original_max_position_embeddings": r.original_len} if r.original_len else {}
    match r.scaling:
        case "linear":
            own: Json = {}
        case "dynamic":
            own = kept
        case "llama3":
            own = kept | {"low_freq_factor": r.low_freq_factor, "high_freq_factor": r.high_freq_factor}
        case "yarn":
            own = kept | {
                "attention_factor": r.amplitude, "beta_fast": r.beta_fast, "beta_slow": r.beta_slow,
                "truncate": r.truncate,
            }  # fmt: skip
        case "longrope":
            factors = {"short_factor": list(r.short_factors), "long_factor": list(r.long_factors)}
            own = kept | {"attention_factor": r.amplitude} | factors
        case _:
            return None
    return {"rope_type": r.scaling, "factor": r.factor, **own}


def _biases(c: DecoderConfig) -> Json:
    return {"attention_bias": c.qkv_bias and c.out_bias, "mlp_bias": c.mlp_bias}


def _window(c: DecoderConfig) -> Json:
    return {"sliding_window": max(c.windows, default=0) or None}


def _some_windows(c: DecoderConfig) -> Json:
    kinds = ["sliding_attention" if c.window(layer) else "full_attention" for layer in range(c.n_layer)]
    first = kinds.index("sliding_attention") if "sliding_attention" in kinds else c.n_layer
    return _window(c) | {
        "use_sliding_window": bool(c.windows), "max_window_layers": first, "layer_types": kinds if c.windows else None
    }  # fmt: skip


def _layer_norm(c: DecoderConfig) -> Json:
    return {"layer_norm_eps": c.norm_eps}


def _llama(c: DecoderConfig) -> Json:
    return _biases(c)


def _qwen(c: DecoderConfig) -> Json:
    return _some_windows(c) | _biases(c)


def _smollm3(c: DecoderConfig) -> Json:
    return _qwen(c) | {"no_rope_layers": [int(layer not in c.no_rope_layers) for layer in range(c.n_layer)]}


def _gpt_neox(c: DecoderConfig) -> Json:
    turned = {} if c.rope is None else {"rotary_pct": _rope(c.rope, c.head_dim).get("partial_rotary_factor", 1.0),
                                        "rotary_emb_base": c.rope.theta}  # fmt: skip
    return _layer_norm(c) | turned | {
        "use_parallel_residual": c.residual == "parallel", "attention_bias": c.qkv_bias and c.out_bias
    }  # fmt: skip


def _gemma(c: DecoderConfig) -> Json:
    return {"hidden_activation": ACTIVATIONS[c.activation], "attention_bias": c.qkv_bias and c.out_bias}


def _gemma2(c: DecoderConfig) -> Json:
    return _gemma(c) | _windows_of_gemma(c) | {
        "attn_logit_softcapping": c.softcap or None, "final_logit_softcapping": c.final_softcap or None
    }  # fmt: skip


def _gemma3(c: DecoderConfig) -> Json:
    local = c.local_rope.theta if c.local_rope is not None else 10_000.0
    return _gemma(c) | _windows_of_gemma(c) | {
        "rope_local_base_freq": local, "final_logit_softcapping": c.final_softcap or None
    }  # fmt: skip


def _windows_of_gemma(c: DecoderConfig) -> Json:
    kinds = ["sliding_attention" if c.window(layer) else "full_attention" for layer in range(c.n_layer)]
    size = max(c.windows, default=0) or c.max_len
    return {"sliding_window": size, "layer_types": kinds, "query_pre_attn_scalar": round(c.scale**-2)}


def _phi(c: DecoderConfig) -> Json:
    return _layer_norm(c) | {"qk_layernorm": c.qk_norm == "head"}


def _phi3(c: DecoderConfig) -> Json:
    original = c.rope.original_len if c.rope is not None and c.rope.original_len else c.max_len
    return _window(c) | {"original_max_position_embeddings": original}


def _stablelm(c: DecoderConfig) -> Json:
    return _layer_norm(c) | {
        "use_qkv_bias": c.qkv_bias, "qk_layernorm": c.qk_norm == "each",
        "use_parallel_residual": c.residual == "parallel_shared",
    }  # fmt: skip


def _starcoder2(c: DecoderConfig) -> Json:
    return _window(c) | {"norm_epsilon": c.norm_eps, "use_bias": c.qkv_bias and c.out_bias and c.mlp_bias}


def _granite(c: DecoderConfig) -> Json:
    return _biases(c) | {
        "embedding_multiplier": c.embed_scale, "attention_multiplier": c.scale,
        "residual_multiplier": c.residual_scale, "logits_scaling": 1 / c.logit_scale,
    }  # fmt: skip


_FAMILIES: dict[str, tuple[str, Callable[[DecoderConfig], Json]]] = {
    "llama": ("LlamaForCausalLM", _llama),
    "mistral": ("MistralForCausalLM", _window),
    "qwen2": ("Qwen2ForCausalLM", _qwen),
    "qwen3": ("Qwen3ForCausalLM", _qwen),
    "smollm3": ("SmolLM3ForCausalLM", _smollm3),
    "gpt_neox": ("GPTNeoXForCausalLM", _gpt_neox),
    "gemma": ("GemmaForCausalLM", _gemma),
    "gemma2": ("Gemma2ForCausalLM", _gemma2),
    "gemma3_text": ("Gemma3ForCausalLM", _gemma3),
    "phi": ("PhiForCausalLM", _phi),
    "phi3": ("Phi3ForCausalLM", _phi3),
    "stablelm": ("StableLmForCausalLM", _stablelm),
    "starcoder2": ("Starcoder2ForCausalLM", _starcoder2),
    "olmo2": ("Olmo2ForCausalLM", _llama),
    "granite": ("GraniteForCausalLM", _granite),
}
KINDS = (GPT2, *_FAMILIES)
