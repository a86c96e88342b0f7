"""How well a command fits what was typed into the palette. Qt-free.

Every word must be found: at the beginning of a word of the title, inside the title, as letters of it in their order,
or in the menu path or the tip. A command is looked for in the language in force and in English alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Texts:
    """What a command is found by, in one language."""

    title: str
    place: str = ""
    tip: str = ""


def fit(query: str, languages: Iterable[Texts]) -> float | None:
    """The better the larger, over the languages; None where a word of the query is not found. '' fits all alike."""
    words = query.casefold().split()
    found = [score for texts in languages if (score := _fit(words, texts)) is not None]
    return max(found, default=None)


def _fit(words: Sequence[str], texts: Texts) -> float | None:
    title, place, tip = (text.casefold() for text in (texts.title, texts.place, texts.tip))
    scores = [_fit_word(word, title, place, tip) for word in words]
    if not all(scores):
        return None
    whole = 2.0 if words and title.startswith(" ".join(words)) else 0.0
    return sum(scores) + whole - len(title) / 1000


def _fit_word(word: str, title: str, place: str, tip: str) -> float:
    """0 where the word is nowhere."""
    starts = _WORD.findall(title)
    if word in starts:
        return 10.0
    if any(start.startswith(word) for start in starts):
        return 8.0
    if word in title:
        return 6.0
    if any(start.startswith(word) for start in _WORD.findall(place)):
        return 4.0
    if len(word) > 1 and _in_order(word, title):
        return 3.0
    if word in place or any(start.startswith(word) for start in _WORD.findall(tip)):
        return 2.0
    return 1.0 if len(word) > 2 and word in tip else 0.0


def _in_order(word: str, title: str) -> bool:
    """Whether the letters stand in the title in this order, the first at the beginning of a word of it."""
    for start in re.finditer(r"\b" + re.escape(word[0]), title):
        letters = iter(title[start.start() :])
        if all(letter in letters for letter in word):
            return True
    return False
