"""config.json: Hugging Face's dialects, and our own for networks that they cannot express. No torch here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import naming, read_object, shown
from gpt_studio.protocol.errors import StudioError

from .families import FAMILIES, REFUSED
from .families.reading import only
from .fields import Json, cannot, count, fraction, part, switch, word
from .own import OWN, own_from_json, own_to_json

__all__ = ["BIASES", "GPT2", "OWN", "config_from_json", "config_to_json", "is_gpt2"]

GPT2 = "gpt2"
BIASES = ("norm_bias", "qkv_bias", "out_bias", "mlp_bias")

_ACTIVATIONS = {"gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "gelu": "gelu"}
_ACTIVATION_NAMES = {"gelu_tanh": "gelu_new", "gelu": "gelu"}
# GPT-2's own numbers, which a config.json may leave out
_GPT2_SIZES = {"vocab_size": 50257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12}
# switches of the GPT-2 dialect that change the arithmetic, with the only value that this network computes
_ONLY = {
    "scale_attn_weights": True,
    "scale_attn_by_inverse_layer_idx": False,
    "reorder_and_upcast_attn": False,
    "add_cross_attention": False,
}


def config_from_json(source: Json | Path, name: str = "config.json") -> DecoderConfig:
    """The network that a config.json (its path, or what it holds) describes. `name` stands in messages.

    Raises StudioError for a model_type or a switch that this version cannot run exactly, and for broken values.
    """
    if isinstance(source, Path):
        return config_from_json(read_object(source.parent, source.name), str(source))
    with naming(name):
        kind = source.get("model_type")
        _refuse_quantised(source)
        if kind in (OWN, GPT2):
            return own_from_json(source) if kind == OWN else _gpt2(source)
        if not isinstance(kind, str) or kind not in FAMILIES:
            raise _unknown(source)
        return FAMILIES[kind].read(source)


def _refuse_quantised(source: Json) -> None:
    if source.get("quantization_config") is None:
        return
    scheme = part(source, "quantization_config").get("quant_method")
    raise StudioError(
        "unsupported", "its weights are quantised in a way that this version cannot run exactly",
        expected="no quantization_config", found=f"one of {shown(scheme)}" if isinstance(scheme, str) else "one",
        remedy="Take the model's folder before it was quantised, or a GGUF file of it",
    )  # fmt: skip


def _unknown(source: Json) -> StudioError:
    kind = source.get("model_type")
    if kind is None:
        found, why = "no model_type", "it does not say what it is"
    else:
        found = f"model_type {shown(kind)}"
        why = (REFUSED.get(kind) if isinstance(kind, str) else None) or _without_a_map(source)
    return StudioError(
        "unsupported", f"this family cannot be run: {why}",
        expected=f"model_type {', '.join((GPT2, *FAMILIES))}", found=found,
    )  # fmt: skip


def _without_a_map(source: Json) -> str:
    if source.get("auto_map"):
        return "it brings code of its own, and code of a model folder is never run"
    return "this version does not know its network"


def _gpt2(found: Json) -> DecoderConfig:
    only(found, **_ONLY)
    sizes = {key: count(found, key, default) for key, default in _GPT2_SIZES.items()}
    activation = word(found, "activation_function", "gelu_new")
    if activation not in _ACTIVATIONS:
        raise cannot("activation_function", " or ".join(_ACTIVATIONS), activation)
    width = sizes["n_embd"]
    biases = _biases(found)
    return DecoderConfig(
        vocab_size=sizes["vocab_size"],
        n_layer=sizes["n_layer"],
        n_head=sizes["n_head"],
        d_model=width,
        max_len=sizes["n_positions"],
        d_ff=4 * width if found.get("n_inner") is None else count(found, "n_inner", 0),
        norm_eps=fraction(found, "layer_norm_epsilon", 1e-5),
        activation=_ACTIVATIONS[activation],
        tie_embeddings=switch(found, "tie_word_embeddings", True),
        dropout=fraction(found, "resid_pdrop", 0.1),
        norm_bias=biases["norm_bias"],
        qkv_bias=biases["qkv_bias"],
        out_bias=biases["out_bias"],
        mlp_bias=biases["mlp_bias"],
    )


def _biases(found: Json) -> dict[str, bool]:
    own = part(found, OWN)
    return {bias: switch(own, bias, True) for bias in BIASES}


def config_to_json(config: DecoderConfig, dtype: str, eos: int | None) -> Json:
    """The config.json of a network: the GPT-2 dialect where that can express it, else our own."""
    if not is_gpt2(config):
        return own_to_json(config, dtype, eos)
    found: Json = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": GPT2,
        "vocab_size": config.vocab_size,
        "n_positions": config.max_len,
        "n_embd": config.d_model,
        "n_layer": config.n_layer,
        "n_head": config.n_head,
        "n_inner": config.d_ff,
        "activation_function": _ACTIVATION_NAMES[config.activation],
        "layer_norm_epsilon": config.norm_eps,
        "resid_pdrop": config.dropout,
        "embd_pdrop": config.dropout,
        "attn_pdrop": config.dropout,
        "tie_word_embeddings": config.tie_embeddings,
        "bos_token_id": eos,
        "eos_token_id": eos,
        "dtype": dtype,
    }
    absent = {bias: False for bias in BIASES if not getattr(config, bias)}
    return found | ({OWN: absent} if absent else {})


def is_gpt2(config: DecoderConfig) -> bool:
    """Whether Hugging Face's GPT-2 can compute this network (absent biases are zeros there)."""
    neutral = DecoderConfig(config.vocab_size, config.n_layer, config.n_head, config.d_model, config.max_len)
    free = {name: getattr(config, name) for name in ("d_ff", "norm_eps", "tie_embeddings", "dropout", *BIASES)}
    return config.activation in _ACTIVATION_NAMES and config == replace(neutral, activation=config.activation, **free)
