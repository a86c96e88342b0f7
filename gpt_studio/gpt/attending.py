"""What fused attention does not do by itself: masks of windows, soft-capped logits.

Symbols: B batch, T query positions, S key positions, H query heads, G key/value heads, D head size.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

ROWS = 256  # queries whose logits are held at once


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
    return torch.tanh(x / cap) * cap


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
