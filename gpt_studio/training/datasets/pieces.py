"""Long texts to ids piece by piece, with the ids of the whole: memory holds a piece, never the text.

A piece ends where no tokenizer of its kind joins what stands on both sides; what stands around each end is encoded
both ways, and where that differs the two pieces are read as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gpt_studio.gpt.tokenizers import Tokenizer

SIZE = 1_000_000  # characters that are encoded at a time
REACH = 200  # characters on both sides of an end that are encoded both ways
LONGEST = 8  # times the size: so far a place to cut is looked for
_WORDS_APART = frozenset(["sentencepiece", "unigram", "wordpiece", "words"])


def encoded(text: str | Iterable[str], tokenizer: Tokenizer, size: int = SIZE) -> Iterator[tuple[str, list[int]]]:
    """Pieces of about `size` characters with their ids, one after another; the text may come in parts of any length.

    Raises StudioError where the tokenizer does.
    """
    if tokenizer.kind == "char":  # no two characters are ever joined
        yield from ((piece, tokenizer.encode(piece)) for piece in _anywhere(text, size))
        return
    after: int | None = None
    held = ""
    for piece in pieces(text, size, at_spaces=tokenizer.kind in _WORDS_APART):
        if held and _parts(held, piece, tokenizer):
            ids = tokenizer.encode(held, after=after)
            yield held, ids
            after, held = (ids[-1] if ids else after), ""
        held += piece
    if held:
        yield held, tokenizer.encode(held, after=after)


def _parts(left: str, right: str, tokenizer: Tokenizer) -> bool:
    """Whether the ids around the place between two pieces are the same with and without it."""
    a, b = left[-REACH:], right[:REACH]
    ids = tokenizer.encode(a)
    return tokenizer.encode(a + b) == ids + tokenizer.encode(b, after=ids[-1] if ids else None)


def _anywhere(text: str | Iterable[str], size: int) -> Iterator[str]:
    for part in [text] if isinstance(text, str) else text:
        yield from (part[start : start + size] for start in range(0, len(part), size))


def pieces(text: str | Iterable[str], size: int = SIZE, *, at_spaces: bool = False) -> Iterator[str]:
    """The text cut behind lone newlines, about `size` characters each: no byte-level BPE merges there.

    Where there is none in `size` characters, and with `at_spaces` wherever it can be, before a lone space between
    words; anywhere where there is neither. The pieces do not depend on the parts in which the text comes.
    """
    parts = iter([text] if isinstance(text, str) else text)
    held, more = "", True
    while True:
        end = _end(held, size, at_spaces)
        if end is not None:
            yield held[:end]
            held = held[end:]
        elif more:
            part = next(parts, None)
            held, more = held + (part or ""), part is not None
        else:
            break
    if held:
        yield held


def _end(text: str, size: int, at_spaces: bool) -> int | None:
    """Where the first piece of a text ends; None while that is not known, or where it is the text's end."""
    first, second = (_before_space, _behind_newline) if at_spaces else (_behind_newline, _before_space)
    if len(text) < 2 * size + 2:
        return None
    near = first(text, size, 2 * size) or second(text, size, 2 * size)
    if near or len(text) < LONGEST * size + 2:
        return near
    far = [place for find in (first, second) if (place := find(text, 2 * size, LONGEST * size))]
    return min(far, default=LONGEST * size)


def _behind_newline(text: str, start: int, end: int) -> int | None:
    """The first place from `start` to before `end` behind a newline that stands alone."""
    newline = start - 1
    while 0 < (newline := text.find("\n", newline + 1, end)) < len(text) - 1:
        if not text[newline - 1].isspace() and not text[newline + 1].isspace():
            return newline + 1
    return None


def _before_space(text: str, start: int, end: int) -> int | None:
    """The first place from `start` to before `end` before a space between two words."""
    space = start - 1
    while 0 < (space := text.find(" ", space + 1, end)) < len(text) - 1:
        if text[space - 1].isalnum() and text[space + 1].isalnum():
            return space
    return None
