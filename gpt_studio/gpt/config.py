"""One decoder's switches, read from a checkpoint's own configuration. Sizes in counts, no torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gpt_studio.protocol.errors import StudioError


@dataclass(frozen=True)
class Rope:
    """Rotary positions (arXiv:2104.09864) of the first `dim` numbers of each head.

    layout: half (pairs i, i + dim/2) | interleaved (pairs 2i, 2i + 1). scaling: none | linear (by `factor`) |
    dynamic (none within the context) | llama3 | yarn (arXiv:2309.00071) | longrope (arXiv:2402.13753: frequencies
    divided by `short_factors`, or by `long_factors` in texts longer than `original_len`). `original_len` is the
    context before it was stretched; cosines and sines are multiplied by `amplitude`.
    """

    dim: int
    theta: float = 10_000.0
    layout: str = "half"
    scaling: str = "none"
    factor: float = 1.0
    original_len: int = 0
    amplitude: float = 1.0
    low_freq_factor: float = 1.0
    high_freq_factor: float = 4.0
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    truncate: bool = True
    short_factors: tuple[float, ...] = ()
    long_factors: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _check_choices(self, {"layout": ("half", "interleaved"), "scaling": ROPE_SCALINGS})
        if self.dim < 2 or self.dim % 2:
            raise _refused("the rotary part of a head", "an even number of 2 or more", self.dim)
        if not 1 < self.theta < 1e12:
            raise _refused("the base of the rotary frequencies", "a number above 1", self.theta)
        if self.factor <= 0 or self.amplitude <= 0:
            raise _refused("the factor of the rotary scaling", "a number above 0", min(self.factor, self.amplitude))
        if self.scaling in ("llama3", "yarn", "longrope") and self.original_len < 2:
            raise _refused("the original context of the rotary scaling", "2 or more", self.original_len)
        if self.scaling == "llama3" and self.low_freq_factor == self.high_freq_factor:
            raise _refused("the two frequencies of the llama3 scaling", "two numbers", self.low_freq_factor)
        for factors in (self.short_factors, self.long_factors):
            if self.scaling == "longrope" and (len(factors) != self.dim // 2 or min(factors) <= 0):
                raise _refused("the factors of longrope", f"{self.dim // 2} numbers above 0", len(factors))


@dataclass(frozen=True)
class DecoderConfig:
    """The switches of the one decoder. `max_len` is the most positions it was made for; 0 stands for "none" where no
    number is meant.

    norm: layer (LayerNorm, with or without `norm_bias`) | rms; `norm_offset`: gains are kept less 1;
    `norm_place` pre (x + f(norm(x))) | post (x + norm(f(x))) | sandwich (x + norm(f(norm(x)))).
    residual: sequential | parallel (both halves read the same x) | parallel_shared (and the same norm of it); what they
    write is multiplied by `residual_scale`.
    position: learned (rows from `position_offset` on) | rope | none; `rope` in all layers but `no_rope_layers`,
    `local_rope` in its place in layers with a window.
    attention: `attention_scale` (1/√D), `softcap` of its logits, `windows` of the layers in keys (none: all see all),
    qk_norm none | head | each (a gain for each head) | full (over all heads), before the rotation.
    mlp: plain | gated | none; activation: gelu (erf) | gelu_tanh | silu | relu.
    ends: embedding times `embed_scale`; logits times `logit_scale`, then bent by `final_softcap`.
    """

    vocab_size: int
    n_layer: int
    n_head: int
    d_model: int
    max_len: int
    d_ff: int = 0  # 0: four times d_model
    n_kv_head: int = 0  # 0: n_head
    head_dim: int = 0  # 0: d_model / n_head
    norm: str = "layer"
    norm_bias: bool = True
    norm_eps: float = 1e-5
    position: str = "learned"
    qkv_bias: bool = True
    out_bias: bool = True
    mlp: str = "plain"
    mlp_bias: bool = True
    activation: str = "gelu_tanh"
    tie_embeddings: bool = True
    dropout: float = 0.0
    norm_offset: bool = False
    norm_place: str = "pre"
    residual: str = "sequential"
    residual_scale: float = 1.0
    position_offset: int = 0
    rope: Rope | None = None
    local_rope: Rope | None = None
    no_rope_layers: tuple[int, ...] = ()
    qk_norm: str = "none"
    qk_norm_bias: bool = False
    attention_scale: float = 0.0
    softcap: float = 0.0
    windows: tuple[int, ...] = ()
    embed_scale: float = 1.0
    logit_scale: float = 1.0
    final_softcap: float = 0.0
    lm_head_bias: bool = False

    def __post_init__(self) -> None:
        if not self.head_dim and self.n_head > 0 and self.d_model % self.n_head:
            raise StudioError(
                "unsupported",
                "the width does not divide into the heads",
                expected=f"a multiple of {self.n_head}",
                found=str(self.d_model),
            )
        for name, value in (
            ("d_ff", 4 * self.d_model),
            ("n_kv_head", self.n_head),
            ("head_dim", self.d_model // max(self.n_head, 1)),
        ):
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        self._check_sizes()
        _check_choices(self, _CHOICES)
        self._check_numbers()
        self._check_layers()

    def _check_sizes(self) -> None:
        for name, limit in _LARGEST.items():
            value = getattr(self, name)
            if not 1 <= value <= limit:
                raise StudioError(
                    "unsupported", f"{name} of the network is out of range", expected=f"1 to {limit}", found=str(value)
                )
        if self.n_head % self.n_kv_head:
            raise StudioError(
                "unsupported",
                "query heads do not divide into key/value heads",
                expected=f"a divisor of {self.n_head}",
                found=str(self.n_kv_head),
            )

    def _check_numbers(self) -> None:
        for name in ("residual_scale", "embed_scale", "logit_scale"):
            if not 0 < getattr(self, name) < math.inf:
                raise _refused(name, "a number above 0", getattr(self, name))
        for name in ("attention_scale", "softcap", "final_softcap"):
            if not 0 <= getattr(self, name) < math.inf:
                raise _refused(name, "a number above 0, or 0 for none", getattr(self, name))
        if not 0 <= self.position_offset <= 1024:
            raise _refused("position_offset", "0 to 1024", self.position_offset)
        if self.norm == "rms" and (self.norm_bias or self.qk_norm_bias):
            raise _refused("norm_bias of an RMS norm", "false", True)
        if self.norm == "layer" and (self.norm_offset or self.qk_norm == "full"):
            raise _refused("norm", "rms where gains are kept less 1, or queries normed over all heads", self.norm)

    def _check_layers(self) -> None:
        if self.windows and (len(self.windows) != self.n_layer or min(self.windows) < 0):
            raise _refused("windows", f"a size, or 0, for each of {self.n_layer} layers", len(self.windows))
        if any(not 0 <= layer < self.n_layer for layer in self.no_rope_layers):
            raise _refused("no_rope_layers", f"layers 0 to {self.n_layer - 1}", max(self.no_rope_layers))
        if (self.position == "rope") != (self.rope is not None):
            raise _refused("rope", "rotary frequencies where position is rope", self.position)
        for rope in (self.rope, self.local_rope):
            if rope is not None and rope.dim > self.head_dim:
                raise _refused("the rotary part of a head", f"at most {self.head_dim}", rope.dim)

    def window(self, layer: int) -> int:
        """How many keys a query of this layer sees, itself included; 0: all before it."""
        return self.windows[layer] if self.windows else 0

    def rope_of(self, layer: int) -> Rope | None:
        """The rotation of queries and keys in this layer."""
        if layer in self.no_rope_layers:
            return None
        return self.local_rope if self.window(layer) and self.local_rope is not None else self.rope

    @property
    def ropes(self) -> tuple[Rope, ...]:
        """The different rotations of the layers."""
        return tuple(dict.fromkeys(rope for rope in (self.rope, self.local_rope) if rope is not None))

    @property
    def stretches_after(self) -> int:
        """Texts longer than this are turned by longrope's second set of factors; 0 where there is none."""
        return next((rope.original_len for rope in self.ropes if rope.scaling == "longrope"), 0)

    @property
    def scale(self) -> float:
        """By what the products of queries and keys are multiplied."""
        return self.attention_scale or self.head_dim**-0.5

    def kv_cache_bytes(self, context: int, bytes_per_number: int = 4) -> int:
        """Bytes of keys and values of one sequence of `context` tokens."""
        return 2 * self.n_layer * self.n_kv_head * self.head_dim * context * bytes_per_number


ROPE_SCALINGS = ("none", "linear", "dynamic", "llama3", "yarn", "longrope")
_LARGEST = {
    "vocab_size": 2_000_000,
    "n_layer": 1_000,
    "n_head": 1_024,
    "n_kv_head": 1_024,
    "d_model": 65_536,
    "head_dim": 4_096,
    "d_ff": 1_000_000,
    "max_len": 16_777_216,
}
_CHOICES = {
    "norm": ("layer", "rms"),
    "norm_place": ("pre", "post", "sandwich"),
    "residual": ("sequential", "parallel", "parallel_shared"),
    "position": ("learned", "rope", "none"),
    "qk_norm": ("none", "head", "each", "full"),
    "mlp": ("plain", "gated", "none"),
    "activation": ("gelu", "gelu_tanh", "silu", "relu"),
}


def _check_choices(config: DecoderConfig | Rope, choices: dict[str, tuple[str, ...]]) -> None:
    for name, allowed in choices.items():
        if getattr(config, name) not in allowed:
            raise StudioError(
                "unsupported",
                f"the network's {name} is not known",
                expected=" or ".join(allowed),
                found=str(getattr(config, name)),
            )


def _refused(name: str, expected: str, found: object) -> StudioError:
    return StudioError(
        "unsupported", f"{name} is nothing that this network can have", expected=expected, found=str(found)
    )
