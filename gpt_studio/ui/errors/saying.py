"""Errors in the language of the window. What is raised, logged, copied and printed stays English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import JobFailed

from .recognising import Known, recognise
from .templates import QT_TRANSLATE_NOOP

CONTEXT = "Errors"
MOST_PLACES = 4  # where a line is tried to be taken apart at one of its words

# One line of an error, by which of its parts are there: as StudioError.one_line has it.
BOTH = QT_TRANSLATE_NOOP("Errors", "%1: expected %2, found %3")
EXPECTED = QT_TRANSLATE_NOOP("Errors", "%1: expected %2")
FOUND = QT_TRANSLATE_NOOP("Errors", "%1: found %2")
REMEDY = QT_TRANSLATE_NOOP("Errors", "%1. %2")


def line_of(error: StudioError | JobFailed) -> str:
    """What went wrong in one line, in the language of the window."""
    if not _speaks_another():
        return error.one_line()
    parts = [recognise(part) or part for part in (error.expected, error.found) if part]
    message = read_line(error.message) or error.message
    form = {(True, True): BOTH, (True, False): EXPECTED, (False, True): FOUND}.get(
        (bool(error.expected), bool(error.found))
    )
    line = Known(form, (message, *parts), 0) if form else message
    if error.remedy:
        line = Known(REMEDY, (line, recognise(error.remedy) or error.remedy), 0)
    return " ".join(_said(line).split())


def translated(text: str) -> str:
    """A text of an error, or one line of a whole one, in the language of the window; any other text as it is."""
    known = read_line(text) if _speaks_another() else None
    return text if known is None else _said(known)


@lru_cache(maxsize=512)
def read_line(line: str) -> Known | None:
    """A text taken apart into message, expected, found and remedy, whatever of these it has."""
    return max(_readings(line), key=lambda known: known.letters, default=None)


def _readings(line: str) -> Iterator[Known]:
    if whole := recognise(line):
        yield whole
    for at in _places(line, ". "):
        if remedy := recognise(line[at + 2 :]):
            before = max(_refusals(line[:at]), key=lambda known: known.letters, default=None)
            if before is not None:
                yield Known(REMEDY, (before, remedy), before.letters + remedy.letters)
    yield from _refusals(line)


def _refusals(line: str) -> Iterator[Known]:
    """The readings of `message: expected …, found …` with a known message."""
    if whole := recognise(line):
        yield whole
    for word, form in ((": expected ", EXPECTED), (": found ", FOUND)):
        for at in _places(line, word):
            message, rest = recognise(line[:at]), line[at + len(word) :]
            if message is None:
                continue
            yield _known(form, message, rest)
            if form == EXPECTED:
                yield from (_known(BOTH, message, rest[:a], rest[a + 8 :]) for a in _places(rest, ", found "))


def _known(form: str, message: Known, *parts: str) -> Known:
    """`form` with its parts, recognised where they can be. The words of the form itself count as one letter."""
    holes = (message, *(recognise(part) or part for part in parts))
    return Known(form, holes, len(parts) + sum(hole.letters for hole in holes if isinstance(hole, Known)))


def _places(text: str, word: str) -> list[int]:
    """Where a word stands in a text, the first few times."""
    found: list[int] = []
    at = text.find(word)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = text.find(word, at + 1)
    return found


def _speaks_another() -> bool:
    return QCoreApplication.translate(CONTEXT, BOTH) != BOTH


def _said(known: str | Known) -> str:
    if isinstance(known, str):
        return known
    pieces = QCoreApplication.translate(CONTEXT, known.template).split("%")
    text = pieces[0]
    for piece in pieces[1:]:
        number = len(piece) - len(piece.lstrip("0123456789"))
        if 0 < int(piece[:number] or 0) <= len(known.holes):
            text = _joined(_joined(text, _said(known.holes[int(piece[:number]) - 1])), piece[number:])
        else:
            text += "%" + piece
    return text


def _joined(one: str, other: str) -> str:
    """Both without a space between Chinese characters: it stands beside a hole for what is written in letters."""
    if _is_chinese(one.rstrip()[-1:]) and _is_chinese(other.lstrip()[:1]):
        return one.rstrip() + other.lstrip()
    return one + other


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
