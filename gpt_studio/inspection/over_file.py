"""All heads over many texts: each statistic's mean and spread over them, and the strongest looks of each head.

Symbols: L layers, H query heads, S statistics, T tokens of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.attention import STATISTICS, HeadStatistics

from .by_layer import attention_by_layer
from .statistics import head_statistics
from .strongest import Look, Strongest

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OverTexts:
    """As HeadsFound has them: counts [S], mean and deviation [S, L, H], quartiles [3, S, L, H]; looks of each head."""

    counts: NDArray[np.int64]
    mean: Floats
    deviation: Floats
    quartiles: Floats
    looks: list[list[list[Look]]]


def heads_over(model: Decoder, texts: Sequence[Sequence[int]]) -> Iterator[int | OverTexts]:
    """Yields how many texts are done after each layer of each, the last time with what was found.

    Raises StudioError for a text that the network cannot take, or that does not fit in memory.
    """
    c = model.config
    values = np.full((len(texts), len(STATISTICS), c.n_layer, c.n_head), np.nan)
    strongest = [[Strongest() for _ in range(c.n_head)] for _ in range(c.n_layer)]
    for number, ids in enumerate(texts):
        for layer, weights in enumerate(attention_by_layer(model, torch.tensor(ids))):
            yield number
            for one in head_statistics(weights[None], (layer,), range(c.n_head), ids):
                values[number, :, layer, one.head] = _numbers(one)
            yield number
            for head in range(c.n_head):
                strongest[layer][head].see(number, ids, weights[head])
            yield number
    yield OverTexts(*_spread(values), [[of_head.found() for of_head in of_layer] for of_layer in strongest])


def _numbers(one: HeadStatistics) -> list[float]:
    return [np.nan if (value := getattr(one, name)) is None else value for name in STATISTICS]


def _spread(values: Floats) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """Counts, mean, deviation and quartiles over the texts of values [texts, S, L, H]."""
    there = np.isfinite(values[:, :, 0, 0])  # [texts, S]: whether a statistic exists depends on the text alone
    shape = values.shape[1:]
    mean, deviation, quartiles = np.full(shape, np.nan), np.full(shape, np.nan), np.full((3, *shape), np.nan)
    for s in range(shape[0]):
        found = values[there[:, s], s]  # [n, L, H]
        if len(found):
            mean[s] = found.mean(0)
            quartiles[:, s] = np.quantile(found, (0.25, 0.5, 0.75), axis=0)
        if len(found) > 1:
            deviation[s] = found.std(0, ddof=1)
    return there.sum(0), mean, deviation, quartiles
