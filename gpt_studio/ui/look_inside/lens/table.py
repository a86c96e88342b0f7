"""What the lens has read so far: answers over stretches of one text, put together position by position. Qt-free.

Row 0 is the embedding, row k + 1 the residual stream behind layer k.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Check, LensReady
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Token
from gpt_studio.ui.look_inside.alignment import align
from gpt_studio.ui.look_inside.labels import Name, token_names
from gpt_studio.ui.token_text import visible

UNSURE = 7.0  # nats: about as even as over a thousand tokens
MEASURES = ("probability", "rank", "entropy", "token")
# Of each position: (name, axes behind [rows, positions], type).
COLUMNS = {
    "ids": ("top", np.int32), "probability": ("top", np.float32), "entropy": ("", np.float32), "norm": ("", np.float32),
    "next_probability": ("", np.float32), "next_rank": ("", np.int32),
    "token_probability": ("", np.float32), "token_rank": ("", np.int32),
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """A token over the rows of one position: [rows] each. `text` is how it is written."""

    text: str
    probability: NDArray[np.float32]
    rank: NDArray[np.int32]


class LensTable:
    """`known[t]` says whether position t was read; `followed[t]` whether `token` was followed there."""

    def __init__(self, answer: LensReady) -> None:
        self.key: ModelKey = answer.key
        self.records: tuple[TokenRecord, ...] = answer.records
        self.names: tuple[Name, ...] = token_names(answer.records)
        self.text = "".join(record.text for record in answer.records)
        self.rows, _, self.top = answer.ids.shape
        self.token = answer.token
        self.texts: dict[int, str] = {}
        self.checks: tuple[Check, ...] = ()
        count = len(self.records)
        self.known, self.followed = np.zeros(count, bool), np.zeros(count, bool)
        self.columns: dict[str, NDArray[Any]] = {
            name: np.zeros((self.rows, count, *((self.top,) if axes else ())), kind)
            for name, (axes, kind) in COLUMNS.items()
        }
        self._records: list[int] = []
        self._tokens: dict[int, int] = {}
        self.take(answer)

    def __len__(self) -> int:
        return len(self.records)

    def belongs(self, answer: LensReady) -> bool:
        """Whether an answer is of the same model and the same ids."""
        same = len(answer.records) == len(self) and answer.key == self.key and answer.ids.shape[0] == self.rows
        return same and all(a.id == b.id for a, b in zip(answer.records, self.records, strict=True))

    def take(self, answer: LensReady) -> None:
        """Add what another stretch of the same text says."""
        if answer.token != self.token:
            self.token, self.followed = answer.token, np.zeros(len(self), bool)
        at = slice(answer.first, answer.first + answer.ids.shape[1])
        for name, column in self.columns.items():
            values = getattr(answer, name)
            if values is not None:
                column[:, at] = values
        self.known[at] = True
        if answer.token_probability is not None:
            self.followed[at] = True
        self.texts |= answer.texts
        worst = {check.name: check for check in self.checks}
        for check in answer.checks:
            if check.name not in worst or check.error > worst[check.name].error:
                worst[check.name] = check
        self.checks = tuple(worst.values())

    def inherit(self, before: LensTable) -> None:
        """Keep what was read of the beginning that two texts share: what follows changes nothing before it.

        The last position of the old text is read anew, since now something else comes next.
        """
        if before.key != self.key or before.rows != self.rows or before.top != self.top:
            return
        same = (a.id == b.id for a, b in zip(self.records, before.records, strict=False))
        kept = max(next((at for at, holds in enumerate(same) if not holds), min(len(self), len(before))) - 1, 0)
        missing = np.flatnonzero(before.known[:kept] & ~self.known[:kept])
        for name, column in self.columns.items():
            column[:, missing] = before.columns[name][:, missing]
        self.known[missing] = True
        if before.token == self.token:
            self.followed[missing] = before.followed[missing]
        self.texts = {**before.texts, **self.texts}

    # -- which token of the document is which position -----------------------------------------------------

    def align(self, tokens: Sequence[Token]) -> None:
        """Find out which position each token of the document has."""
        self._records = align(tokens, self.records)
        self._tokens = {record: token for token, record in enumerate(self._records) if record >= 0}

    def position_of(self, token: int) -> int:
        return self._records[token] if 0 <= token < len(self._records) else -1

    def token_of(self, position: int) -> int:
        return self._tokens.get(position, -1)

    def holds_for(self, text: str) -> bool:
        """Whether all of it is still true of a text."""
        return text.startswith(self.text)

    # -- what is shown -------------------------------------------------------------------------------------

    def written(self, token: int) -> str:
        """A token's text with visible whitespace; its id where it is part of a character."""
        return visible(self.texts.get(token, "")) or f"⟨{token}⟩"

    def candidates(self, row: int, position: int) -> list[tuple[int, str, float]]:
        """(id, text, probability), best first."""
        ids, shares = self.columns["ids"][row, position], self.columns["probability"][row, position]
        return [(int(i), self.written(int(i)), float(p)) for i, p in zip(ids, shares, strict=True)]

    def sureness(self, measure: str, row: int, position: int) -> float:
        """How sure a cell is, 1 at most: a probability as it is, ranks by their logarithm, entropy from UNSURE nats."""
        match measure:
            case "rank":
                return 1 - math.log(max(int(self.columns["next_rank"][row, position]), 1)) / UNSURE
            case "entropy":
                return 1 - float(self.columns["entropy"][row, position]) / UNSURE
            case "token" if self.followed[position]:
                return float(self.columns["token_probability"][row, position])
            case _:
                return float(self.columns["probability"][row, position, 0])

    def next_text(self, position: int) -> str:
        """What really comes next; behind the last position the model's own best, in brackets."""
        if position + 1 < len(self):
            return self.names[position + 1].label
        return f"({self.candidates(self.rows - 1, position)[0][1]})" if self.known[position] else ""

    def course(self, position: int) -> Course | None:
        """Of the token that is followed, else of the one that comes next."""
        if not 0 <= position < len(self) or not self.known[position]:
            return None
        if self.token is not None and self.followed[position]:
            kind, text = "token", self.written(self.token)
        else:
            kind, text = "next", self.next_text(position)
        return Course(text, self.columns[f"{kind}_probability"][:, position], self.columns[f"{kind}_rank"][:, position])

    def norms(self, position: int) -> NDArray[np.float32] | None:
        """[rows] Euclidean norms of the residual stream."""
        known = 0 <= position < len(self) and bool(self.known[position])
        return self.columns["norm"][:, position] if known else None
