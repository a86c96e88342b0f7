"""What a look at data gives: by what it was read, counts, and the first rows token by token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer, completed_texts
from gpt_studio.protocol.datasets import ROWS_SHOWN, TOKENS_SHOWN, DataFacts, PreviewRow, PreviewToken
from gpt_studio.training.batches import IdArray


@dataclass(frozen=True)
class Reader:
    """How the data is read: the tokenizer and the chat template of what learns, and the tokens of a sequence."""

    tokenizer: Tokenizer
    checkpoint: Checkpoint | None
    context: int
    exact_vocabulary: bool = True


@dataclass(frozen=True)
class Looked:
    """Counts, and the first rows token by token. Of running ids those that were looked at, to train on and not."""

    facts: DataFacts
    rows: tuple[PreviewRow, ...]
    prompts: tuple[str, ...] = ()
    train: IdArray = field(default_factory=lambda: np.zeros(0, np.uint16))
    val: IdArray = field(default_factory=lambda: np.zeros(0, np.uint16))


class Lines:
    """The first lines of running text, token by token; all of it is learnt, but for its first token."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._open: list[PreviewToken] = []
        self._file, self._number = "", 1
        self.rows: list[PreviewRow] = []

    @property
    def full(self) -> bool:
        return len(self.rows) >= ROWS_SHOWN

    def begin(self, file: str) -> None:
        """What follows is of another file."""
        self.end()
        self._file, self._number = file, 1

    def add(self, ids: Iterable[int]) -> None:
        """More of the text."""
        if self.full:
            return
        ids = list(ids)
        for token, part in zip(ids, completed_texts(self._tokenizer, ids), strict=True):
            if self.full:
                return
            learnt = bool(self.rows or self._open)
            self._open.append(PreviewToken(token, part, self._tokenizer.token_bytes(token), learnt))
            if "\n" in part:
                self.end()
                self._number += part.count("\n")

    def end(self) -> None:
        """A line ends."""
        if self._open and not self.full:
            self.rows.append(PreviewRow(self._file, self._number, tuple(self._open[:TOKENS_SHOWN]), len(self._open)))
        self._open = []
