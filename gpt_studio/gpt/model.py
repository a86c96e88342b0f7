"""One decoder for every family: a configuration of switches, few large calls, activations at hand.

Symbols: B batch, T query positions, S key positions, C width, H query heads, G key/value heads, D head size,
F feed-forward width, V vocabulary, L layers.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .cache import KVCache
from .config import DecoderConfig

# Called as watch(name, layer, tensor) with TransformerLens' names; what it returns (if not None) takes the place.
Watch = Callable[[str, int, Tensor], Tensor | None]


class Attention(nn.Module):
    """Causal multi-head attention with grouped keys and values."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        rows = (config.n_head + 2 * config.n_kv_head) * config.head_dim
        self.qkv = nn.Linear(config.d_model, rows, bias=config.qkv_bias)
        self.out = nn.Linear(config.n_head * config.head_dim, config.d_model, bias=config.out_bias)

    def forward(self, x: Tensor, layer: int, cache: KVCache | None, watch: Watch | None) -> Tensor:
        q, k, v = self.split(x)
        if watch is not None:
            q, k, v = (seen(watch, name, layer, part) for name, part in (("hook_q", q), ("hook_k", k), ("hook_v", v)))
        if cache is not None:
            k, v = cache.push(layer, k, v)
        z = self.mix(q, k, v)  # (B, H, T, D)
        if watch is not None:
            z = seen(watch, "hook_z", layer, z)
        return self.out(z.transpose(1, 2).flatten(2))  # (B, T, C)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """q (B, H, T, D), k and v (B, G, T, D) of x (B, T, C)."""
        c = self.config
        rows = self.qkv(x).unflatten(-1, (c.n_head + 2 * c.n_kv_head, c.head_dim)).transpose(1, 2)
        q, k, v = rows.split((c.n_head, c.n_kv_head, c.n_kv_head), dim=1)
        return q, k, v

    def mix(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """softmax(q kᵀ / √D + causal mask) v; queries are the last T of the S key positions."""
        c, (t, s) = self.config, (q.size(2), k.size(2))
        mask = None
        if 1 < t < s:
            mask = torch.ones(t, s, dtype=torch.bool, device=q.device).tril(s - t)
        return F.scaled_dot_product_attention(
            q, k, v, mask, is_causal=t == s and t > 1, enable_gqa=c.n_kv_head != c.n_head,
            dropout_p=c.dropout if self.training else 0.0,
        )  # fmt: skip


class Mlp(nn.Module):
    """Two matrices with a GELU between them: the exact one (erf) or its tanh form."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.up = nn.Linear(config.d_model, config.d_ff, bias=config.mlp_bias)
        self.down = nn.Linear(config.d_ff, config.d_model, bias=config.mlp_bias)
        self.approximate = "tanh" if config.activation == "gelu_tanh" else "none"

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x), approximate=self.approximate))


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x)); an attention-only model has no second half."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.ln_1 = norm(config)
        self.attn = Attention(config)
        self.ln_2 = norm(config) if config.mlp != "none" else None
        self.mlp = Mlp(config) if config.mlp != "none" else None
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, layer: int, cache: KVCache | None, watch: Watch | None) -> Tensor:
        if watch is not None:
            x = seen(watch, "hook_resid_pre", layer, x)
        written = self.attn(self.ln_1(x), layer, cache, watch)
        if watch is not None:
            written = seen(watch, "hook_attn_out", layer, written)
        x = x + self.drop(written)
        if self.mlp is not None and self.ln_2 is not None:
            written = self.mlp(self.ln_2(x))
            if watch is not None:
                written = seen(watch, "hook_mlp_out", layer, written)
            x = x + self.drop(written)
        return x if watch is None else seen(watch, "hook_resid_post", layer, x)


class Decoder(nn.Module):
    """Token ids to logits. `context` is the most positions that this network can take."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.d_model)
        self.wpe = nn.Embedding(config.max_len, config.d_model) if config.position == "learned" else None
        self.drop = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.ln_f = norm(config)
        self.lm_head = nn.Linear(config.d_model, config.vocab_size, bias=False)
        if config.tie_embeddings:
            self.lm_head.weight = self.wte.weight

    def forward(
        self,
        ids: Tensor,
        cache: KVCache | None = None,
        *,
        last_only: bool = False,
        watch: Watch | None = None,
    ) -> Tensor:
        """Logits (B, T, V) for ids (B, T), or (B, 1, V) of the last position with `last_only`.

        With a cache, ids stand behind the `cache.length` positions that it holds, which then grow by T.
        `watch` sees (and may replace) activations: hook_embed, hook_pos_embed, hook_resid_pre, hook_q, hook_k,
        hook_v, hook_z, hook_attn_out, hook_mlp_out, hook_resid_post.
        Raises ValueError when the positions exceed the network's context.
        """
        x = self.hidden(ids, cache, watch)
        if last_only:
            x = x[:, -1:]
        return self.lm_head(self.ln_f(x))

    def hidden(self, ids: Tensor, cache: KVCache | None = None, watch: Watch | None = None) -> Tensor:
        """The residual stream (B, T, C) after the last block, before the final norm."""
        x = self.drop(self.embed(ids, 0 if cache is None else cache.length, watch))
        for layer, block in enumerate(self.blocks):
            x = block(x, layer, cache, watch)
        if cache is not None:
            cache.advance(ids.size(1))
        return x

    def embed(self, ids: Tensor, start: int, watch: Watch | None = None) -> Tensor:
        """Token embedding plus position embedding (B, T, C) of ids that begin at position `start`."""
        end = start + ids.size(1)
        if end > self.config.max_len:
            raise ValueError(f"the network has {self.config.max_len} positions, {end} were asked for")
        x = self.wte(ids)
        if watch is not None:
            x = seen(watch, "hook_embed", 0, x)
        if self.wpe is None:
            return x
        places = self.wpe.weight[start:end].expand_as(x)
        if watch is not None:
            places = seen(watch, "hook_pos_embed", 0, places)
        return x + places

    def new_cache(self, batch: int = 1, limit: int | None = None) -> KVCache:
        """An empty KV cache for `batch` sequences of at most `limit` (default: all) positions."""
        weight = self.wte.weight
        return KVCache(self.config, batch, limit or self.config.max_len, weight.dtype, weight.device)


def norm(config: DecoderConfig) -> nn.LayerNorm:
    """LayerNorm over the width, with or without bias."""
    return nn.LayerNorm(config.d_model, eps=config.norm_eps, bias=config.norm_bias)


def seen(watch: Watch, name: str, layer: int, x: Tensor) -> Tensor:
    """What `watch` puts in the place of x, or x."""
    replaced = watch(name, layer, x)
    return x if replaced is None else replaced


def init_weights(model: Decoder, seed: int) -> None:
    """GPT-2's start: normal(0, 0.02), output projections divided by √(2L), norms 1, biases 0."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        if weight.dim() < 2:
            torch.nn.init.constant_(weight, 1.0 if ".ln_" in f".{name}" and name.endswith("weight") else 0.0)
            continue
        std = 0.02
        if name.endswith(("attn.out.weight", "mlp.down.weight")):
            std /= (2 * model.config.n_layer) ** 0.5
        torch.nn.init.normal_(weight, 0.0, std, generator=generator)
