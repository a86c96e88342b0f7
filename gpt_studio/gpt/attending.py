"""What fused attention does not do by itself: masks of windows, soft-capped logits, sums in one order.

Symbols: B batch, T query positions, S key positions, H query heads, G key/value heads, D head size.
"""

from __future__ import annotations

from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from .steady import FUSED, TILE, by_vectors

ROWS = 256  # queries whose logits are held at once
_SMALL = 1 << 18  # numbers of a mask that is kept for the other layers


def whole_tiles(keys: int) -> int:
    """As many positions as whole tiles of keys have that hold so many."""
    return -(-keys // TILE) * TILE


def visible(rows: int, keys: int, window: int, device: torch.device) -> Tensor:
    """Which of `keys` positions the last `rows` of them see (T, S): none behind, of a window only its newest."""
    mask = torch.ones(rows, keys, dtype=torch.bool, device=device).tril(keys - rows)
    return mask.triu(keys - rows - window + 1) if window else mask


def places_within(documents: Tensor) -> Tensor:
    """The position of each token within its own document, from 0: (B, T) of document numbers (B, T)."""
    at = torch.arange(documents.size(1), device=documents.device).expand_as(documents)
    begins = torch.ones_like(documents, dtype=torch.bool)
    begins[:, 1:] = documents[:, 1:] != documents[:, :-1]
    return at - torch.where(begins, at, 0).cummax(1).values


def same_document(documents: Tensor) -> Tensor:
    """Which positions stand in the same document: (B, 1, T, T) of document numbers (B, T)."""
    return documents[:, None, :, None] == documents[:, None, None, :]


def soft_capped(x: Tensor, cap: float) -> Tensor:
    """x bent to stay within ±cap: cap · tanh(x / cap)."""
    return by_vectors(torch.tanh, x / cap) * cap


def capped_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    scale: float,
    cap: float,
    window: int,
    dropout: float = 0.0,
    together: Tensor | None = None,
) -> Tensor:
    """softmax(capped(q kᵀ · scale) + mask) v for q (B, H, T, D), k and v (B, G, S, D): (B, H, T, D).

    `together` (B, 1, T, S) says which positions may see each other at all.
    """
    (t, s), groups = (q.size(2), k.size(2)), k.size(1)
    q = q.unflatten(1, (groups, -1))  # (B, G, H / G, T, D)
    k, v = k[:, :, None], v[:, :, None]
    parts: list[Tensor] = []
    for start in range(0, t, ROWS):
        rows = q[..., start : start + ROWS, :]
        end = s - t + start + rows.size(-2)  # keys from here on lie behind these rows
        logits = soft_capped(rows @ k[..., :end, :].transpose(-1, -2) * scale, cap)
        seen = visible(rows.size(-2), end, window, q.device)
        if together is not None:
            seen = seen & together[:, :, None, start : start + rows.size(-2), :end]
        logits = logits.masked_fill(~seen, float("-inf"))
        weights = logits.softmax(-1, dtype=torch.promote_types(logits.dtype, torch.float32)).to(v.dtype)
        parts.append(F.dropout(weights, dropout, dropout > 0) @ v[..., :end, :])
    return torch.cat(parts, -2).flatten(1, 2)


def tiled_attention(q: Tensor, k: Tensor, v: Tensor, end: int, scale: float, cap: float, window: int) -> Tensor:
    """softmax(q kᵀ · scale + mask) v in one order of sums for any number of queries: (B, H, T, D).

    q (B, H, T, D) are the last of `end` positions, k and v (B, G, S, D) hold at least those. Keys are taken in whole
    tiles, what is behind a query and what fills the last tile at minus infinity: a zero in every sum.
    """
    t, past = q.size(2), whole_tiles(end)
    first = max(0, end - t - window + 1) // FUSED * FUSED if window else 0
    if k.size(2) < past:
        k, v = (F.pad(part, (0, 0, 0, past - part.size(2))) for part in (k, v))
    k, v = k[:, :, first:past], v[:, :, first:past]
    mask = _kept_mask if t * (past - first) <= _SMALL else _mask
    bias = mask(t, first, end, window)
    if not cap:
        return F.scaled_dot_product_attention(q, k, v, bias, enable_gqa=k.size(1) != q.size(1), scale=scale)
    parts = [
        _capped_tiles(q[:, :, start : start + ROWS], k, v, bias[start : start + ROWS], scale, cap)
        for start in range(0, t, ROWS)
    ]
    return torch.cat(parts, 2)


def _mask(rows: int, first: int, end: int, window: int) -> Tensor:
    """What is added to the logits of the last `rows` of `end` positions, over the tiles from key `first` on."""
    seen = visible(rows, end, window, torch.device("cpu"))[:, first:]
    bias = torch.full((rows, whole_tiles(end) - first), float("-inf"))
    bias[:, : end - first].masked_fill_(seen, 0.0)
    return bias


_kept_mask = lru_cache(maxsize=4)(_mask)


def _capped_tiles(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, scale: float, cap: float) -> Tensor:
    """The same of logits (B, H, T, S) that are bent, tile by tile."""
    if q.size(2) == 1:  # one row alone would be another kind of product
        return _capped_tiles(q.expand(-1, -1, 2, -1), k, v, bias, scale, cap)[:, :, :1]
    q = q.unflatten(1, (k.size(1), -1))  # (B, G, H / G, T, D)
    tiles = [k[:, :, None, at : at + TILE] for at in range(0, k.size(2), TILE)]
    logits = soft_capped(torch.cat([q @ tile.transpose(-1, -2) for tile in tiles], -1) * scale, cap)
    weights = (logits + bias).softmax(-1)
    out = torch.zeros_like(q)
    for at in range(0, k.size(2), TILE):
        out = out + weights[..., at : at + TILE] @ v[:, :, None, at : at + TILE]
    return out.flatten(1, 2)
