"""One decoder for every family: a configuration of switches, few large calls, activations at hand.

Symbols: B batch, T query positions, S key positions, C width, H query heads, G key/value heads, D head size,
F feed-forward width, V vocabulary, L layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .attending import capped_attention, places_within, same_document, soft_capped, visible
from .cache import KVCache
from .config import DecoderConfig
from .norms import head_norm, norm
from .rope import RopeTable, Turn, rotate

# Called as watch(name, layer, tensor) with TransformerLens' names; what it returns (if not None) takes the place.
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

    def seen(self, name: str, layer: int, x: Tensor) -> Tensor:
        """What the watch puts in the place of x, or x."""
        return x if self.watch is None else seen(self.watch, name, layer, x)


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
        self.qkv = nn.Linear(config.d_model, rows, bias=config.qkv_bias)
        self.out = nn.Linear(config.n_head * config.head_dim, config.d_model, bias=config.out_bias)
        self.norm_q = head_norm(config, config.n_head)
        self.norm_k = head_norm(config, config.n_kv_head)

    def forward(self, x: Tensor, now: Forward) -> Tensor:
        q, k, v = self.split(x)
        if now.watch is not None:
            q, k, v = (now.seen(name, self.layer, part) for name, part in (("hook_q", q), ("hook_k", k), ("hook_v", v)))
        if self.turn is not None or self.norm_q is not None:
            q, k = self.compared(q, k, now)
        if now.cache is not None:
            k, v = now.cache.push(self.layer, k, v)
        z = self.mix(q, k, v, now.together)  # (B, H, T, D)
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

    def mix(self, q: Tensor, k: Tensor, v: Tensor, together: Tensor | None = None) -> Tensor:
        """softmax(q kᵀ · scale + mask) v; queries are the last T of the S key positions."""
        c, t = self.config, q.size(2)
        if self.window:
            k, v = (part[:, :, -(self.window + t - 1) :] for part in (k, v))  # what no query sees is left out
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
        self.gate = nn.Linear(config.d_model, config.d_ff, bias=config.mlp_bias) if gated else None
        self.up = nn.Linear(config.d_model, config.d_ff, bias=config.mlp_bias)
        self.down = nn.Linear(config.d_ff, config.d_model, bias=config.mlp_bias)
        self.activation = ACTIVATIONS[config.activation]

    def forward(self, x: Tensor, now: Forward) -> Tensor:
        bent = self.up(x) if self.gate is None else self.gate(x)
        inner = self.activation(now.seen("hook_pre", self.layer, bent))
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


class Decoder(nn.Module):
    """Token ids to logits. `context` is the most positions that this network can take."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.dialect: Mapping[str, Any] = {}  # the config.json that it was read from, if that is another family's
        self.wte = nn.Embedding(config.vocab_size, config.d_model)
        places = config.max_len + config.position_offset
        self.wpe = nn.Embedding(places, config.d_model) if config.position == "learned" else None
        self.drop = nn.Dropout(config.dropout)
        self.tables = [RopeTable(rope) for rope in config.ropes]
        self.blocks = nn.ModuleList(Block(config, layer) for layer in range(config.n_layer))
        self.ln_f = norm(config)
        self.lm_head = nn.Linear(config.d_model, config.vocab_size, bias=config.lm_head_bias)
        if config.tie_embeddings:
            self.lm_head.weight = self.wte.weight

    def forward(
        self,
        ids: Tensor,
        cache: KVCache | None = None,
        *,
        last_only: bool = False,
        watch: Watch | None = None,
        between: Callable[[], None] | None = None,
        documents: Tensor | None = None,
    ) -> Tensor:
        """Logits (B, T, V) for ids (B, T), or (B, 1, V) of the last position with `last_only`.

        With a cache, ids stand behind the `cache.length` positions that it holds, which then grow by T.
        `watch` sees (and may replace) activations: hook_embed, hook_pos_embed, hook_resid_pre, hook_q, hook_k,
        hook_v, hook_rot_q and hook_rot_k (where queries and keys are normed or turned before they are compared),
        hook_z, hook_attn_out, hook_resid_mid (where the halves follow each other), hook_pre (what the activation
        bends), hook_pre_linear (what it is multiplied by where it is gated), hook_post, hook_mlp_out, hook_resid_post.
        `between` is called before every block; where it raises, the cache holds what it held before.
        `documents` (B, T) numbers the document of each position, where rows hold several one behind the other: each
        sees only itself and begins at position 0. There is no cache then.
        Raises ValueError when the positions exceed the network's context.
        """
        x = self.hidden(ids, cache, watch, between, documents)
        if last_only:
            x = x[:, -1:]
        return self.logits(x)

    def hidden(
        self,
        ids: Tensor,
        cache: KVCache | None = None,
        watch: Watch | None = None,
        between: Callable[[], None] | None = None,
        documents: Tensor | None = None,
    ) -> Tensor:
        """The residual stream (B, T, C) after the last block, before the final norm."""
        asked = ids.size(1)
        if cache is not None and self.config.stretches_after:
            ids = cache.with_all_before(ids, self.config.stretches_after)
        start = 0 if cache is None else cache.length
        if documents is not None:
            x, now = self.apart(ids, documents, watch)
        else:
            x = self.embed(ids, start, watch)
            now = Forward(cache, watch, self.turns(start, start + ids.size(1), x))
        x = self.drop(x)
        for block in self.blocks:
            if between is not None:
                between()
            x = block(x, now)
        if cache is not None:
            cache.advance(ids.size(1))
        return x if ids.size(1) == asked else x[:, -asked:]

    def logits(self, x: Tensor) -> Tensor:
        """Logits (…, V) of the residual stream x (…, C) after the last block, in float32 or what is wider."""
        x = self.uncapped(x)
        return soft_capped(x, self.config.final_softcap) if self.config.final_softcap else x

    def uncapped(self, x: Tensor) -> Tensor:
        """The same before the network bends them to stay within its soft-cap, if it has one."""
        x = self.lm_head(self.ln_f(x))
        x = x.to(torch.promote_types(x.dtype, torch.float32))
        return x if self.config.logit_scale == 1.0 else x * self.config.logit_scale

    def apart(self, ids: Tensor, documents: Tensor, watch: Watch | None) -> tuple[Tensor, Forward]:
        """What the first block reads of rows of several documents, and what all layers share."""
        places = places_within(documents)
        end = int(places.max()) + 1
        x = self.embed(ids, 0, watch, places, end)
        long = 0 < self.config.stretches_after < end
        turns = tuple(table.turn_at(places, end, x, long) for table in self.tables)
        return x, Forward(None, watch, turns, same_document(documents))

    def embed(
        self,
        ids: Tensor,
        start: int,
        watch: Watch | None = None,
        places: Tensor | None = None,
        end: int | None = None,
    ) -> Tensor:
        """Token embedding plus position embedding (B, T, C) of ids that begin at position `start`.

        Or of ids at `places` (B, T), all before `end`.
        """
        c, end = self.config, end or start + ids.size(1)
        if end > c.max_len:
            raise ValueError(f"the network has {c.max_len} positions, {end} were asked for")
        x = self.wte(ids)
        if c.embed_scale != 1.0:
            x = x * x.new_tensor(c.embed_scale)  # rounded to the type of the weights, as Gemma was trained
        if watch is not None:
            x = seen(watch, "hook_embed", 0, x)
        if self.wpe is None:
            return x
        if places is None:
            added = self.wpe.weight[start + c.position_offset : end + c.position_offset].expand_as(x)
        else:
            added = self.wpe(places + c.position_offset)
        if watch is not None:
            added = seen(watch, "hook_pos_embed", 0, added)
        return x + added

    def turns(self, start: int, end: int, like: Tensor) -> tuple[Turn, ...]:
        """The rotations of positions `start` to before `end`, one for each kind of layer."""
        long = 0 < self.config.stretches_after < end
        return tuple(table.turn(start, end, like, long) for table in self.tables)

    def new_cache(self, batch: int = 1, limit: int | None = None) -> KVCache:
        """An empty KV cache for `batch` sequences of at most `limit` (default: all) positions."""
        return KVCache(self.config, batch, limit or self.config.max_len, self.dtype, self.device)

    @property
    def device(self) -> torch.device:
        """Where the network computes."""
        return self._gain.device

    @property
    def dtype(self) -> torch.dtype:
        """The type of its activations; packed weights have another."""
        return self._gain.dtype

    @property
    def _gain(self) -> Tensor:  # always there, never packed
        return cast("Tensor", self.ln_f.weight)


def seen(watch: Watch, name: str, layer: int, x: Tensor) -> Tensor:
    """What `watch` puts in the place of x, or x."""
    replaced = watch(name, layer, x)
    return x if replaced is None else replaced


def init_weights(model: Decoder, seed: int) -> None:
    """GPT-2's start: normal(0, 0.02), output projections divided by √(2L), gains 1, biases 0."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        is_gain = any(part.startswith(("ln_", "norm_")) for part in name.split(".")) and name.endswith("weight")
        if weight.dim() < 2 or is_gain:
            torch.nn.init.constant_(weight, 1.0 if is_gain and not model.config.norm_offset else 0.0)
            continue
        std = 0.02
        if name.endswith(("attn.out.weight", "mlp.down.weight")):
            std /= (2 * model.config.n_layer) ** 0.5
        torch.nn.init.normal_(weight, 0.0, std, generator=generator)
