"""What is known of the attention over one text: the heads that were read, and the rows that a running text brings.

Whole layers are held while they are small; of a larger answer only the heads that are shown, as their average.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.looking import Check
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Token

from .alignment import align
from .growing import GrowingWeights
from .labels import Name, token_names
from .view import Weights
from .viewing import averaged

HELD_BYTES = 256 << 20  # of attention weights, over all layers
WORD_BEFORE = 12  # tokens in which the word that a text ends in begins


class Reading:
    """Tokens of the answer are called records here, by their index; tokens are those of the document."""

    def __init__(
        self,
        key: ModelKey,
        records: Sequence[TokenRecord],
        parts: Parts = (),
        *,
        value_weighted: bool = False,
        switches: Switches = NOTHING_OFF,
    ) -> None:
        self.key = key
        self.switches = switches  # what was off
        self.parts = parts  # what was asked about; () where the text has gone on since
        self.value_weighted = value_weighted  # whether norms were asked for
        self.records = list(records)
        self.names: list[Name] = list(token_names(records))
        self.text = "".join(record.shown for record in records)
        self.checks: tuple[Check, ...] = ()
        self._layers: dict[int, GrowingWeights] = {}
        self._norms: dict[int, Weights] = {}  # [heads, T]
        self._average: tuple[int, tuple[int, ...], GrowingWeights] | None = None  # of a layer too large to be held
        self._records: list[int] = []  # of each token of the document, or -1
        self._tokens: dict[int, int] = {}  # the other way round

    def __len__(self) -> int:
        return len(self.names)

    # -- what comes in ---------------------------------------------------------------------------------

    def take(self, answer: AttentionReady, layer: int, heads: tuple[int, ...]) -> None:
        """Hold what an answer about this text says; `layer` and `heads` are those that are shown."""
        self.checks = answer.checks or self.checks
        for at, found in enumerate(answer.layers):
            norms = None if answer.norms is None else answer.norms[at]
            if answer.weights[at].nbytes > HELD_BYTES:
                if found == layer:
                    chosen = list(heads)
                    mean = averaged(answer.weights[at, chosen], None if norms is None else norms[chosen])
                    self._average = layer, heads, GrowingWeights(mean[None].copy())
                continue
            self._layers[found] = GrowingWeights(answer.weights[at])
            if norms is not None:
                self._norms[found] = norms
        self._let_go(layer)

    def extend(self, records: Sequence[TokenRecord]) -> None:
        """The text goes on; of the new tokens nothing is known yet but their names."""
        if not records:
            return
        before = len(self.records)
        self.records += records
        self.text += "".join(record.shown for record in records)
        self.parts = ()
        start = max(before - WORD_BEFORE, 0)
        self.names += token_names(self.records[start:])[before - start :]

    def cut(self, count: int) -> None:
        """The text ends behind its first `count` tokens, if not before."""
        if count >= len(self.records):
            return
        del self.records[count:], self.names[count:]
        self.text = "".join(record.shown for record in self.records)
        self._norms, self.parts = {}, ()
        for held in (*self._layers.values(), *((self._average[2],) if self._average else ())):
            held.rows = min(held.rows, count)

    def grow(self, layer: int, heads: tuple[int, ...], first: int, rows: Sequence[Weights]) -> int:
        """Rows [heads, first + n + 1] of the queries `first`, …: how many of them were new.

        None are where they leave a gap behind what is known. Where a layer becomes too large to be held whole, the
        average of `heads` goes on alone.
        """
        if not rows or first > self.rows(layer, heads):
            return 0
        if layer not in self._layers and not first and self._average is None:
            self._layers[layer] = GrowingWeights(np.zeros((len(rows[0]), 0, 0), np.float32))
        held = self._layers.get(layer)
        if held is not None:
            grown = held.append(first, rows, HELD_BYTES)
            if grown or first + len(rows) <= held.rows:
                return grown
            mean = averaged(held.weights[:, : held.rows][list(heads)])
            del self._layers[layer]
            self._average = layer, heads, GrowingWeights(mean[None].copy())
        assert self._average is not None
        means = [row[list(heads)].mean(0, keepdims=True) for row in rows]
        return self._average[2].append(first, means, HELD_BYTES)

    def _let_go(self, layer: int) -> None:
        """Layers that are not shown go when all together are too large, the oldest first."""
        for other in [held for held in self._layers if held != layer]:
            if sum(held.weights.nbytes for held in self._layers.values()) <= HELD_BYTES:
                return
            del self._layers[other]
            self._norms.pop(other, None)

    # -- which token is which --------------------------------------------------------------------------

    def align(self, tokens: Sequence[Token]) -> None:
        """Find out which record each token of the document is."""
        self._records = align(tokens, self.records)
        self._tokens = {record: token for token, record in enumerate(self._records) if record >= 0}

    def record_of(self, token: int) -> int:
        """The record of a token of the document, -1 when the model did not read it."""
        return self._records[token] if 0 <= token < len(self._records) else -1

    def token_of(self, record: int) -> int:
        """The token of the document that a record is, -1 when it is none (yet)."""
        return self._tokens.get(record, -1)

    def holds_for(self, text: str) -> bool:
        """Whether all of it is still true of a text: what was added behind changes no attention before."""
        return text.startswith(self.text)

    # -- what is known ---------------------------------------------------------------------------------

    def rows(self, layer: int, heads: tuple[int, ...]) -> int:
        """How many queries are known of these heads."""
        held = self._layers.get(layer)
        if held is not None:
            return held.rows
        return self._average[2].rows if self._average and self._average[:2] == (layer, heads) else 0

    def layer(self, layer: int) -> Weights | None:
        """[heads, T, T] of a layer, None where it is not held."""
        held = self._layers.get(layer)
        return None if held is None or not held.rows else held.weights

    def held(self) -> tuple[int, ...]:
        """The layers that are held whole."""
        return tuple(self._layers)

    def norms(self, layer: int) -> Weights | None:
        """[heads, T], None where they were not asked for or the text has grown since."""
        norms, held = self._norms.get(layer), self._layers.get(layer)
        return norms if norms is not None and held is not None and norms.shape[-1] == held.rows else None

    def average(self, layer: int, heads: tuple[int, ...], *, value_weighted: bool = False) -> Weights | None:
        """[T, T], the mean over heads (of one: itself), None where it was not computed."""
        held = self.layer(layer)
        if held is None:
            return self._average[2].weights[0] if self._average and self._average[:2] == (layer, heads) else None
        chosen = [head for head in heads if head < len(held)]
        norms = self.norms(layer) if value_weighted else None
        if not chosen or (value_weighted and norms is None):
            return None
        if len(chosen) == 1 and norms is None:
            return held[chosen[0]]
        return averaged(held[chosen], None if norms is None else norms[chosen])

    def newest(self, layer: int, heads: tuple[int, ...], start: int, end: int) -> list[Weights] | None:
        """The rows `start` to `end` of an average, each up to itself; None where they are not held."""
        held = self.layer(layer)
        if held is not None:
            return [held[list(heads), at, : at + 1].mean(0) for at in range(start, end)]
        mean = self.average(layer, heads)
        return None if mean is None else [mean[at, : at + 1] for at in range(start, end)]

    def row_over_tokens(self, weights: Weights, record: int) -> Weights:
        """The row of a record over the document's tokens 0…itself; 0 where the model read something else."""
        records = np.array(self._records[: self.token_of(record) + 1])
        return np.where(records >= 0, weights[record, records], np.float32(0))
