"""Finding in a text: plain or by regular expression, in a time that is bounded however the pattern is made.

Patterns are PCRE's by way of Qt: it counts what it tries, so that a pattern that would run for ever ends as refused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, QRegularExpressionMatch

from .positions import Utf16

MOST_TRIES = 200_000  # of one match
MOST_MATCHES = 20_000
MOST_SECONDS = 0.25
_GROUP = re.compile(r"\\([0-9]|\\|n|t)")


@dataclass(frozen=True)
class Query:
    """What is looked for."""

    needle: str
    case: bool = False
    words: bool = False
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Characters [start, end), and what the groups of the pattern caught ('' first: the whole)."""

    start: int
    end: int
    groups: tuple[str, ...]


class BadPattern(ValueError):
    """A pattern that is none, or that tries too much."""


@dataclass(frozen=True)
class Found:
    """The matches in order; not `complete`: there are more."""

    matches: tuple[Match, ...]
    complete: bool = True

    def within(self, stretches: Sequence[tuple[int, int]]) -> Found:
        """Those that lie in one of the stretches [start, end)."""
        kept = (m for m in self.matches if any(start <= m.start and m.end <= end for start, end in stretches))
        return Found(tuple(kept), self.complete)


def find(query: Query, text: str) -> Found:
    """All matches that are not empty. Raises BadPattern with Qt's own words, or '' where it tried too much."""
    if not query.needle:
        return Found(())
    pattern = _compiled(query)
    units, found, until = Utf16(text), list[Match](), time.monotonic() + MOST_SECONDS
    at, length = 0, units.length
    while at <= length:
        match = pattern.match(text, at)
        if not match.isValid():
            raise BadPattern("")
        if not match.hasMatch():
            return Found(tuple(found))
        start, end = match.capturedStart(0), match.capturedEnd(0)
        if end > start:
            found.append(Match(units.characters(start), units.characters(end), _groups(match)))
        at = end if end > at else at + 1
        if len(found) >= MOST_MATCHES:
            return Found(tuple(found), complete=False)
        if time.monotonic() > until:
            raise BadPattern("")
    return Found(tuple(found))


def replacement(query: Query, match: Match, text: str) -> str:
    r"""What stands for a match: `text`, in which, for a regular expression, \1 is what the first group caught."""
    if not query.regex:
        return text

    def one(found: re.Match[str]) -> str:
        sign = found[1]
        if sign.isdigit():
            return match.groups[int(sign)] if int(sign) < len(match.groups) else ""
        return {"n": "\n", "t": "\t"}.get(sign, "\\")

    return _GROUP.sub(one, text)


def _compiled(query: Query) -> QRegularExpression:
    options = QRegularExpression.PatternOption
    chosen = options.MultilineOption | options.UseUnicodePropertiesOption
    if not query.case:
        chosen |= options.CaseInsensitiveOption
    needle = query.needle if query.regex else QRegularExpression.escape(query.needle)
    plain = QRegularExpression(needle, chosen)
    if not plain.isValid():
        raise BadPattern(plain.errorString())
    if query.words:
        needle = rf"(?<!\w)(?:{needle})(?!\w)"
    pattern = QRegularExpression(f"(*LIMIT_MATCH={MOST_TRIES}){needle}", chosen)
    if not pattern.isValid():
        raise BadPattern(pattern.errorString())
    return pattern


def _groups(match: QRegularExpressionMatch) -> tuple[str, ...]:
    return tuple(match.captured(i) for i in range(match.lastCapturedIndex() + 1))
