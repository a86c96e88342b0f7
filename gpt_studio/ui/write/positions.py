"""Positions: characters here, UTF-16 units in Qt; and the text that stands in the editor for the document's."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Qt would end a paragraph at these, or keeps them for itself; each is shown as one unit, so that lengths agree.
_SHOWN = str.maketrans(
    {"\r": "␍", "\0": "␀", "\u2029": "¶", "\ufdd0": "\ufffd", "\ufdd1": "\ufffd", "\ufffc": "\ufffd"}
)
_HIDDEN = re.compile("[\r\0\u2029\ufdd0\ufdd1\ufffc]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """What the editor shows for `text`, character for character."""
    return text.translate(_SHOWN) if _HIDDEN.search(text) else text


def typed(text: str) -> str:
    """What a text that came from Qt means: paragraphs end in line feeds, half surrogates are no characters."""
    return _LONE_SURROGATE.sub("\ufffd", text.replace("\u2029", "\n"))


class Utf16:
    """Positions of one text in characters and in UTF-16 units of Qt's document.

    `breaks` are the characters before which Qt's document has a paragraph's end that is not in the text.
    """

    def __init__(self, text: str) -> None:
        self.breaks: list[int] = []
        self._past: list[int] = []  # characters from which on there is a unit more
        self._marks: list[int] = []  # the units before those that are too many
        self.length = 0
        self.extend(text)

    def extend(self, text: str) -> None:
        """Text was appended; what is known of the text before it stands."""
        begin = self.length - len(self._past)
        for at in [] if text.isascii() else [m.start() for m in _ASTRAL.finditer(text)]:
            self._marks.append(begin + at + len(self._past))
            self._past.append(begin + at + 1)
        self.length = begin + len(text) + len(self._past)

    def add_break(self, position: int) -> None:
        """Qt's document ends a paragraph before the character at `position`, within the text."""
        at = bisect_right(self._past, position)
        self._marks[at:] = [position + at, *(mark + 1 for mark in self._marks[at:])]
        self._past.insert(at, position)
        insort(self.breaks, position)
        self.length += 1

    def units(self, position: int) -> int:
        """Units before the character at `position`."""
        return position + bisect_right(self._past, position)

    def characters(self, unit: int) -> int:
        """Characters before `unit`; a unit inside a character counts as its beginning."""
        return unit - bisect_left(self._marks, unit)

    def ends_softly(self, unit: int) -> bool:
        """Whether the paragraph's end that stands at `unit` is not in the text."""
        position = self.characters(unit)
        at = bisect_left(self.breaks, position)
        return at < len(self.breaks) and self.breaks[at] == position and self.units(position) == unit + 1


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
