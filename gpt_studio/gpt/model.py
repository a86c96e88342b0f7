"""One decoder for every family: a configuration of switches, few large calls, activations at hand.

Symbols: B batch, T query positions, S key positions, C width, H query heads, G key/value heads, D head size,
F feed-forward width, V vocabulary, L layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import torch
from torch import Tensor, nn

from .attending import places_within, same_document, soft_capped
from .blocks import Block, Forward, Watch, seen
from .cache import KVCache
from .config import DecoderConfig
from .linear import Linear
from .norms import norm
from .rope import RopeTable, Turn


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
        self.lm_head = Linear(config.d_model, config.vocab_size, bias=config.lm_head_bias)
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
        Of blocks it is told its `names` and `layers` only, where it has such attributes.
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
            turns = self.turns(start, start + ids.size(1), x)
            now = Forward(cache, watch, turns, names=getattr(watch, "names", None))
        x = self.drop(x)
        for block, of_layer in zip(self.blocks, now.by_layer(len(self.blocks)), strict=True):
            if between is not None:
                between()
            x = block(x, of_layer)
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
