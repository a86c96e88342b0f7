"""Which stretches of a text stand in the training data letter by letter, and on which lines.

A text is compared token by token, by its own tokens: a stretch counts from 8 tokens and 40 characters on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gpt_studio.gpt.tokenizers import Tokenizer, token_spans
from gpt_studio.protocol.runs import VerbatimSpan
from gpt_studio.training.batches import Ids
from gpt_studio.training.data import newline_counts

from .matching import Matches, match
from .origins import Origins
from .source_lines import SourceLines

LEAST_TOKENS, LEAST_CHARACTERS = 8, 40
COUNTED = 1 << 20  # ids whose newlines are counted together
BEHIND_TEXT = -1  # no token: the text goes on behind another one
Span = tuple[int, int]


@dataclass(frozen=True)
class TrainingText:
    """The ids to train on, what they mean, and where they stand."""

    ids: Ids
    tokenizer: Tokenizer
    origins: Origins

    def find(
        self, texts: Sequence[str], stopped: Callable[[], bool] = lambda: False
    ) -> list[tuple[VerbatimSpan, ...]] | None:
        """For each text its stretches in order; none overlap. None when it was `stopped` meanwhile.

        Raises StudioError where the tokenizer gives up on a text.
        """
        read = [self._read(text) for text in texts]
        least = LEAST_CHARACTERS if self.tokenizer.kind == "char" else LEAST_TOKENS
        found = match(self.ids, self.origins.begins, [ids for ids, _ in read], least, stopped)
        if found is None:
            return None
        bounds = np.cumsum([0, *(len(ids) for ids, _ in read)])
        return [
            self._marked(text, spans, int(bounds[number]), found)
            for number, (text, (_, spans)) in enumerate(zip(texts, read, strict=True))
        ]

    def _read(self, text: str) -> tuple[list[int], list[Span]]:
        """The ids of a text and their places in it; what a vocabulary of characters lacks is an id of nothing."""
        if self.tokenizer.kind == "char":
            return [self._characters.get(c, self.tokenizer.size) for c in text], [(i, i + 1) for i in range(len(text))]
        ids = self.tokenizer.encode(text, after=BEHIND_TEXT)
        return ids, token_spans(text, self.tokenizer, ids, BEHIND_TEXT)

    @cached_property
    def _characters(self) -> dict[str, int]:
        return {self.tokenizer.token_bytes(token).decode(): token for token in range(self.tokenizer.size)}

    def _marked(self, text: str, spans: Sequence[Span], first: int, found: Matches) -> tuple[VerbatimSpan, ...]:
        """The stretches of one text, whose ids begin at `first`: the longest ones whole, others as far as is left."""
        mine = np.flatnonzero((found.short >= first) & (found.short < first + len(spans)))
        bounds = [(int(found.short[i]) - first, int(found.short[i] + found.length[i]) - first, i) for i in mine]
        places = [(spans[a][0], spans[b - 1][1], a, int(found.long[i])) for a, b, i in bounds]
        long_enough = [place for place in places if place[1] - place[0] >= LEAST_CHARACTERS]
        owner = np.full(spans[-1][1] if spans else 0, -1)
        for number, (start, end, _, _) in sorted(enumerate(long_enough), key=lambda one: one[1][0] - one[1][1]):
            free = owner[start:end]
            free[free < 0] = number
        marked: list[VerbatimSpan] = []
        for start, end in _runs(owner):
            _, _, token, position = long_enough[owner[start]]
            skipped = next((i for i, span in enumerate(spans[token:]) if span[0] >= start), 0)
            marked.append(VerbatimSpan(start, end, *self._place(position + skipped, text[start:end])))
        return tuple(marked)

    # -- lines -----------------------------------------------------------------------------------------

    def _place(self, position: int, stretch: str) -> tuple[str, int]:
        """File and line of the first letter of a stretch that begins with an id; line 0 where nobody knows."""
        segment = int(self.origins.segments(np.array([position]))[0])
        file, line = self.origins.first_line(segment)
        if not self.origins.running:
            return file, line
        if self._source is not None:
            return file, self._source.line_of(position, int(self.origins.begins[segment]))
        if not self._keeps_newlines:
            return file, 0
        line += stretch[: len(stretch) - len(stretch.lstrip())].count("\n")
        return file, line + self._newlines(position) - self._newlines(int(self.origins.begins[segment]))

    @cached_property
    def _source(self) -> SourceLines | None:
        """The text itself, where its tokens do not tell its lines."""
        marks = self.origins.marks
        return None if marks is None else SourceLines(marks, self.ids, self.tokenizer)

    @cached_property
    def _keeps_newlines(self) -> bool:
        """Whether a newline of a text is one of its tokens."""
        if self.tokenizer.kind == "char":
            return bool(self._counts.any())
        return int(self._counts[self.tokenizer.encode("\n")].sum()) == 1

    def _newlines(self, position: int) -> int:
        """How many newlines stand before an id. Each block of ids is counted once, when it is first asked for."""
        block = position // COUNTED
        while len(self._before) <= block:
            first = (len(self._before) - 1) * COUNTED
            self._before.append(self._before[-1] + int(self._counts[self.ids[first : first + COUNTED]].sum()))
        return self._before[block] + int(self._counts[self.ids[block * COUNTED : position]].sum())

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        return newline_counts(self.tokenizer)

    @cached_property
    def _before(self) -> list[int]:
        """Newlines before each block of COUNTED ids, as far as they are counted."""
        return [0]


def _runs(owner: NDArray[np.int64]) -> list[Span]:
    """Stretches of one and the same owner that is not −1."""
    edges = np.flatnonzero(np.diff(owner, prepend=-1, append=-1))
    pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    return [(start, end) for start, end in pairs if owner[start] >= 0]


def share(texts: Sequence[str], found: Sequence[Sequence[VerbatimSpan]]) -> float:
    """How much of some texts stands in the training data, by characters, from 0 to 1."""
    marked = sum(span.end - span.start for spans in found for span in spans)
    return marked / max(1, sum(map(len, texts)))
