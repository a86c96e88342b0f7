"""Text as the full-text index takes it: words as they are; Chinese, Japanese, Korean and emoji a character a token.

Characters are set apart by a separator that is taken out again, so that places in the text are known exactly.
"""

from __future__ import annotations

import re

APART, BEGIN, END = "\x1f", "\x1d", "\x1e"
_MARKS = str.maketrans(dict.fromkeys((APART, BEGIN, END, "\x00"), " "))
_ALONE = re.compile(
    "[\u2600-\u27bf\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)
_TERM = re.compile(r'"([^"]*)"?|(\S+)')


def apart(text: str) -> str:
    """The text with the separator around every character that is a token of its own."""
    return _ALONE.sub(rf"{APART}\g<0>{APART}", text.translate(_MARKS))


def terms_of(words: str) -> tuple[str, ...]:
    """What is searched for: words, and what stands in quotation marks as one."""
    found = (quoted or word for quoted, word in _TERM.findall(words))
    return tuple(term for term in found if term.strip())


def match_of(terms: tuple[str, ...], *, whole: bool = False) -> str:
    """The FTS5 expression: every term in a span or what stands before it, one at least in the span itself.

    The last term may be the beginning of a word, unless `whole`.
    """
    phrases = ['"' + apart(term).replace('"', '""') + '"' for term in terms]
    if not whole:
        phrases[-1] += " *"
    if len(phrases) == 1:
        return f"own : {phrases[0]}"
    everywhere = " AND ".join(f"{{own before}} : {phrase}" for phrase in phrases)
    return f"{everywhere} AND ({' OR '.join(f'own : {phrase}' for phrase in phrases)})"


def is_word(term: str) -> bool:
    """Whether the index knows anything of the term: punctuation alone it does not."""
    return any(character.isalnum() for character in term) or bool(_ALONE.search(term))


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """(the text without marks and separators, the places [start, end) that were marked)."""
    plain: list[str] = []
    places: list[tuple[int, int]] = []
    at = begun = 0
    for piece in re.split(f"([{APART}{BEGIN}{END}])", text):
        if piece == BEGIN:
            begun = at
        elif piece == END:
            places.append((begun, at))
        elif piece != APART:
            plain.append(piece)
            at += len(piece)
    return "".join(plain), places
