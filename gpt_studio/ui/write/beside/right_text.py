"""The text of the right: what was written there, or the document's own as the other model reads it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gpt_studio.protocol.events import Compared
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document, State, Token
from gpt_studio.store.spans import shown_text

from .choice import Choice


@dataclass
class Written:
    """A span that was written on the right, behind `prompt`; `before` is where it hangs in `document`.

    `choice` and `key` are what it was written with, `settings` those that a span keeps. `read` are the tokens of the
    prompt as the model of the right read them, `measured` the same with its numbers, where it has other tokens than
    the left. `lost` counts the tokens of the left's logit bias that mean nothing on the right.
    """

    document: Document
    before: State
    prompt: str
    settings: dict[str, Any]
    choice: Choice
    key: ModelKey
    read: tuple[TokenRecord, ...] = ()
    records: tuple[TokenRecord, ...] = ()
    reason: str = ""
    kept: bool = False
    measured: tuple[TokenRecord, ...] = ()
    lost: int = 0
    _shown: list[Token] = field(default_factory=list[Token])
    _shown_as: tuple[Compared | None, tuple[TokenRecord, ...]] = (None, ())

    @property
    def text(self) -> str:
        return self.prompt + shown_text(self.records)

    def tokens(self, said: Compared | None) -> list[Token]:
        """The prompt's tokens, with what the model of the right says of them where that is known, and the drawn.

        The same list, only longer, while nothing but drawn tokens came.
        """
        read = self.measured or self.read
        if self._shown_as[0] is not said or self._shown_as[1] is not read or not self._shown:
            told = self.measured or _with_numbers(read, said)
            self._shown, self._shown_as = laid_out(told, drawn=False), (said, read)
        known = len(self._shown) - len(read)
        start = self._shown[-1].end if known else len(self.prompt)
        self._shown += laid_out(self.records[known:], drawn=True, start=start)
        return self._shown


class Mirrored:
    """The tokens of the document as the right has them."""

    def __init__(self) -> None:
        self._of: list[Token] = []
        self._said: Compared | None = None
        self._shown: list[Token] = []

    def tokens(self, tokens: list[Token], said: Compared | None) -> list[Token]:
        """With the numbers of the right, or with none while these are not known.

        The same list, only longer, while tokens are only appended to the same list.
        """
        if tokens is not self._of or said is not self._said or len(tokens) < len(self._shown):
            self._of, self._said, self._shown = tokens, said, []
        more = tokens[len(self._shown) :]
        records = _with_numbers([token.record for token in more], said if not self._shown else None)
        self._shown += [token._replace(record=record) for token, record in zip(more, records, strict=True)]
        return self._shown


def fits(tokens: Sequence[Token], said: Compared | None) -> bool:
    """Whether a comparison is about these tokens."""
    return said is not None and len(said.ids) == len(tokens) and all(
        token.record.id == i for token, i in zip(tokens, said.ids, strict=True)
    )  # fmt: skip


def perplexity(records: Iterable[TokenRecord]) -> float | None:
    """exp of the mean surprisal of a text's tokens; None where no number is known."""
    known = [record.logprob for record in records if record.logprob is not None]
    return math.exp(min(-math.fsum(known) / len(known), 700.0)) if known else None


def _with_numbers(records: Sequence[TokenRecord], said: Compared | None) -> list[TokenRecord]:
    """Bare records with the log-probability by b, as far as the tokens are those of the comparison."""
    bare = [_bare(record) for record in records]
    if said is None:
        return bare
    for i, (record, known, logprob) in enumerate(zip(bare, said.ids, said.logprob_b.tolist(), strict=False)):
        if record.id != known:
            break
        if not math.isnan(logprob):
            bare[i] = replace(record, logprob=logprob)
    return bare


def _bare(record: TokenRecord) -> TokenRecord:
    return TokenRecord(record.id, record.text, record.bytes, record.position, hidden=record.hidden)


def laid_out(records: Iterable[TokenRecord], *, drawn: bool, start: int = 0) -> list[Token]:
    """Tokens, one behind the other, from character `start` on."""
    found: list[Token] = []
    for offset, record in enumerate(records):
        end = start + len(record.text)
        found.append(Token(record, start, end, -1, offset, drawn))
        start = end
    return found
