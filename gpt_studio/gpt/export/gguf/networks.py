"""What an architecture of GGUF is called and can hold: which biases, which head, which tensors are one, which keys.

As llama.cpp reads them (src/llama-model.cpp), for the architectures that checkpoints/gguf reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch

from gpt_studio.gpt.checkpoints.gguf.rotation import FACTORS, LONG, SHORT
from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.rope import frequencies

from .values import Value

BIASES = ("qkv_bias", "out_bias", "mlp_bias", "lm_head_bias")
Keys = dict[str, Value]


@dataclass(frozen=True)
class Architecture:
    """`must` and `may` are biases that its files always have (zeros where the network has none) and may have.

    `head`: own (always written) | tied (never) | either. `fused`: queries, keys and values are one tensor; `gate_up`:
    so are gate and up. `permuted`: rows of queries and keys are interleaved in each head. `close`: its GELU may stand
    for the other form of GELU. `qk_norm`: it has norms of queries and keys. `windowed`: llama.cpp obeys its windows.
    """

    name: str
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    head: str = "either"
    fused: bool = False
    gate_up: bool = False
    permuted: bool = False
    close: bool = False
    qk_norm: bool = False
    windowed: bool = False

    def written(self, config: DecoderConfig) -> DecoderConfig:
        """The network as its file describes it: with biases of zeros, with a copy of a tied head, gains whole."""
        tied = {"own": False, "tied": True}.get(self.head, config.tie_embeddings)
        added = dict.fromkeys(self.must, True)
        return replace(config, norm_offset=False, tie_embeddings=tied or False, **added)

    def lacks(self, config: DecoderConfig) -> list[str]:
        """What the network has and the architecture has no place for."""
        found = [bias for bias in BIASES if getattr(config, bias) and bias not in self.must + self.may]
        if (config.norm == "layer" and not config.norm_bias) != ("norm_bias" in self.must and not config.norm_bias):
            found.append("norm_bias")
        if config.qk_norm != "none" and not self.qk_norm:
            found.append("qk_norm")
        return found + (["tie_embeddings"] if self.head == "tied" and not config.tie_embeddings else [])


_ALL = ("qkv_bias", "out_bias", "mlp_bias")
_KNOWN = (
    Architecture("llama", may=_ALL, permuted=True),
    Architecture("gpt2", must=("norm_bias", *_ALL), fused=True, close=True),
    Architecture("qwen2", must=("qkv_bias",)),
    Architecture("qwen3", qk_norm=True),
    Architecture("gemma", head="tied"),
    Architecture("gemma2", head="tied", windowed=True),
    Architecture("gemma3", qk_norm=True, windowed=True),
    Architecture("phi3", fused=True, gate_up=True),
    Architecture("phi2", must=(*_ALL, "lm_head_bias"), head="own", fused=True, close=True),
    Architecture("gptneox", must=_ALL, head="own", fused=True, close=True),
    Architecture("stablelm", may=("qkv_bias",), head="own", qk_norm=True),
    Architecture("starcoder2", may=_ALL, close=True),
    Architecture("olmo2", head="own", qk_norm=True, windowed=True),
    Architecture("smollm3", permuted=True),
    Architecture("granite", may=("mlp_bias",), permuted=True),
)
ARCHITECTURES = {architecture.name: architecture for architecture in _KNOWN}
_OF_FAMILY = {
    "mistral": "llama", "gemma3_text": "gemma3", "phi": "phi2", "gpt_neox": "gptneox", "nanogpt": "gpt2",
    "mingpt": "gpt2", "llama2c": "llama",
}  # fmt: skip


def candidates(family: str) -> list[Architecture]:
    """The architectures that may hold a network, that of its family first."""
    first = _OF_FAMILY.get(family, family)
    return sorted(_KNOWN, key=lambda architecture: architecture.name != first)


def keys_of(architecture: Architecture, c: DecoderConfig) -> Keys:
    """The metadata of a network."""
    a = architecture.name
    eps = "layer_norm_epsilon" if c.norm == "layer" else "layer_norm_rms_epsilon"
    found: Keys = {
        f"{a}.context_length": c.max_len, f"{a}.embedding_length": c.d_model, f"{a}.block_count": c.n_layer,
        f"{a}.feed_forward_length": c.d_ff, f"{a}.attention.head_count": c.n_head,
        f"{a}.attention.head_count_kv": c.n_kv_head, f"{a}.attention.{eps}": c.norm_eps,
        f"{a}.vocab_size": c.vocab_size,
    }  # fmt: skip
    if c.head_dim * c.n_head != c.d_model or a.startswith("gemma"):
        found |= {f"{a}.attention.key_length": c.head_dim, f"{a}.attention.value_length": c.head_dim}
    if any(c.windows):
        found[f"{a}.attention.sliding_window"] = max(c.windows)
    if c.softcap:
        found[f"{a}.attn_logit_softcapping"] = c.softcap
    if c.final_softcap:
        found[f"{a}.final_logit_softcapping"] = c.final_softcap
    if a == "gptneox":
        found[f"{a}.use_parallel_residual"] = c.residual == "parallel"
    elif a == "stablelm":
        found[f"{a}.use_parallel_residual"] = c.residual == "parallel_shared"
    elif a == "granite":
        found |= {
            f"{a}.attention.scale": c.scale, f"{a}.embedding_scale": c.embed_scale,
            f"{a}.residual_scale": c.residual_scale, f"{a}.logit_scale": 1 / c.logit_scale,
        }  # fmt: skip
    return found | (_rope_keys(f"{a}.rope", c.rope, c) if c.rope is not None else {})


def _rope_keys(a: str, r: Rope, c: DecoderConfig) -> Keys:
    found: Keys = {f"{a}.dimension_count": r.dim, f"{a}.freq_base": float(r.theta)}
    if r.scaling == "linear":
        found |= {f"{a}.scaling.type": "linear", f"{a}.scaling.factor": float(r.factor)}
    elif r.scaling == "yarn":
        stretch = 0.1 * math.log(r.factor) + 1 if r.factor > 1 else 1.0
        found |= {
            f"{a}.scaling.type": "yarn", f"{a}.scaling.factor": float(r.factor),
            f"{a}.scaling.original_context_length": r.original_len, f"{a}.scaling.attn_factor": r.amplitude / stretch,
            f"{a}.scaling.yarn_beta_fast": r.beta_fast, f"{a}.scaling.yarn_beta_slow": r.beta_slow,
        }  # fmt: skip
    elif r.scaling == "longrope" and not _one_table(r, c):
        found |= {
            f"{a}.scaling.type": "longrope", f"{a}.scaling.original_context_length": r.original_len,
            f"{a}.scaling.attn_factor": r.amplitude,
        }  # fmt: skip
    return found


def rope_tensors(c: DecoderConfig) -> dict[str, tuple[float, ...]]:
    """The little tensors by which frequencies are divided, where a network has such."""
    r = c.rope
    if r is None or r.scaling not in ("llama3", "longrope"):
        return {}
    if r.scaling == "llama3":
        plain = frequencies(replace(r, scaling="none"))
        return {FACTORS: tuple((plain.double() / frequencies(r).double()).to(torch.float32).tolist())}
    if _one_table(r, c):
        return {FACTORS: r.short_factors}
    return {LONG: r.long_factors, SHORT: r.short_factors}


def _one_table(r: Rope, c: DecoderConfig) -> bool:
    """Whether longrope's factors are the same for texts of any length."""
    same = r.short_factors == r.long_factors or r.original_len >= c.max_len
    return same and r.amplitude == 1.0
