"""Samplers that look at single tokens: biases, and penalties for what the text already holds.

Each takes one row of logits (V,) and returns a new row (V,), or the same tensor when there is nothing to do.
`seen` are the ids (N,) of the text so far. A removed token has −inf; at least one token always survives.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .cuts import cut, numbers_of

# A penalty of DRY grows exponentially with the length of the repetition, but never beyond what float32 holds.
_LARGEST_EXPONENT = math.log(torch.finfo(torch.float32).max)
_LARGEST_PENALTY = torch.finfo(torch.float32).max / 2


def bias(logits: Tensor, biases: Sequence[tuple[int, float]]) -> Tensor:
    """l + b for the ids named. −inf bans a token, +inf leaves only those that have it; ids beyond V mean nothing."""
    named = {token: value for token, value in biases if 0 <= token < logits.numel() and value != 0.0}
    if not named:
        return logits
    forced = [token for token, value in named.items() if value == math.inf]
    if forced:
        chosen = torch.ones_like(logits, dtype=torch.bool)
        chosen[forced] = False
        return cut(logits, chosen)
    ids = torch.tensor(list(named), device=logits.device)
    values = torch.tensor(list(named.values()), dtype=logits.dtype, device=logits.device)
    moved = logits.index_put((ids,), logits[ids] + values)
    return moved if np.isfinite(numbers_of(moved)).any() else logits


def repetition(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """l > 0 ? l / r : l · r for ids (N,) that already occurred. CTRL, arXiv 1909.05858."""
    if penalty == 1.0 or seen.numel() == 0:
        return logits
    ids = seen.unique()
    chosen = logits[ids]
    return logits.index_put((ids,), torch.where(chosen > 0, chosen / penalty, chosen * penalty))


def frequency(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """l − c · α for ids that occurred c times. OpenAI's API; llama.cpp's penalties."""
    if penalty == 0.0 or seen.numel() == 0:
        return logits
    ids, counts = seen.unique(return_counts=True)
    return logits.index_put((ids,), logits[ids] - counts.to(logits.dtype) * penalty)


def presence(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """l − α for ids that occurred. OpenAI's API; llama.cpp's penalties."""
    if penalty == 0.0 or seen.numel() == 0:
        return logits
    ids = seen.unique()
    return logits.index_put((ids,), logits[ids] - penalty)


def no_repeat_ngram(logits: Tensor, seen: Tensor, n: int) -> Tensor:
    """Remove every token that would complete an n-gram which the text already holds. Hugging Face's rule."""
    if n <= 0 or seen.numel() < n:
        return logits
    grams = seen.unfold(0, n, 1)  # (N − n + 1, n)
    begun = (grams[:, :-1] == seen[seen.numel() - n + 1 :]).all(-1)
    removed = torch.zeros_like(logits, dtype=torch.bool)
    removed[grams[begun, -1]] = True
    return cut(logits, removed)


def dry(
    logits: Tensor, seen: Tensor, multiplier: float, base: float, allowed: int, breakers: Collection[int] = ()
) -> Tensor:
    """l − m · b^(n − L) for a token that would make a repetition of n ≥ L tokens one longer.

    n is the longest suffix of the text that stands earlier in it before that token; a breaker among its tokens ends a
    repetition, and is never penalised itself. "Don't repeat yourself", p-e-w, text-generation-webui #5677; the exponent
    is held within float32 as llama.cpp does.
    """
    if multiplier == 0.0 or seen.numel() < 2:
        return logits
    lengths = repeated_lengths(seen.tolist(), breakers)
    if not lengths:
        return logits
    ids = torch.tensor(list(lengths), device=logits.device)
    held = dry_penalty(np.array(list(lengths.values()), np.float64), multiplier, base, allowed)
    lowered = logits.index_put((ids,), logits[ids] - torch.from_numpy(held).to(logits))
    return lowered if np.isfinite(numbers_of(lowered)).any() else logits


def dry_penalty(lengths: NDArray[np.float64], multiplier: float, base: float, allowed: int) -> NDArray[np.float64]:
    """m · b^(n − L) for repetitions of n tokens (N,), 0 for those shorter than L."""
    most = _LARGEST_EXPONENT / math.log(base) if base > 1.0 else math.inf
    grown = base ** np.clip(lengths - allowed, 0.0, most)
    return np.where(lengths >= allowed, np.minimum(multiplier * grown, _LARGEST_PENALTY), 0.0)


def repeated_lengths(ids: Sequence[int], breakers: Collection[int] = ()) -> dict[int, int]:
    """For each token that once followed an earlier copy of the text's end: the length of the longest such copy."""
    free = next((n for n, token in enumerate(reversed(ids)) if token in breakers), len(ids))
    longest: dict[int, int] = {}
    for back, shared in enumerate(shared_endings(ids)):
        token, n = ids[-back], min(shared, free)
        if back and n and token not in breakers:
            longest[token] = max(longest.get(token, 0), n)
    return longest


def shared_endings(ids: Sequence[int]) -> list[int]:
    """At i, i > 0, how many tokens the ending of a text and the ending of the text without its last i tokens share.

    Linear in N: the Z-function of the reversed text (Gusfield 1997).
    """
    turned = list(reversed(ids))
    count = len(turned)
    shared = [0] * count
    left = right = 0
    for i in range(1, count):
        n = min(right - i, shared[i - left]) if i < right else 0
        while i + n < count and turned[n] == turned[i + n]:
            n += 1
        shared[i] = n
        if i + n > right:
            left, right = i, i + n
    return shared
