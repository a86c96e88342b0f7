"""Cut a long text where no tokenizer joins what stands on both sides: between a letter and a space or a sign.

tiktoken's regex gives up on some texts of a few hundred thousand characters, so it is given less at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set

from gpt_studio.protocol.errors import StudioError

LONGEST_PART = 100_000
LONGEST_PIECE = 1_000_000
_SIGNS = frozenset(["Zs", "Zl", "Zp", "Cc", "Pc", "Pd", "Ps", "Pe", "Pi", "Po", "Sm", "Sc", "So"])
_HALVES = re.compile("[\ud800-\udfff]")
_APOSTROPHES = frozenset("'’")


def whole_characters(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which no UTF-8 can hold."""
    return _HALVES.sub("\ufffd", text)


def cut(text: str, whole: Set[str] = frozenset()) -> Iterator[str]:
    """Parts of `text`, below 100,000 characters where possible; no string of `whole` is cut.

    Raises StudioError when there is no place to cut within a million characters.
    """
    start = 0
    while len(text) - start >= LONGEST_PART:
        end = _place(text, start, whole)
        yield text[start:end]
        start = end
    if start < len(text) or not text:
        yield text[start:]


def _place(text: str, start: int, whole: Set[str]) -> int:
    for i in range(start + LONGEST_PART - 1, start, -1):
        if _safe(text, i, whole):
            return i
    for i in range(start + LONGEST_PART, min(len(text), start + LONGEST_PIECE)):
        if _safe(text, i, whole):
            return i
    if len(text) - start <= LONGEST_PIECE:
        return len(text)
    raise StudioError(
        "too_large",
        "the text holds a stretch that no tokenizer can cut",
        expected=f"a letter before a space or a sign within {LONGEST_PIECE} characters",
    )


def _safe(text: str, i: int, whole: Set[str]) -> bool:
    """Whether a piece always ends before text[i]."""
    if not text[i - 1].isalpha() or text[i] in _APOSTROPHES or unicodedata.category(text[i]) not in _SIGNS:
        return False
    return not any(text.find(s, max(0, i - len(s) + 1), i + len(s) - 1) >= 0 for s in whole)
