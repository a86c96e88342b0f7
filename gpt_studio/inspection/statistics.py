"""Each head in eight numbers, as HeadStatistics defines them (HeadVis' measures, entropy over ln(i + 1)).

T tokens, R query rows of a chunk, S keys up to the last of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.protocol.attention import HeadStatistics

from .induction import repeat_scores

ROWS = 256


def head_statistics(
    weights: NDArray[np.float32], layers: Sequence[int], heads: Sequence[int], ids: Sequence[int]
) -> tuple[HeadStatistics, ...]:
    """Statistics of attention weights [layers, heads, T, T] over `ids`, layer by layer. Sums are made in float64."""
    every = torch.from_numpy(weights)
    again = repeat_scores(every, ids)
    return tuple(
        replace(
            _of_head(every[at_layer, at_head], layer, head),
            induction=None if again is None else float(again[0][at_layer, at_head]),
            duplicate=None if again is None else float(again[1][at_layer, at_head]),
        )
        for at_layer, layer in enumerate(layers)
        for at_head, head in enumerate(heads)
    )


def _of_head(weights: Tensor, layer: int, head: int) -> HeadStatistics:
    """The numbers that do not ask which tokens they are."""
    tokens = weights.size(0)
    entropy = torch.empty(tokens, dtype=torch.float64)
    distance = torch.empty(tokens, dtype=torch.float64)
    places = torch.arange(tokens, dtype=torch.float64)
    for start in range(0, tokens, ROWS):
        end = min(start + ROWS, tokens)
        rows = weights[start:end, :end]  # (R, S)
        entropy[start:end] = -torch.xlogy(rows, rows).sum(-1, dtype=torch.float64)
        exact = rows.double()
        distance[start:end] = places[start:end] * exact.sum(-1) - exact @ places[:end]
    most = torch.arange(1, tokens + 1, dtype=torch.float64).log()
    return HeadStatistics(
        layer=layer,
        head=head,
        entropy=_mean(entropy[1:] / most[1:]),
        sink=_mean(weights[1:, 0]),
        previous=_mean(weights.diagonal(-1)),
        own=float(weights.diagonal().double().mean()),
        distance=float(distance.mean()),
        effective_tokens=_mean(entropy[1:].exp()),
    )


def _mean(values: Tensor) -> float | None:
    return float(values.double().mean()) if values.numel() else None
