"""Where tokens stand in a text: exact spans in characters, and the characters that each token completes."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .base import Tokenizer
from .bytes_bpe import BytesBPE
from .cutting import whole_characters
from .library import LibraryTokenizer
from .normalising import Normalised, normalised


def token_spans(text: str, tokenizer: Tokenizer, ids: Iterable[int], after: int | None = None) -> list[tuple[int, int]]:
    """(start, end) in characters of `text` for each token; tokens that are parts of a character share its span.

    A token that stands for nothing in the text (one that a post-processor added) has an empty span where it stands.
    `after` is the token before the text, as for encoding.
    """
    if isinstance(tokenizer, LibraryTokenizer):
        ids = list(ids)
        exact = tokenizer.spans(text, ids, after)
        if exact is not None:
            return exact
    source, skipped = _source(text, tokenizer)
    spans: list[tuple[int, int]] = []
    at = 0  # in bytes
    for token in ids:
        piece = tokenizer.token_bytes(token).translate(None, skipped)
        if not piece or not source.data.startswith(piece, at):
            place = source.starts[at] if at < len(source.data) else len(text)
            spans.append((place, place))
            continue
        spans.append((source.starts[at], source.ends[at + len(piece) - 1]))
        at += len(piece)
    return spans


@dataclass(frozen=True)
class _Source:
    """The bytes that tokens stand for; byte i is of the characters [starts[i], ends[i]) of the text."""

    data: bytes
    starts: list[int]
    ends: list[int]


def _source(text: str, tokenizer: Tokenizer) -> tuple[_Source, bytes]:
    """The bytes of a text as the tokenizer sees them, and the bytes that its vocabulary lacks and leaves out."""
    skipped = b""
    read = Normalised(whole_characters(text), list(range(len(text))), list(range(1, len(text) + 1)))
    if isinstance(tokenizer, BytesBPE):
        skipped = bytes(tokenizer.missing)
        if tokenizer.normal_form is not None:
            read = normalised(read.text, tokenizer.normal_form)
    data = read.text.encode("utf-8")
    import numpy as np

    codes = np.frombuffer(data, dtype=np.uint8)
    character = np.cumsum((codes & 0xC0) != 0x80, dtype=np.int64) - 1
    if skipped:
        character = character[~np.isin(codes, list(skipped))]
    starts, ends = (np.array(places, np.int64)[character].tolist() for places in (read.starts, read.ends))
    return _Source(data.translate(None, skipped), starts, ends), skipped


def token_texts(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """For each token the characters that it completes; together they are the text, whatever a normalizer did to it.

    A character that several tokens make up goes to the last of them; what no token stands for, to the next one.
    """
    if not spans:
        return []
    later = len(text)
    nexts: list[int] = []  # where the first of all later tokens begins
    for start, _ in reversed(spans):
        nexts.append(later)
        later = min(later, start)
    texts: list[str] = []
    at = reached = 0
    for (_, end), following in zip(spans[:-1], nexts[:0:-1], strict=True):
        reached = max(reached, end)
        cut = max(at, min(reached, following))
        texts.append(text[at:cut])
        at = cut
    return [*texts, text[at:]]


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
