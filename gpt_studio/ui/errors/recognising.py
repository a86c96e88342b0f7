"""Which template of the table an English text was made from, and what stands in its holes.

A template fits where its literal pieces stand in the text in their order, the first and the last one at its ends. The
pieces are looked for from the left, each once, so that the time is bounded by the length of the text. Of all that fit,
the one that explains most letters is taken, the letters of recognised holes included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .templates import TEMPLATES

LONGEST = 4096  # characters of a text that is looked at, as many as one line of an error has
DEEPEST = 4  # texts inside of texts
FEW_LETTERS = 8  # a template with fewer says little: "%1 rows" is believed only where the hole is no sentence

_HOLE = re.compile(r"%\d+")


@dataclass(frozen=True)
class Known:
    """A template and what is in its holes: a text as it stands, or again a template. `letters` are those explained."""

    template: str
    holes: tuple[str | Known, ...]
    letters: int


@dataclass(frozen=True)
class _Template:
    text: str
    pieces: tuple[str, ...]  # one more than holes
    nested: tuple[int, ...]
    letters: int

    def holes_of(self, text: str) -> list[str] | None:
        """What stands between the pieces, at least a character each; None where the template does not fit."""
        first, *middle, last = self.pieces
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)):
            return None
        holes: list[str] = []
        begin = len(first)
        for piece in middle:
            at = text.find(piece, begin + 1, end)
            if at < 0:
                return None
            holes.append(text[begin:at])
            begin = at + len(piece)
        if begin >= end:
            return None
        return [*holes, text[begin:end]]


def _read(text: str, nested: tuple[int, ...]) -> _Template:
    pieces = tuple(_HOLE.split(text))
    return _Template(text, pieces, nested, sum(map(str.isalpha, "".join(pieces))))


_WHOLE = {text: Known(text, (), sum(map(str.isalpha, text))) for text, _ in TEMPLATES if not _HOLE.search(text)}
# With the longest piece of each: most templates are passed over by looking for that alone.
_OPEN = [
    (max(template.pieces, key=len), template)
    for template in (_read(text, nested) for text, nested in TEMPLATES if _HOLE.search(text))
]


@lru_cache(maxsize=1024)
def recognise(text: str, depth: int = DEEPEST) -> Known | None:
    """The template of an English text; None where it is none of an error, or too long."""
    if text in _WHOLE:
        return _WHOLE[text]
    if depth == 0 or len(text) > LONGEST:
        return None
    return max(_fitting(text, depth), key=_worth, default=None)


def _worth(known: Known) -> tuple[int, bool, int]:
    """More letters explained; of equals `path: reason`, and then the template that says more by itself."""
    own = sum(map(str.isalpha, _HOLE.sub("", known.template)))
    return known.letters, own == 0, own


def _fitting(text: str, depth: int) -> Iterator[Known]:
    for longest, template in _OPEN:
        if longest in text and (found := template.holes_of(text)) is not None:
            holes = [
                (recognise(hole, depth - 1) if number in template.nested else None) or hole
                for number, hole in enumerate(found, 1)
            ]
            if _is_believed(template, holes):
                inside = sum(hole.letters for hole in holes if isinstance(hole, Known))
                yield Known(template.text, tuple(holes), template.letters + inside)


def _is_believed(template: _Template, holes: list[str | Known]) -> bool:
    """A template of signs alone ("%1: %2") needs a recognised end, one of few letters holes without sentences.

    What ends with a colon is no value: the reason begins behind it.
    """
    if any(isinstance(hole, str) and hole.endswith(":") for hole in holes):
        return False
    if template.letters == 0:
        return isinstance(holes[-1], Known)
    return template.letters >= FEW_LETTERS or not any(
        isinstance(hole, str) and " " in hole.replace(", ", "") for hole in holes
    )
