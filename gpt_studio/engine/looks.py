"""A strong look of a head as a stretch of its line: the two tokens, and a little of what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.gpt.tokenizers.spans import token_spans
from gpt_studio.inspection.strongest import Look
from gpt_studio.protocol.heads_over import Span

BEFORE, AFTER = 6, 3  # tokens that are shown before the key and behind the query
END = 4  # tokens at either end of what stands between the two, where that is long


@dataclass(frozen=True)
class Line:
    """A line of a file and its ids; the first `added` of them are no text. `places` fills itself when asked."""

    number: int
    text: str
    ids: list[int]
    added: int
    places: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]], compare=False)

    def spans(self, tokenizer: Tokenizer) -> Sequence[tuple[int, int]]:
        """(start, end) of each token in the text."""
        if not self.places:
            found = token_spans(self.text, tokenizer, self.ids[self.added :])
            self.places.extend([(0, 0)] * self.added + found)
        return self.places


def span_of(line: Line, look: Look, tokenizer: Tokenizer) -> Span:
    """The stretch of text; tokens that are parts of one character are shown as that character."""
    at = line.spans(tokenizer)
    text, key, query = line.text, at[look.key], at[look.query]
    same = look.key == look.query
    return Span(
        line=line.number,
        key=look.key,
        query=look.query,
        weight=look.weight,
        before=text[at[max(look.key - BEFORE, 0)][0] : key[0]],
        key_text=text[slice(*key)],
        between="" if same else _between(text, at[look.key : look.query + 1]),
        query_text="" if same else text[slice(*query)],
        after=text[query[1] : at[min(look.query + AFTER, len(at) - 1)][1]],
    )


def _between(text: str, at: Sequence[tuple[int, int]]) -> str:
    """What stands between the first and the last of these places, its middle left out where it is long."""
    start, end = at[0][1], at[-1][0]
    if len(at) <= 2 * END + 3:
        return text[start:end]
    return f"{text[start : at[END][1]]}…{text[at[-1 - END][0] : end]}"
