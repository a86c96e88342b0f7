"""What is made alike before two texts are compared. Each step has a name, and a task names its steps in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence


def _without_punctuation(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] != "P")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


NORMALISATIONS: dict[str, Callable[[str], str]] = {
    "strip": str.strip,  # no blanks at either end
    "first_line": _first_line,  # of the stripped text
    "casefold": str.casefold,
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "punctuation": _without_punctuation,  # every character of Unicode's P categories goes
    "articles": lambda text: re.sub(r"\b(a|an|the)\b", " ", text),  # English ones, in lower case
    "blanks": lambda text: " ".join(text.split()),  # one space for any run, none at the ends
}


def normalised(text: str, steps: Sequence[str]) -> str:
    """The text after the named steps."""
    for step in steps:
        text = NORMALISATIONS[step](text)
    return text
