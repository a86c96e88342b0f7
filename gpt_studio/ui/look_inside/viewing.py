"""How attention is looked at: what is averaged, weighed, left out and regrouped, in this order. Qt-free.

What the network weighed stays as it is; a viewing makes the matrix that is shown, read and saved from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.records import TokenRecord

from .map.grain import Units

Weights = NDArray[np.float32]

DECADES = 4  # from 0.01 % to 100 %
LEFT_OUT = ("nothing", "first", "special")


@dataclass(frozen=True)
class Viewing:
    """`left_out`: keys without colour: nothing, the first token, or all special tokens and the first.

    Leaving out changes colours alone: those of the other keys reach up to the strongest among them. Numbers change
    only with `renormalised`: then each row is shared out over the keys that are not left out. `value_weighted`: each
    weight times the norm of what it brings (Kobayashi 2020). `grain`: see grain.py. `logarithmic`: colours over DECADES
    below the strongest, so that heads that look everywhere a little can be seen; numbers stay.
    """

    grain: str = "tokens"
    left_out: str = "nothing"
    renormalised: bool = False
    value_weighted: bool = False
    logarithmic: bool = False

    @property
    def decades(self) -> int:
        """Over how many decades colours are spread; 0: evenly from 0 on."""
        return DECADES if self.logarithmic else 0

    @property
    def plain(self) -> bool:
        """Whether numbers are shown as the network weighed them, token by token."""
        return self.grain == "tokens" and not (self.renormalises or self.value_weighted)

    @property
    def renormalises(self) -> bool:
        return self.renormalised and self.left_out != "nothing"


PLAIN = Viewing()


def left_out(viewing: Viewing, records: Sequence[TokenRecord]) -> NDArray[np.bool_]:
    """[T]: which tokens have no colour as keys."""
    found = np.zeros(len(records), np.bool_)
    if viewing.left_out != "nothing" and len(records):
        found[0] = True
    if viewing.left_out == "special":
        found |= np.array([is_special(record) for record in records], np.bool_)
    return found


def is_special(record: TokenRecord) -> bool:
    """Whether a token stands for no text of its own: begin of text, end of text, a turn of a conversation."""
    try:
        written = record.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not record.text or (written.startswith("<|") and written.endswith("|>"))


def averaged(weights: Weights, norms: Weights | None = None) -> Weights:
    """Mean over heads of weights [H, T, T], each times norms [H, T] of its keys where they are given."""
    if norms is None:
        return weights[0] if len(weights) == 1 else weights.mean(0, dtype=np.float32)
    return np.einsum("hij,hj->ij", weights, norms) / np.float32(len(weights))


def without(weights: Weights, out: NDArray[np.bool_]) -> Weights:
    """Rows [..., T] over the keys that are not `out`, adding up to 1; 0 where nothing is left."""
    kept = np.where(out, np.float32(0), weights)
    sums = kept.sum(-1, keepdims=True, dtype=np.float64)
    return np.divide(kept, sums, out=np.zeros(kept.shape, np.float64), where=sums > 0).astype(np.float32)


def shown(weights: Weights, out: NDArray[np.bool_], viewing: Viewing, units: Units) -> Weights:
    """[T, T] of a head or an average as the viewing has it: [U, U]."""
    return units.regrouped(without(weights, out) if viewing.renormalises else weights)


def unit_mask(out: NDArray[np.bool_], units: Units) -> NDArray[np.bool_]:
    """[U]: which units have no colour as keys: those all of whose tokens are left out."""
    return np.repeat(np.logical_and.reduceat(out, units.starts), units.counts) if len(out) else out


def top_of(weights: Weights, out: NDArray[np.bool_], viewing: Viewing) -> float:
    """The weight that has the strongest colour: 1, or the largest among the keys that are not left out."""
    if viewing.left_out == "nothing" and not viewing.value_weighted:
        return 1.0
    most = float(weights[:, ~out].max(initial=0.0))
    return most if most > 0 else 1.0


def received(weights: Weights, seen: NDArray[np.int64]) -> Weights:
    """[U]: what each key receives: the mean of its weights over the queries that may look at it."""
    queries = len(seen) - np.searchsorted(seen, np.arange(len(seen)), side="right")
    return (weights.sum(0, dtype=np.float64) / np.maximum(queries, 1)).astype(np.float32)


def evenness(weights: Weights, seen: NDArray[np.int64]) -> Weights:
    """[U]: entropy of each query's row over that of an even one, H / ln(keys seen): 0…1, 0 where one key is seen."""
    found = np.zeros(len(weights), np.float32)
    for at, row in enumerate(weights):
        positive = row[: seen[at]]
        positive = positive[positive > 0].astype(np.float64)
        total = positive.sum()
        if total > 0 and seen[at] > 1:
            share = positive / total
            found[at] = -(share * np.log(share)).sum() / np.log(seen[at])
    return found
