"""Switches that the families' config.json files name alike, in the dialects of transformers 4 and 5."""

from __future__ import annotations

import math
from typing import Any

from gpt_studio.gpt.checkpoints.fields import (
    Json,
    broken,
    cannot,
    count,
    fraction,
    listed_values,
    number,
    part,
    switch,
    word,
)  # fmt: skip
from gpt_studio.gpt.config import DecoderConfig, Rope

ACTIVATIONS = {
    "gelu": "gelu", "gelu_python": "gelu", "gelu_new": "gelu_tanh", "gelu_fast": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh", "silu": "silu", "swish": "silu", "relu": "relu",
}  # fmt: skip
MOST_LAYERS = 1_000
SIZES = {
    "vocab_size": "vocab_size", "n_layer": "num_hidden_layers", "n_head": "num_attention_heads",
    "d_model": "hidden_size", "max_len": "max_position_embeddings",
}  # fmt: skip


def sizes(found: Json, **names: str) -> Json:
    """The sizes that every network has; `names` are those that this family calls otherwise."""
    return {ours: count(found, theirs) for ours, theirs in (SIZES | names).items()}


def layer_count(found: Json, key: str = "num_hidden_layers") -> int:
    """How many layers, bounded before lists of them are made."""
    layers = count(found, key)
    if layers > MOST_LAYERS:
        raise cannot(key, f"at most {MOST_LAYERS}", layers)
    return layers


def optional(found: Json, key: str, default: int) -> int:
    """A size that may be absent or null."""
    return default if found.get(key) is None else count(found, key)


def activation(found: Json, key: str, default: str) -> str:
    """Our name of an activation."""
    name = word(found, key, default)
    if name not in ACTIVATIONS:
        raise cannot(key, " or ".join(ACTIVATIONS), name)
    return ACTIVATIONS[name]


def only(found: Json, **values: Any) -> None:
    """Raise StudioError where a key has another value than the only one that this network computes."""
    for key, value in values.items():
        if found.get(key, value) != value:
            raise cannot(key, value, found[key])


def rotary(found: Json, *, norm: str = "rms", eps: str = "rms_norm_eps", **switches: Any) -> DecoderConfig:
    """A network with rotary positions, without biases; gated and with RMS norms unless `switches` say otherwise."""
    common = sizes(found)
    heads = common["n_head"]
    common["n_kv_head"] = optional(found, "num_key_value_heads", heads)
    common["head_dim"] = size = optional(found, "head_dim", common["d_model"] // heads)
    common["d_ff"] = count(found, "intermediate_size")
    neutral: Json = {
        "norm": norm, "norm_bias": norm == "layer", "norm_eps": fraction(found, eps, 1e-6), "position": "rope",
        "qkv_bias": False, "out_bias": False, "mlp": "gated", "mlp_bias": False,
        "tie_embeddings": switch(found, "tie_word_embeddings", False),
    }  # fmt: skip
    for key, value in (
        ("activation", lambda: activation(found, "hidden_act", "silu")),
        ("rope", lambda: rope(found, size)),
    ):
        if key not in switches:
            neutral[key] = value()
    return DecoderConfig(**(common | neutral | switches))


def windows(layers: int, size: int, sliding: list[bool] | None = None) -> tuple[int, ...]:
    """The window of each layer: `size` keys where `sliding` says so (None: everywhere); 0 is no window."""
    return tuple(size if slides else 0 for slides in (sliding or [True] * layers)) if size else ()


def layer_types(found: Json, layers: int, otherwise: list[bool]) -> list[bool]:
    """Which layers have a window: transformers 5 lists it, before it followed from other switches."""
    if found.get("layer_types") is None:
        return otherwise
    kinds = listed_values(found, "layer_types")
    if len(kinds) != layers:
        raise broken("layer_types", f"{layers} layers", len(kinds))
    for kind in kinds:
        if kind not in ("sliding_attention", "full_attention"):
            raise cannot("layer_types", "sliding_attention or full_attention", kind)
    return [kind == "sliding_attention" for kind in kinds]


def rope(
    found: Json,
    head_dim: int,
    *,
    theta: float = 10_000.0,
    share: float = 1.0,
    kind: str = "",
    aliases: Json | None = None,
) -> Rope:
    """The rotation of heads of `head_dim` numbers; `theta` and `share` (of each head) are the family's defaults.

    transformers 5 keeps all in rope_parameters (with one object for each `kind` of layer), 4 the base at the top and
    the rest in rope_scaling. `aliases` are names of scaling kinds that mean another.
    """
    held = part(found, "rope_scaling") or part(found, "rope_parameters")
    held = part(held, kind) if kind and kind in held else held
    name = word(held, "rope_type", word(held, "type", "default"))
    name = (aliases or {}).get(name, name)
    theta = _first("rope_theta", held, found, theta)
    share = _first("partial_rotary_factor", held, found, share)
    plain: Json = {"dim": int(head_dim * share), "theta": theta}
    if name not in _SCALINGS:
        raise cannot("rope_type", " or ".join(_SCALINGS), name)
    if name == "default":
        return Rope(**plain)
    longest = count(found, "max_position_embeddings")
    original = int(number(held, "original_max_position_embeddings", longest))
    if found.get("original_max_position_embeddings") is not None:
        original = count(found, "original_max_position_embeddings")
    if original < 2:
        raise broken("original_max_position_embeddings", "2 or more", original)
    factor = longest / original if held.get("factor") is None else number(held, "factor")
    return Rope(**plain, scaling=name, factor=factor, original_len=original, **_SCALINGS[name](held, factor, original))


def _first(key: str, held: Json, found: Json, default: float) -> float:
    return next((number(place, key) for place in (held, found) if place.get(key) is not None), default)


def _llama3(held: Json, factor: float, original: int) -> Json:
    return {key: number(held, key) for key in ("low_freq_factor", "high_freq_factor")}


def _yarn(held: Json, factor: float, original: int) -> Json:
    def grown(weight: float) -> float:
        return 0.1 * weight * math.log(factor) + 1 if factor > 1 else 1.0

    amplitude = grown(1.0)
    if held.get("attention_factor") is not None:
        amplitude = number(held, "attention_factor")
    elif held.get("mscale") and held.get("mscale_all_dim"):
        amplitude = grown(number(held, "mscale")) / grown(number(held, "mscale_all_dim"))
    return {
        "amplitude": amplitude,
        "beta_fast": number(held, "beta_fast") if held.get("beta_fast") else 32.0,
        "beta_slow": number(held, "beta_slow") if held.get("beta_slow") else 1.0,
        "truncate": switch(held, "truncate", True),
    }


def _longrope(held: Json, factor: float, original: int) -> Json:
    amplitude = math.sqrt(1 + math.log(factor) / math.log(original)) if factor > 1 else 1.0
    if held.get("attention_factor") is not None:
        amplitude = number(held, "attention_factor")
    factors = {key: listed_values(held, f"{key}_factor") for key in ("short", "long")}
    for key, values in factors.items():
        if not all(type(value) in (int, float) and abs(value) < 1e12 for value in values):
            raise broken(f"{key}_factor", "a list of numbers", values)
    return {"amplitude": amplitude} | {f"{key}_factors": tuple(map(float, values)) for key, values in factors.items()}


def _nothing(held: Json, factor: float, original: int) -> Json:
    return {}


_SCALINGS = {
    "default": _nothing, "linear": _nothing, "dynamic": _nothing, "llama3": _llama3, "yarn": _yarn,
    "longrope": _longrope,
}  # fmt: skip
