"""Samplers that remove tokens by their place in the distribution.

Each takes one row of logits (V,) and returns a new row (V,), or the same tensor when there is nothing to do. A removed
token has −inf; at least one token always survives. p = softmax of the tokens still in play, H its entropy in nats.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

REMOVED = -math.inf


def drawable(row: Tensor, size: int) -> Tensor:
    """A copy of logits (V,) in float32 without the ids from `size` on, which stand for no token."""
    logits = row.float().clone()
    logits[size:] = REMOVED
    return logits


def cut(logits: Tensor, removed: Tensor) -> Tensor:
    """The row without the tokens of the mask (V,); the row itself where none would be left."""
    left = logits.masked_fill(removed, REMOVED)
    return left if (numbers_of(left) > REMOVED).any() else logits


def top_k(logits: Tensor, k: int) -> Tensor:
    """Keep the k largest logits, and those equal to the k-th (Hugging Face's rule). arXiv 1805.04833."""
    if k <= 0 or k >= logits.numel():
        return logits
    return logits.masked_fill(logits < rising(logits)[-k], REMOVED)


def top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the smallest set of best tokens whose probabilities reach p, at least one. arXiv 1904.09751.

    From the least probable on, of equal ones from the lowest id on, tokens fall while their cumulated probability is
    ≤ 1 − p (Hugging Face's rule).
    """
    if p >= 1.0:
        return logits
    values = rising(logits)
    count = min(int((values.softmax(-1).cumsum(-1) <= 1.0 - p).sum()), values.numel() - 1)
    fallen = logits < values[count]
    level = count - int(fallen.sum())
    if level:
        fallen[(logits == values[count]).nonzero()[:level]] = True
    return logits.masked_fill(fallen, REMOVED)


def min_p(logits: Tensor, share: float) -> Tensor:
    """Keep tokens with p ≥ share · p_best. arXiv 2407.01082."""
    if share <= 0.0:
        return logits
    probabilities = logits.softmax(-1)
    return _but_best(logits, probabilities < share * probabilities.max())


def typical_p(logits: Tensor, mass: float) -> Tensor:
    """Keep the tokens whose surprisal is nearest to the entropy until their probabilities pass `mass`.

    The token that crosses it stays, and so do ties with it (Hugging Face's rule). arXiv 2202.00666.
    """
    if mass >= 1.0:
        return logits
    log_p = logits.log_softmax(-1)
    h = -(log_p * log_p.exp()).nansum(-1)
    odd = (-log_p - h).abs()
    places = torch.from_numpy(_rising_places(numbers_of(odd))).to(odd.device)
    reached = logits[places].softmax(-1).cumsum(-1)
    last = min(int((reached < mass).sum()), odd.numel() - 1)
    return logits.masked_fill(odd > odd[places[last]], REMOVED)


def top_a(logits: Tensor, share: float) -> Tensor:
    """Keep tokens with p ≥ a · p_best². BlinkDL; koboldcpp."""
    if share <= 0.0:
        return logits
    probabilities = logits.softmax(-1)
    return _but_best(logits, probabilities < share * probabilities.max().square())


def tfs(logits: Tensor, z: float) -> Tensor:
    """Keep the best tokens up to where the normalised |Δ²p| of the sorted probabilities has summed to more than z.

    Tail-free sampling, Phénix and Egan 2019; cut as llama.cpp and koboldcpp do.
    """
    alive = int((logits > REMOVED).sum())
    if z >= 1.0 or alive <= 2:
        return logits
    p = rising(logits.softmax(-1))[-alive:].flip(0)
    bends = p.diff().abs().diff().abs()
    total = bends.sum()
    weights = bends / total if total > 1e-6 else torch.full_like(bends, 1.0 / bends.numel())
    passed = (weights.cumsum(-1) > z).nonzero()
    if passed.numel() == 0:
        return logits
    return top_k(logits, max(1, int(passed[0])))


def epsilon_cutoff(logits: Tensor, epsilon: float) -> Tensor:
    """Keep tokens with p ≥ ε. arXiv 2210.15191."""
    return logits if epsilon <= 0.0 else _but_best(logits, logits.softmax(-1) < epsilon)


def eta_cutoff(logits: Tensor, epsilon: float) -> Tensor:
    """Keep tokens with p ≥ min(ε, √ε · e^−H). arXiv 2210.15191."""
    if epsilon <= 0.0:
        return logits
    h = torch.distributions.Categorical(logits=logits, validate_args=False).entropy()
    least = torch.minimum(logits.new_tensor(epsilon), math.sqrt(epsilon) * torch.exp(-h))
    return _but_best(logits, logits.softmax(-1) < least)


def top_n_sigma(logits: Tensor, n: float) -> Tensor:
    """Keep tokens with l ≥ max l − n · σ, σ the population's over tokens in play. arXiv 2411.07641."""
    if n <= 0.0:
        return logits
    numbers = numbers_of(logits)
    sigma = torch.from_numpy(numbers[np.isfinite(numbers)]).std(correction=0).to(logits.device)
    return _but_best(logits, logits < logits.max() - n * sigma)


def xtc(logits: Tensor, threshold: float) -> Tensor:
    """Of the tokens with p ≥ t, drop all but the least likely (exclude top choices).

    p-e-w, text-generation-webui #6335.
    Of equally likely ones the one with the largest id stays. Whether it acts at all is the coin's matter.
    """
    p = logits.softmax(-1)
    removed = p >= threshold
    likely = removed.nonzero().flatten()
    if likely.numel() < 2:
        return logits
    removed[likely[p[likely] == p[likely].min()][-1]] = False
    return cut(logits, removed)


def mirostat(logits: Tensor, mu: float) -> Tensor:
    """Keep tokens with a surprisal −log₂ p ≤ μ bits, at least the best one. arXiv 2007.14966, version 2."""
    bits = -logits.log_softmax(-1) / math.log(2.0)
    return _but_best(logits, bits > mu)


def next_mu(mu: float, surprise_bits: float, tau: float, eta: float) -> float:
    """μ after a draw of that surprise (of the distribution that was drawn from): μ − η · (surprise − τ)."""
    return mu - eta * (surprise_bits - tau)


def _but_best(logits: Tensor, fallen: Tensor) -> Tensor:
    fallen[int(numbers_of(logits).argmax())] = False
    return logits.masked_fill(fallen, REMOVED)


def numbers_of(logits: Tensor) -> NDArray[Any]:
    """A row as numpy has it: it sorts and searches one of 50,257 many times faster than torch."""
    return logits.detach().cpu().numpy()


def rising(values: Tensor) -> Tensor:
    """The values (V,) from the lowest on."""
    return torch.from_numpy(np.sort(numbers_of(values))).to(values.device)


def _rising_places(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where the lowest, the next … value stands (V,); those that are ∞ need not be sorted."""
    finite = values < math.inf
    places = np.flatnonzero(finite)
    return np.concatenate((places[np.argsort(values[places])], np.flatnonzero(~finite)))
