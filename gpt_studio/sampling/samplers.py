"""The samplers: pure functions from logits to logits. A removed token has −inf. Neutral values are exact no-ops.

Each takes one row of logits (V,) and returns a new row (V,), or the same tensor when there is nothing to do.
At least one token always survives.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

REMOVED = -math.inf


def repetition(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """l > 0 ? l / r : l · r for ids (N,) that already occurred. CTRL, arXiv 1909.05858."""
    if penalty == 1.0 or seen.numel() == 0:
        return logits
    ids = seen.unique()
    chosen = logits[ids]
    return logits.index_put((ids,), torch.where(chosen > 0, chosen / penalty, chosen * penalty))


def temperature(logits: Tensor, value: float) -> Tensor:
    """l / T. At 0 the logits stay as they are: the draw then takes the best token."""
    return logits if value in (0.0, 1.0) else logits / value


def top_k(logits: Tensor, k: int) -> Tensor:
    """Keep the k largest logits, and those equal to the k-th (Hugging Face's rule). arXiv 1805.04833."""
    if k <= 0 or k >= logits.numel():
        return logits
    kth = logits.topk(k).values[-1]
    return logits.masked_fill(logits < kth, REMOVED)


def top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the smallest set of best tokens whose probabilities reach p, at least one. arXiv 1904.09751.

    From the least probable on, tokens fall while their cumulated probability is ≤ 1 − p (Hugging Face's rule).
    """
    if p >= 1.0:
        return logits
    values, places = logits.sort(stable=True)
    fallen = values.softmax(-1).cumsum(-1) <= 1.0 - p
    fallen[-1] = False
    return logits.masked_fill(torch.empty_like(fallen).scatter_(0, places, fallen), REMOVED)


def min_p(logits: Tensor, share: float) -> Tensor:
    """Keep tokens with p ≥ share · p_best. arXiv 2407.01082."""
    if share <= 0.0:
        return logits
    probabilities = logits.softmax(-1)
    fallen = probabilities < share * probabilities.max()
    fallen[logits.argmax()] = False
    return logits.masked_fill(fallen, REMOVED)
