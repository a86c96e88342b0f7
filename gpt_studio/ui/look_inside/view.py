"""What a picture or a saved file of attention is made from. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.models import ModelInfo

from .labels import Name

Weights = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AttentionView:
    """Attention of some heads over one text, and what of it is looked at.

    `weights` float32 [layers, heads, T, T]; `layer` and `head` (numbers as in `layers` and `heads`) are shown large,
    `query` is the token whose sources are spelt out (-1: none). `texts` concatenate to the text, `names` are shown.
    `model` is the name to show, `path` where it was loaded from, `shape` its (layers, heads).
    """

    model: str
    path: str
    shape: tuple[int, int]
    ids: tuple[int, ...]
    texts: tuple[str, ...]
    names: tuple[Name, ...]
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    weights: Weights
    layer: int
    head: int
    query: int = -1

    @property
    def shown(self) -> Weights:
        """[T, T] of the head that is shown large."""
        return self.weights[self.layers.index(self.layer), self.heads.index(self.head)]

    @property
    def tokens(self) -> int:
        return len(self.names)


def strongest(row: Weights, count: int, least: float = 0.0) -> list[tuple[int, float]]:
    """The `count` keys with the largest weights above `least` of a row, best first, earlier first among equals."""
    order = np.argsort(-row, kind="stable")[:count]
    return [(int(key), float(row[key])) for key in order if row[key] > least]


def telling_head(weights: Weights, query: int = -1) -> tuple[int, int]:
    """(layer, head) as indices of the head in which a query (-1: all of them) most clearly picks out other tokens.

    That is the largest Σ A_ij² over 0 < j < i − 1: attention that is far from even and goes neither to the first
    token, nor to the previous one, nor to the token itself. (0, 0) where no row is long enough.
    """
    tokens = weights.shape[-1]
    at, key = np.indices((tokens, tokens), sparse=True)
    elsewhere = (key > 0) & (key < at - 1) & ((at == query) | (query < 0))
    scores = np.einsum("lhij,lhij,ij->lh", weights, weights, elsewhere.astype(np.float32))
    layer, head = np.unravel_index(int(scores.argmax()), scores.shape)
    return int(layer), int(head)


def view_of(
    answer: AttentionReady, names: Sequence[Name], info: ModelInfo, layer: int, head: int, query: int = -1
) -> AttentionView:
    """The view of one head of an answer."""
    weights = answer.weights[answer.layers.index(layer), head]
    return AttentionView(
        model=Path(info.path).name or info.path,
        path=info.path,
        shape=(info.layers, info.heads),
        ids=tuple(record.id for record in answer.records),
        texts=tuple(record.text for record in answer.records),
        names=tuple(names),
        layers=(layer,),
        heads=(head,),
        weights=weights[None, None],
        layer=layer,
        head=head,
        query=query,
    )
