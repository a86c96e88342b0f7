"""Unicode normal forms, as the library `tokenizers` makes them, and where the normalised characters come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import regex
    from tokenizers.normalizers import Normalizer

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


@cache
def _normalizer(form: Form) -> Normalizer:
    from tokenizers import normalizers

    return getattr(normalizers, form)()


@cache
def _cluster() -> regex.Pattern[str]:
    """A character and the marks, or the vowel and the final of a Hangul syllable, that may be joined to it."""
    import regex

    return regex.compile(r"[\s\S][\p{M}\u1160-\u11ff]*")


@dataclass(frozen=True)
class Normalised:
    """`text` in a normal form; its character i stands for the characters [starts[i], ends[i]) of the original."""

    text: str
    starts: list[int]
    ends: list[int]


def normalise(text: str, form: Form) -> str:
    """The text in a normal form."""
    return text if text.isascii() else _normalizer(form).normalize_str(text)


def normalised(text: str, form: Form) -> Normalised:
    """The text in a normal form, with the places of its characters: what was joined shares its span."""
    whole = normalise(text, form)
    if whole == text:
        return Normalised(text, list(range(len(text))), list(range(1, len(text) + 1)))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _cluster().finditer(text):
        cluster = found.group()
        piece = normalise(cluster, form)
        same = piece == cluster
        pieces.append(piece)
        starts += range(found.start(), found.end()) if same else [found.start()] * len(piece)
        ends += range(found.start() + 1, found.end() + 1) if same else [found.end()] * len(piece)
    if "".join(pieces) != whole:  # no known text does this
        return Normalised(whole, [0] * len(whole), [len(text)] * len(whole))
    return Normalised(whole, starts, ends)
