"""How two models with the same heads look differently at one text.

Symbols: T tokens, R query rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError

from .by_layer import attention_by_layer

ROWS = 256


@dataclass(frozen=True, eq=False)
class LayerDifference:
    """Of one layer: the signed map A₂ − A₁ float32 [H, T, T], and its heads' mean Jensen–Shannon divergence [H]."""

    layer: int
    signed: NDArray[np.float32]
    divergence: NDArray[np.float64]


def heads_apart(first: Decoder, second: Decoder, ids: Sequence[int]) -> Iterator[LayerDifference]:
    """Layer by layer, over the same ids (T,). Raises StudioError for models whose heads have no counterpart."""
    _check_alike(first, second)
    text = torch.tensor(ids)
    both = zip(attention_by_layer(first, text), attention_by_layer(second, text), strict=True)
    for layer, (one, other) in enumerate(both):
        divergence = jensen_shannon(torch.from_numpy(one), torch.from_numpy(other))
        yield LayerDifference(layer, other - one, divergence.numpy())


def jensen_shannon(one: Tensor, other: Tensor) -> Tensor:
    """Mean over the rows of JS(P, Q) = ½ KL(P‖M) + ½ KL(Q‖M), M = ½ (P + Q), in nats (0 to ln 2): float64 (…).

    Both are attention weights (…, T, T), whose rows are distributions (Lin 1991). Sums are made in float64.
    """
    total = torch.zeros(one.shape[:-2], dtype=torch.float64)
    for start in range(0, one.size(-2), ROWS):
        p, q = (rows[..., start : start + ROWS, :].double() for rows in (one, other))
        p, q = p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True)
        middle = (p + q) / 2
        apart = torch.xlogy(p, p) + torch.xlogy(q, q) - 2 * torch.xlogy(middle, middle)  # (…, R, T)
        total += apart.sum((-1, -2)) / 2
    return (total / one.size(-2)).clamp_(0.0, math.log(2))


def _check_alike(first: Decoder, second: Decoder) -> None:
    for name, found in (
        ("layers", (first.config.n_layer, second.config.n_layer)),
        ("heads", (first.config.n_head, second.config.n_head)),
        ("rows of the vocabulary", (first.config.vocab_size, second.config.vocab_size)),
    ):
        if found[0] != found[1]:
            raise StudioError(
                "unsupported", f"heads of models with other {name} have no counterpart",
                expected=f"two models with {found[0]} {name}", found=str(found[1]),
            )  # fmt: skip
