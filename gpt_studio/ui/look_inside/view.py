"""What a picture or a saved file of attention is made from. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches

from .labels import Name, token_names
from .map.grain import units_of
from .viewing import PLAIN, Viewing, left_out, top_of, unit_mask, without

Weights = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AttentionView:
    """Attention of some heads over one text, and what of it is looked at.

    `weights` float32 [layers, heads, U, U] as the `viewing` has them, over the units `names` (tokens, where it is
    plain); `seen` [U] says how many units each may look at, `hidden` [U] which have no colour as keys, `top` which
    weight has the strongest. `layer` and `head` (numbers as in `layers` and `heads`) are shown large, `query` is the
    unit whose sources are spelt out and `query_token` its token (-1: none). `average`: the one head's weights are the
    mean over these. `texts` are the tokens', they concatenate to the text; the first `front` of them are none of it.
    `model` is the name to show, `path` where it was loaded from, in which `precision`, with which `adapters`, `shape`
    its (layers, heads); `switches` what of it was off, `seed` that of the text's newest span.
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
    query_token: int = -1
    viewing: Viewing = PLAIN
    average: tuple[int, ...] = ()
    top: float = 1.0
    seen: NDArray[np.int64] | None = None  # None: each unit sees itself and those before
    hidden: NDArray[np.bool_] | None = None  # None: none is
    switches: Switches = NOTHING_OFF
    seed: int | None = None
    front: int = 0
    precision: str = "auto"
    adapters: tuple[str, ...] = ()

    @property
    def shown(self) -> Weights:
        """[U, U] of the head that is shown large."""
        return self.weights[self.layers.index(self.layer), self.heads.index(self.head)]

    @property
    def tokens(self) -> int:
        """Units of an axis."""
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


def as_viewed(
    view: AttentionView, records: Sequence[TokenRecord], viewing: Viewing, norms: Weights | None
) -> AttentionView:
    """A view whose weights [layers, heads, T, T] are the network's, as a viewing has them.

    `norms` float32 [layers, heads, T] of the keys, for a viewing that weighs by what is brought.
    """
    weights, out = view.weights, left_out(viewing, records)
    if viewing.value_weighted and norms is not None:
        weights = weights * norms[:, :, None, :]
    if view.average:
        weights = weights.mean(1, keepdims=True, dtype=np.float32)
    if viewing.renormalises:
        weights = without(weights, out)
    units = units_of(records, token_names(records), viewing.grain)
    weights, hidden = units.regrouped(weights), unit_mask(out, units)
    whole = replace(
        view, weights=weights, heads=(view.head,) if view.average else view.heads, names=units.names,
        query=units.unit_of(view.query_token), viewing=viewing, seen=units.seen, hidden=hidden,
    )  # fmt: skip
    return replace(whole, top=top_of(whole.shown, hidden, viewing))
