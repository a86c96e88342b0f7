"""Positions: characters here, UTF-16 units in Qt; and the text that stands in the editor for the document's."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Qt would end a paragraph at these, or keeps them for itself; each is shown as one unit, so that lengths agree.
_SHOWN = str.maketrans(
    {"\r": "␍", "\0": "␀", "\u2029": "¶", "\ufdd0": "\ufffd", "\ufdd1": "\ufffd", "\ufffc": "\ufffd"}
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """What the editor shows for `text`, character for character."""
    return text.translate(_SHOWN)


def typed(text: str) -> str:
    """What a text that came from Qt means: paragraphs end in line feeds, half surrogates are no characters."""
    return _LONE_SURROGATE.sub("\ufffd", text.replace("\u2029", "\n"))


class Utf16:
    """Positions of one text in characters and in UTF-16 units."""

    def __init__(self, text: str) -> None:
        astral = [] if text.isascii() else [m.start() for m in _ASTRAL.finditer(text)]
        self._characters = astral
        self._units = [at + i for i, at in enumerate(astral)]
        self.length = len(text) + len(astral)

    def units(self, position: int) -> int:
        """Units before the character at `position`."""
        return position + bisect_left(self._characters, position)

    def characters(self, unit: int) -> int:
        """Characters before `unit`; a unit inside a character counts as its beginning."""
        return unit - bisect_left(self._units, unit)


def common_prefix(one: str, other: str) -> int:
    """How many characters two texts begin with alike; found by halving, so that long texts cost little."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: str, other: str) -> int:
    """How many characters two texts end with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
