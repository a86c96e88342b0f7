"""A block of the decoder: attention and MLP with a configuration's switches; a watch sees and replaces what it makes.

Symbols: B batch, T query positions, S key positions, C width, H query heads, G key/value heads, D head size,
F feed-forward width.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .attending import capped_attention, tiled_attention, visible
from .cache import KVCache
from .config import DecoderConfig
from .linear import Linear
from .norms import head_norm, norm
from .rope import Turn, rotate
from .steady import by_vectors, steady

# Called as watch(name, layer, tensor) with TransformerLens' names; what it returns (if not None) takes the place.
# One that has `names` or `layers` is told of those only, so that other blocks cost nothing.
Watch = Callable[[str, int, Tensor], Tensor | None]


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": F.gelu, "gelu_tanh": partial(F.gelu, approximate="tanh"), "silu": F.silu, "relu": F.relu
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forward:
    """What all layers of one forward share."""

    cache: KVCache | None
    watch: Watch | None
    turns: tuple[Turn, ...]
    together: Tensor | None = None  # (B, 1, T, T): which positions stand in one document, where rows hold several
    names: Container[str] | None = None  # of which the watch is told; None: of all

    def seen(self, name: str, layer: int, x: Tensor) -> Tensor:
        """What the watch puts in the place of x, or x."""
        if self.watch is None or (self.names is not None and name not in self.names):
            return x
        return seen(self.watch, name, layer, x)

    def by_layer(self, count: int) -> tuple[Forward, ...]:
        """The same for each of `count` layers: without the watch in those that it does not ask for."""
        layers: Container[int] | None = getattr(self.watch, "layers", None)
        if layers is None:
            return (self,) * count
        alone = replace(self, watch=None)
        return tuple(self if layer in layers else alone for layer in range(count))


class Attention(nn.Module):
    """Causal multi-head attention with grouped keys and values; a layer may see only a window of keys."""

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        super().__init__()
        self.config = config
        self.layer = layer
        self.window = config.window(layer)
        rope = config.rope_of(layer)
        self.turn = None if rope is None else config.ropes.index(rope)  # which of the forward's rotations
        rows = (config.n_head + 2 * config.n_kv_head) * config.head_dim
        self.qkv = Linear(config.d_model, rows, bias=config.qkv_bias)
        self.out = Linear(config.n_head * config.head_dim, config.d_model, bias=config.out_bias)
        self.norm_q = head_norm(config, config.n_head)
        self.norm_k = head_norm(config, config.n_kv_head)

    def forward(self, x: Tensor, now: Forward) -> Tensor:
        q, k, v = self.split(x)
        if now.watch is not None:
            q, k, v = (now.seen(name, self.layer, part) for name, part in (("hook_q", q), ("hook_k", k), ("hook_v", v)))
        if self.turn is not None or self.norm_q is not None:
            q, k = self.compared(q, k, now)
        end = k.size(2)
        if now.cache is not None:
            end += now.cache.length
            k, v = now.cache.push(self.layer, k, v)
        z = self.mix(q, k, v, end, now.together)  # (B, H, T, D)
        if now.watch is not None:
            z = now.seen("hook_z", self.layer, z)
        return self.out(z.transpose(1, 2).flatten(2))  # (B, T, C)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """q (B, H, T, D), k and v (B, G, T, D) of x (B, T, C)."""
        c = self.config
        rows = self.qkv(x).unflatten(-1, (c.n_head + 2 * c.n_kv_head, c.head_dim)).transpose(1, 2)
        q, k, v = rows.split((c.n_head, c.n_kv_head, c.n_kv_head), dim=1)
        return q, k, v

    def compared(self, q: Tensor, k: Tensor, now: Forward) -> tuple[Tensor, Tensor]:
        """q and k as they are compared: normed, then turned by their positions."""
        if self.norm_q is not None and self.norm_k is not None:
            q, k = self.norm_q(q), self.norm_k(k)
        if self.turn is not None:
            both = rotate(torch.cat((q, k), 1), now.turns[self.turn])  # (B, H + G, T, D)
            q, k = both.split((q.size(1), k.size(1)), 1)
        if now.watch is not None:
            q, k = now.seen("hook_rot_q", self.layer, q), now.seen("hook_rot_k", self.layer, k)
        return q, k

    def mix(self, q: Tensor, k: Tensor, v: Tensor, end: int, together: Tensor | None = None) -> Tensor:
        """softmax(q kᵀ · scale + mask) v; queries are the last T of the first `end` key positions."""
        c, t = self.config, q.size(2)
        if steady(q) and together is None and not self.training:
            return tiled_attention(q, k, v, end, c.scale, c.softcap, self.window)
        first = max(0, end - t - self.window + 1) if self.window else 0  # what no query sees is left out
        k, v = k[:, :, first:end], v[:, :, first:end]
        s = k.size(2)
        dropout = c.dropout if self.training else 0.0
        if c.softcap:
            return capped_attention(q, k, v, c.scale, c.softcap, self.window, dropout, together)
        plain = t == s and (not self.window or s <= self.window) and together is None
        mask = None if plain or t == 1 else visible(t, s, self.window, q.device)
        if mask is not None and together is not None:
            mask = mask & together
        return F.scaled_dot_product_attention(
            q, k, v, mask, is_causal=plain and t > 1, enable_gqa=c.n_kv_head != c.n_head,
            dropout_p=dropout, scale=c.attention_scale or None,
        )  # fmt: skip


class Mlp(nn.Module):
    """Two matrices with an activation between them; a gated one multiplies it by a third."""

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        gated = config.mlp == "gated"
        self.gate = Linear(config.d_model, config.d_ff, bias=config.mlp_bias) if gated else None
        self.up = Linear(config.d_model, config.d_ff, bias=config.mlp_bias)
        self.down = Linear(config.d_ff, config.d_model, bias=config.mlp_bias)
        self.activation = ACTIVATIONS[config.activation]

    def forward(self, x: Tensor, now: Forward) -> Tensor:
        bent = self.up(x) if self.gate is None else self.gate(x)
        inner = by_vectors(self.activation, now.seen("hook_pre", self.layer, bent))
        if self.gate is not None:
            inner = inner * now.seen("hook_pre_linear", self.layer, self.up(x))
        return self.down(now.seen("hook_post", self.layer, inner))


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x)); norms may stand behind, and both halves may read the same x.

    An attention-only model has no second half.
    """

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.parallel, self.shared = config.residual != "sequential", config.residual == "parallel_shared"
        self.scale = config.residual_scale
        before, behind = config.norm_place != "post", config.norm_place != "pre"
        self.ln_1 = norm(config) if before else None
        self.attn = Attention(config, layer)
        self.ln_1_post = norm(config) if behind else None
        self.mlp = Mlp(config, layer) if config.mlp != "none" else None
        self.ln_2 = norm(config) if self.mlp is not None and before and not self.shared else None
        self.ln_2_post = norm(config) if self.mlp is not None and behind else None
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, now: Forward) -> Tensor:
        if now.watch is not None:
            x = now.seen("hook_resid_pre", self.layer, x)
        read = x if self.ln_1 is None else self.ln_1(x)
        before, x = x, x + self.written(self.attn(read, now), self.ln_1_post, "hook_attn_out", now)
        if self.mlp is not None:
            if not self.parallel:
                x = now.seen("hook_resid_mid", self.layer, x)
            if not self.shared:
                read = before if self.parallel else x
                read = read if self.ln_2 is None else self.ln_2(read)
            x = x + self.written(self.mlp(read, now), self.ln_2_post, "hook_mlp_out", now)
        return x if now.watch is None else now.seen("hook_resid_post", self.layer, x)

    def written(self, x: Tensor, behind: nn.Module | None, name: str, now: Forward) -> Tensor:
        """What one half adds to the residual stream."""
        if behind is not None:
            x = behind(x)
        if self.scale != 1.0:
            x = x * self.scale
        return self.drop(x if now.watch is None else now.seen(name, self.layer, x))


def seen(watch: Watch, name: str, layer: int, x: Tensor) -> Tensor:
    """What `watch` puts in the place of x, or x."""
    replaced = watch(name, layer, x)
    return x if replaced is None else replaced
