"""Token healing: a prompt that ends within a token goes on as if the model had been free to write that token.

The end of the prompt is taken back, and the first tokens are drawn among those with which the removed bytes can still
be written; then the draw is free. "… is " ends in a token of one blank, after which almost no word can follow, since
words bring their own: taken back, the model may draw " Paris".
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.gpt.tokenizers.spans import token_spans
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts

BLANK = " \t"


def heal(parts: Parts, tokenizer: Tokenizer) -> tuple[Parts, str]:
    """(the parts without the last token of the typed text at their end, the text that was taken back).

    Neighbouring tokens of nothing but blanks are one. Nothing is taken back where drawn tokens end the prompt, or
    where nothing would be left to go on from.
    """
    text = parts[-1] if parts else ()
    if not isinstance(text, str):
        return parts, ""
    before = parts[:-1]
    drawn = [part[-1] for part in before if isinstance(part, tuple) and part]
    after = drawn[-1] if drawn else None
    ids = tokenizer.encode(text, after=after)
    starts = [start for start, _ in token_spans(text, tokenizer, ids, after)]
    cut = starts.pop() if starts else 0
    if not text[cut:].strip(BLANK):
        cut = min(cut, len(text.rstrip(BLANK)))
    kept = (*before, text[:cut]) if cut else before
    return (kept, text[cut:]) if kept or tokenizer.prefix() else (parts, "")


class Beginning:
    """What the drawn text must begin with, as bytes; it is released once they are written."""

    def __init__(self, text: str, tokenizer: Tokenizer, vocabulary: int) -> None:
        self._rest = text.encode()
        size = min(tokenizer.size, vocabulary) if text else 0
        self._bytes = [b"" if tokenizer.is_special(i) else tokenizer.token_bytes(i) for i in range(size)]
        self._vocabulary = vocabulary

    @property
    def open(self) -> bool:
        """Whether bytes are left to be written."""
        return bool(self._rest)

    def allowed(self) -> Tensor:
        """bool [V]: tokens that begin with the remaining bytes, or with which these begin. Raises StudioError."""
        rest = self._rest
        found = [i for i, b in enumerate(self._bytes) if b and (b.startswith(rest) or rest.startswith(b))]
        if not found:
            raise StudioError(
                "bad_parameter",
                "the text cannot begin like that",
                expected="bytes that tokens of this vocabulary can write",
                found=repr(rest.decode(errors="replace")),
            )
        mask = torch.zeros(self._vocabulary, dtype=torch.bool)
        mask[torch.tensor(found)] = True
        return mask

    def take(self, token: int) -> None:
        """A token was drawn."""
        self._rest = self._rest[len(self._bytes[token]) :]


def openings(begin: str, ids: Sequence[int], tokenizer: Tokenizer, vocabulary: int) -> tuple[Tensor, ...]:
    """For each of the first drawn ids, until `begin` is written, what could be drawn there: bool [V]."""
    beginning, masks = Beginning(begin, tokenizer, vocabulary), list[Tensor]()
    for token in ids:
        if not beginning.open:
            break
        masks.append(beginning.allowed())
        if not masks[-1][token]:
            break
        beginning.take(token)
    return tuple(masks)
