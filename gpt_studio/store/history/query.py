"""What is looked for in the history: words, and conditions that may be typed among them.

tide moon model:smol temperature>0.9 stop:eos stop:"###" is:starred tag:poem after:2026-01-31 "a phrase"
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from gpt_studio.store.spans import STOP_STRING

STOP_REASONS = frozenset(("eos", STOP_STRING, "max_tokens", "context_full", "cancelled", "failed"))
_SETTING = re.compile(r"([a-z_]+)(<=|>=|=|<|>)(-?\d+(?:\.\d+)?)\Z")
_NAMED = re.compile(r'(model|stop|tag|is|after|before|in):("([^"]*)"|\S+)\Z')
_PIECE = re.compile(r'[a-z]+:"[^"]*"|"[^"]*"?|\S+')


@dataclass(frozen=True)
class Setting:
    """A sampler or another number of the settings, compared."""

    name: str
    sign: str  # < <= = >= >
    value: float


@dataclass(frozen=True)
class Query:
    """All conditions must hold. Times are seconds since 1970, `after` included, `before` not."""

    words: str = ""
    model: str = ""  # part of the name
    stop_reason: str = ""
    stop_string: str = ""  # that ended it
    starred: bool = False
    tags: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    after: float | None = None
    before: float | None = None
    trashed: bool = False
    document: int | None = None  # only the versions of this one: spans that nothing grew from
    branches: bool = False  # only versions that went to the trash by themselves, each with the span that it begins with
    limit: int = 200

    @property
    def browses(self) -> bool:
        """Whether nothing is looked for: then all documents are listed."""
        return self == Query(trashed=self.trashed, limit=self.limit)


def parse_query(line: str, base: Query | None = None) -> Query:
    """The query of a typed line, on top of `base`. What is no condition is a word; it never fails."""
    query, words = base or Query(), list[str]()
    for piece in _PIECE.findall(line):
        taken = _taken(query, piece)
        if taken is None:
            words.append(piece)
        else:
            query = taken
    return replace(query, words=" ".join(words))


def _taken(query: Query, piece: str) -> Query | None:
    if found := _SETTING.match(piece):
        setting = Setting(found[1], found[2], float(found[3]))
        return replace(query, settings=(*query.settings, setting))
    found = _NAMED.match(piece)
    if not found:
        return None
    value = found[2] if found[3] is None else found[3]
    match found[1]:
        case "model":
            return replace(query, model=value)
        case "stop":
            return _stopped(query, value)
        case "tag":
            return replace(query, tags=(*query.tags, value))
        case "is" if value == "starred":
            return replace(query, starred=True)
        case "in" if value == "trash":
            return replace(query, trashed=True)
        case "after" if (day := _day(value)) is not None:
            return replace(query, after=day)
        case "before" if (day := _day(value)) is not None:
            return replace(query, before=day)
        case _:
            return None


def _stopped(query: Query, by: str) -> Query:
    """By a reason, or by a stop string."""
    if by in STOP_REASONS:
        return replace(query, stop_reason=by)
    string = by.replace("\\n", "\n").replace("\\t", "\t")
    return replace(query, stop_reason=STOP_STRING, stop_string=string)


def _day(text: str) -> float | None:
    """The beginning of a day, here."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time()).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None
