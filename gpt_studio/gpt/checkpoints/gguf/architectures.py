"""GGUF's architectures as switches of the one decoder, from the metadata and from which tensors are there. No torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.folder import naming, shown
from gpt_studio.protocol.errors import StudioError

from .metadata import GGUF
from .not_run import NOT_RUN
from .rotation import rope_of

Switches = dict[str, Any]
MOST_LAYERS = 1000
# What files do not say: how often a layer sees all, or is not rotated; the base of Gemma 3's layers with a window
_GEMMA3_LOCAL_THETA = 10_000.0
_GEMMA2_PERIOD, _GEMMA3_PERIOD, _OLMO3_PERIOD, _SMOLLM3_PERIOD = 2, 6, 4, 4


@dataclass(frozen=True)
class Architecture:
    """`family` is transformers' model_type; `permuted`: rows of q and k are interleaved in the file."""

    family: str
    switches: Callable[[GGUF], Switches]
    permuted: bool = False


def architecture_of(file: GGUF) -> Architecture:
    """What the file's architecture is here. Raises StudioError for one that this version does not run."""
    name, kind = file.architecture, file.text("general.type")
    reason = "" if kind in (None, "model") else f"the file is no model but a part: {shown(kind)}"
    if not reason and name not in _ARCHITECTURES:
        reason = next((reason for reason, names in NOT_RUN.items() if name in names), "its network is not known here")
    if not reason and file.count(f"{name}.expert_count", 0):
        reason = f"the network mixes {file.count(f'{name}.expert_count')} experts"
    if reason:
        raise StudioError(
            "unsupported", f"{file.path} is not run by this version: {reason}",
            expected=f"general.architecture {', '.join(_ARCHITECTURES)}", found=shown(name) or "none",
        )  # fmt: skip
    return _ARCHITECTURES[name]


def config_of(file: GGUF) -> DecoderConfig:
    """The decoder that a file describes. Raises StudioError naming the file."""
    with naming(file.path):
        architecture = architecture_of(file)
        embedding = file.header.tensors.get("token_embd.weight")
        if embedding is None or len(embedding.shape) != 2:
            raise StudioError("damaged", "token_embd.weight is broken", expected="a matrix", found="none")
        sizes: Switches = {"vocab_size": embedding.shape[0]} | _sizes(file)
        biases: Switches = {
            "norm_bias": "output_norm.bias" in file.header.tensors,
            "qkv_bias": _has(file, "attn_qkv.bias", "attn_q.bias"),
            "out_bias": _has(file, "attn_output.bias"),
            "mlp_bias": _has(file, "ffn_down.bias"),
            "lm_head_bias": "output.bias" in file.header.tensors,
            "tie_embeddings": "output.weight" not in file.header.tensors,
        }
        return DecoderConfig(**(sizes | biases | architecture.switches(file)))


def _sizes(file: GGUF) -> Switches:
    a = file.architecture
    heads = _same_in_all_layers(file, f"{a}.attention.head_count", 0)
    width = file.count(f"{a}.embedding_length")
    head_dim = file.count(f"{a}.attention.key_length", width // max(heads, 1))
    if file.count(f"{a}.attention.value_length", head_dim) != head_dim:
        raise file.broken(f"{a}.attention.value_length", "the length of the keys", "another one")
    return {
        "n_layer": file.count(f"{a}.block_count"),
        "n_head": heads,
        "n_kv_head": _same_in_all_layers(file, f"{a}.attention.head_count_kv", heads),
        "d_model": width,
        "d_ff": _same_in_all_layers(file, f"{a}.feed_forward_length", 0),
        "head_dim": head_dim,
        "max_len": file.count(f"{a}.context_length"),
    }


def _same_in_all_layers(file: GGUF, key: str, default: int) -> int:
    """A count that may be given once, or for each layer; layers that differ are refused."""
    values = file.header.metadata.get(key)
    if not isinstance(values, tuple):
        return file.count(key, default)
    if len(set(values)) != 1 or type(values[0]) is not int:
        raise StudioError("unsupported", f"{key} is not the same in all layers", expected="one number", found="several")
    return values[0]


def _has(file: GGUF, *names: str) -> bool:
    return any(f"blk.0.{name}" in file.header.tensors for name in names)


def _rms(file: GGUF) -> Switches:
    eps = file.number(f"{file.architecture}.attention.layer_norm_rms_epsilon")
    return {"norm": "rms", "norm_bias": False, "norm_eps": eps}


def _layer_norm(file: GGUF) -> Switches:
    return {"norm": "layer", "norm_eps": file.number(f"{file.architecture}.attention.layer_norm_epsilon", 1e-5)}


def _rotated(file: GGUF) -> Switches:
    return {"position": "rope", "rope": rope_of(file, _sizes(file)["head_dim"])}


def _windowed(file: GGUF, period: int = 0) -> Switches:
    """Windows of the layers, where the file has a window; the last of each `period` sees all (0: none does).

    A period, or for each layer whether it has a window, may stand in the file.
    """
    key = f"{file.architecture}.attention.sliding_window"
    window, layers = file.count(key, 0), file.count(f"{file.architecture}.block_count")
    if not window or layers > MOST_LAYERS:
        return {}
    pattern = file.header.metadata.get(f"{key}_pattern")
    if isinstance(pattern, tuple):
        if len(pattern) != layers or not all(one in (0, 1) for one in pattern):
            raise file.broken(f"{key}_pattern", f"true or false for each of {layers} layers", len(pattern))
        return {"windows": tuple(window if has_one else 0 for has_one in pattern)}
    period = file.count(f"{key}_pattern", period)
    return {"windows": tuple(0 if period and layer % period == period - 1 else window for layer in range(layers))}


def _local_rope(file: GGUF, base: float) -> Rope:
    """The rotation in layers with a window, which is never stretched; the file need not say its base."""
    a = f"{file.architecture}.rope"
    dim = file.count(f"{a}.dimension_count", _sizes(file)["head_dim"])
    return Rope(file.count(f"{a}.dimension_count_swa", dim), file.number(f"{a}.freq_base_swa", base))


def _llama(file: GGUF) -> Switches:
    head = {"qk_norm": "head"} if _has(file, "attn_q_norm.weight") else {}
    return _rms(file) | _rotated(file) | {"mlp": "gated", "activation": "silu"} | head | _windowed(file)


def _smollm3(file: GGUF) -> Switches:
    layers = min(file.count("smollm3.block_count"), MOST_LAYERS)
    return _llama(file) | {"no_rope_layers": tuple(range(_SMOLLM3_PERIOD - 1, layers, _SMOLLM3_PERIOD))}


def _granite(file: GGUF) -> Switches:
    """What the logits are divided by stands in the file."""
    return _llama(file) | {
        "attention_scale": file.number("granite.attention.scale", 0.0),
        "embed_scale": file.number("granite.embedding_scale", 1.0),
        "residual_scale": file.number("granite.residual_scale", 1.0),
        "logit_scale": 1.0 / (file.number("granite.logit_scale", 1.0) or 1.0),
    }


def _gpt2(file: GGUF) -> Switches:
    return _layer_norm(file) | {"position": "learned", "activation": "gelu_tanh"}


def _gemma(file: GGUF) -> Switches:
    """The file's gains are already 1 more."""
    scale = math.sqrt(file.count(f"{file.architecture}.embedding_length"))
    return _rms(file) | _rotated(file) | {"mlp": "gated", "activation": "gelu_tanh", "embed_scale": scale}


def _gemma2(file: GGUF) -> Switches:
    caps = {
        "softcap": file.number("gemma2.attn_logit_softcapping", 50.0),
        "final_softcap": file.number("gemma2.final_logit_softcapping", 30.0),
    }
    windows = _windowed(file, _GEMMA2_PERIOD)
    return _gemma(file) | {"norm_place": "sandwich", "attention_scale": _gemma_scale(file, 46)} | caps | windows


def _gemma3(file: GGUF) -> Switches:
    return _gemma(file) | _windowed(file, _GEMMA3_PERIOD) | {
        "norm_place": "sandwich", "qk_norm": "head", "local_rope": _local_rope(file, _GEMMA3_LOCAL_THETA),
        "attention_scale": _gemma_scale(file, 62), "final_softcap": file.number("gemma3.final_logit_softcapping", 0.0),
    }  # fmt: skip


def _gemma_scale(file: GGUF, largest: int) -> float:
    """1/√D, but the family's largest model (by its layers) takes the width per head, which the file does not say."""
    sizes = _sizes(file)
    if sizes["n_layer"] == largest and sizes["n_head"]:
        return (sizes["d_model"] / sizes["n_head"]) ** -0.5
    return max(sizes["head_dim"], 1) ** -0.5


def _phi3(file: GGUF) -> Switches:
    return _rms(file) | _rotated(file) | {"mlp": "gated", "activation": "silu"} | _windowed(file)


def _phi2(file: GGUF) -> Switches:
    return _layer_norm(file) | _rotated(file) | {"residual": "parallel_shared", "activation": "gelu_tanh"}


def _gptneox(file: GGUF) -> Switches:
    parallel = file.flag("gptneox.use_parallel_residual", True)
    residual = {"residual": "parallel" if parallel else "sequential"}
    return _layer_norm(file) | _rotated(file) | residual | {"activation": "gelu"}


def _stablelm(file: GGUF) -> Switches:
    if file.flag("stablelm.use_parallel_residual", False) != (not _has(file, "ffn_norm.weight")):
        raise file.broken("stablelm.use_parallel_residual", "a norm before the second half, or none", "the other")
    residual = {} if _has(file, "ffn_norm.weight") else {"residual": "parallel_shared"}
    head = {"qk_norm": "each"} if _has(file, "attn_q_norm.weight") else {}
    return _layer_norm(file) | _rotated(file) | residual | head | {"mlp": "gated", "activation": "silu"}


def _starcoder2(file: GGUF) -> Switches:
    return _layer_norm(file) | _rotated(file) | {"activation": "gelu_tanh"} | _windowed(file)


def _olmo2(file: GGUF) -> Switches:
    """With a window the file is of an OLMo 3: three layers with it, one without, and only this one is stretched."""
    windows = _windowed(file, _OLMO3_PERIOD)
    local = {"local_rope": _local_rope(file, file.number("olmo2.rope.freq_base", 10_000.0))} if windows else {}
    return _llama(file) | {"norm_place": "post", "qk_norm": "full"} | windows | local


_ARCHITECTURES = {
    "llama": Architecture("llama", _llama, permuted=True),
    "gpt2": Architecture("gpt2", _gpt2),
    "qwen2": Architecture("qwen2", _llama),
    "qwen3": Architecture("qwen3", _llama),
    "gemma": Architecture("gemma", _gemma),
    "gemma2": Architecture("gemma2", _gemma2),
    "gemma3": Architecture("gemma3_text", _gemma3),
    "phi3": Architecture("phi3", _phi3),
    "phi2": Architecture("phi", _phi2),
    "gptneox": Architecture("gpt_neox", _gptneox),
    "stablelm": Architecture("stablelm", _stablelm),
    "starcoder2": Architecture("starcoder2", _starcoder2),
    "olmo2": Architecture("olmo2", _olmo2),
    "smollm3": Architecture("smollm3", _smollm3, permuted=True),
    "granite": Architecture("granite", _granite, permuted=True),
}
