"""Where tokens stand in a text: exact spans in characters, and the characters that each token completes."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .base import Tokenizer
from .cutting import whole_characters
from .library import LibraryTokenizer


def token_spans(text: str, tokenizer: Tokenizer, ids: Iterable[int]) -> list[tuple[int, int]]:
    """(start, end) in characters of `text` for each token; tokens that are parts of a character share its span.

    A token that stands for nothing in the text (one that a post-processor added) has an empty span where it stands.
    """
    if isinstance(tokenizer, LibraryTokenizer):
        ids = list(ids)
        exact = tokenizer.spans(text, ids)
        if exact is not None:
            return exact
    data = whole_characters(text).encode("utf-8")
    character = _character_of_byte(data)
    spans: list[tuple[int, int]] = []
    at = 0  # in bytes
    for token in ids:
        piece = tokenizer.token_bytes(token)
        found = at if data.startswith(piece, at) else -1
        if found < 0 and not tokenizer.is_special(token):
            found = data.find(piece, at)  # bytes that the vocabulary lacks were left out before it
        if found < 0 or not piece:
            place = int(character[at]) if at < len(data) else len(text)
            spans.append((place, place))
            continue
        at = found + len(piece)
        spans.append((int(character[found]), int(character[at - 1]) + 1))
    return spans


def _character_of_byte(data: bytes) -> NDArray[np.int64]:
    """For each byte of UTF-8 the index of its character."""
    codes = np.frombuffer(data, dtype=np.uint8)
    return np.cumsum((codes & 0xC0) != 0x80, dtype=np.int64) - 1


class Completion:
    """Token by token, the characters that are whole now. Bytes that can be no UTF-8 become U+FFFD."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._previous: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, token: int) -> str:
        """The characters that `token` completes; '' while one is unfinished."""
        if isinstance(self._tokenizer, LibraryTokenizer):
            data = self._tokenizer.bytes_after(self._previous, token)
        else:
            data = self._tokenizer.token_bytes(token)
        self._previous = token
        return self._decoder.decode(data)

    def finish(self) -> str:
        """What is left of an unfinished character (U+FFFD) at the end of a text."""
        return self._decoder.decode(b"", final=True)


def completed_texts(tokenizer: Tokenizer, ids: Iterable[int]) -> list[str]:
    """For each token the characters that it completes; together they are the decoded text."""
    completion = Completion(tokenizer)
    texts = [completion.push(token) for token in ids]
    if texts:
        texts[-1] += completion.finish()
    return texts
