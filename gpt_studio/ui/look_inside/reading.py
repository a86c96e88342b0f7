"""An answer of the engine laid over the document: which heads are known, which token is which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.protocol.events import AttentionReady
from gpt_studio.store.document import Token

from .alignment import align
from .labels import token_names
from .view import Weights


class Reading:
    """Tokens of the answer are called records here, by their index; tokens are those of the document."""

    def __init__(self, answer: AttentionReady) -> None:
        self.answer = answer
        self.names = token_names(answer.records)
        self.text = "".join(record.text for record in answer.records)
        self.layers = dict(zip(answer.layers, answer.weights, strict=True))  # [heads, T, T] by layer
        self._records: list[int] = []  # of each token of the document, or -1
        self._tokens: dict[int, int] = {}  # the other way round

    def __len__(self) -> int:
        return len(self.names)

    def align(self, tokens: Sequence[Token]) -> None:
        """Find out which record each token of the document is."""
        self._records = align(tokens, self.answer.records)
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

    def weights(self, layer: int, head: int) -> Weights | None:
        """[T, T] of a head, None where it was not computed."""
        known = self.layers.get(layer)
        return None if known is None or head >= len(known) else known[head]

    def statistics(self, layer: int, head: int) -> HeadStatistics | None:
        """The numbers of a head, None where they were not computed."""
        return next((one for one in self.answer.statistics if (one.layer, one.head) == (layer, head)), None)

    def row_over_tokens(self, weights: Weights, record: int) -> Weights:
        """The row of a record over the document's tokens 0…itself; 0 where the model read something else."""
        records = np.array(self._records[: self.token_of(record) + 1])
        return np.where(records >= 0, weights[record, records], np.float32(0))
