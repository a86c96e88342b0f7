"""Samplers that make the distribution sharper or flatter and remove nothing.

Each takes one row of logits (V,), −inf for tokens that were removed, and returns a new row (V,), or the same tensor
when there is nothing to do.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from .cuts import numbers_of

_SMALL = 1e-6


def temperature(logits: Tensor, value: float) -> Tensor:
    """l / T. At 0 the logits stay as they are: the draw then takes the best token."""
    return logits if value in (0.0, 1.0) else _divided(logits, value)


def dynamic_temperature(logits: Tensor, low: float, high: float, exponent: float) -> Tensor:
    """l / T with T = low + (high − low) · (H / ln n)^e over the n tokens still in play. koboldcpp, llama.cpp."""
    value = temperature_of_entropy(logits, low, high, exponent)
    return logits if value == 1.0 else _divided(logits, value)


def temperature_of_entropy(logits: Tensor, low: float, high: float, exponent: float) -> float:
    """The temperature that `dynamic_temperature` takes for a row; 1 where it does nothing."""
    alive = int(np.isfinite(numbers_of(logits)).sum())
    if high <= 0.0 or alive < 2:
        return 1.0
    share = min(max(entropy(logits) / math.log(alive), 0.0), 1.0)
    return max(low + (high - low) * share**exponent, 1e-3)


def smoothing(logits: Tensor, factor: float, curve: float = 1.0) -> Tensor:
    """l₁ − s·k·d² + s·h·d³ with d = l − l₁, k = (3 − c)/2, h = (c − 1)/2: quadratic at c = 1. text-generation-webui."""
    if factor == 0.0:
        return logits
    best = logits.max()
    distance = logits - best
    bent = best - factor * (3.0 - curve) / 2.0 * distance.square()
    if curve != 1.0:
        bent = bent + factor * (curve - 1.0) / 2.0 * distance**3
    return bent.nan_to_num(nan=-math.inf, neginf=-math.inf)


def _divided(logits: Tensor, value: float) -> Tensor:
    """l / T; where that could leave the range of float32, with the best logit at 0."""
    if value >= _SMALL:
        return logits / value
    return (logits - logits.max()) / max(value, 1e-30)


def entropy(logits: Tensor) -> float:
    """−Σ p ln p in nats over the tokens in play."""
    p = logits.log_softmax(-1).exp()
    return float(-torch.special.xlogy(p, p).sum())
