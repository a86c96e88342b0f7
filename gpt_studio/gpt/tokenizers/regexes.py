"""Which regexes of a tokenizer.json are run: those that cannot backtrack without end.

A pattern of a tokenizer comes from a stranger and is run by an engine that backtracks. Here it is read once, before any
engine compiles it. What people's tokenizers use passes: alternatives of characters, classes and short groups, where
only single characters repeat without end. Refused is what takes exponential time: repetitions inside repetitions, and
more of them in a row than an attempt can try in linear time.
"""

from __future__ import annotations

from typing import NamedTuple

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

LONGEST_PATTERN = 4096
DEEPEST = 20
MOST_REPEATS = 1000
MOST_CHOICES = 4
# Groups that need no memory: plain, without capture, of a case, atomic, looking ahead or behind.
_OPENINGS = ("?:", "?i:", "?>", "?=", "?!", "?<=", "?<!")


def check_regex(pattern: str) -> None:
    """Raise StudioError for a pattern that may take more than linear time at one place of a text."""
    if len(pattern) > LONGEST_PATTERN or not pattern:
        raise _refused(pattern, f"1 to {LONGEST_PATTERN} characters")
    reader = _Reader(pattern)
    reader.alternatives(0)
    if reader.at < len(pattern):
        raise _refused(pattern, "as many ( as )")


class _Inside(NamedTuple):
    """What a part of a pattern holds: endless repetitions in a row, several ways to match, repetitions of any kind."""

    endless: int
    branches: bool
    repeats: bool


class _Reader:
    """Reads a pattern from left to right; each method leaves `at` behind what it read."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self, depth: int) -> _Inside:
        """What the alternatives up to `)` or the end hold."""
        if depth > DEEPEST:
            raise self._bad("groups that are not so deep")
        rows = [self._row(depth)]
        while self._next("|"):
            rows.append(self._row(depth))
        return _Inside(
            max(row.endless for row in rows), len(rows) > 1 or rows[0].branches, any(row.repeats for row in rows)
        )

    def _row(self, depth: int) -> _Inside:
        """One alternative: at most two endless repetitions, and behind the second nothing that must be there."""
        endless, branches, repeats = 0, False, False
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            inside = self._atom(depth)
            low, high = self._repetition()
            self._check_repeated(inside, high)
            more = inside.endless + (high is None)
            if endless + more > 2 or (endless == 2 and low > 0):
                raise self._bad("at most two endless repetitions, and nothing that must follow them")
            endless += more
            branches = branches or inside.branches or low != high
            repeats = repeats or inside.repeats or high is None or high > 1
        return _Inside(endless, branches, repeats)

    def _check_repeated(self, inside: _Inside, high: int | None) -> None:
        """What is repeated has one way to match: no repetition in it without end, and few choices."""
        if high is not None and high <= 1:
            return
        if inside.endless or (high is None and inside.branches) or (inside.branches and (high or 0) > MOST_CHOICES):
            raise self._bad("no repetition of what can match in several ways")
        if inside.repeats and (high or 0) > MOST_CHOICES:
            raise self._bad("no repetition inside a repetition")

    def _atom(self, depth: int) -> _Inside:
        """One character, class or group."""
        c = self.pattern[self.at]
        if c == "(":
            return self._group(depth)
        if c == "[":
            self._class()
        elif c == "\\":
            self._escape()
        elif c in "*+?{":
            raise self._bad("something that is repeated")
        else:
            self.at += 1
        return _Inside(0, False, False)

    def _group(self, depth: int) -> _Inside:
        self.at += 1
        if self.pattern[self.at : self.at + 1] == "?":
            opening = next((o for o in _OPENINGS if self.pattern.startswith(o, self.at)), None)
            if opening is None:
                raise self._bad("groups of the kinds ( and " + " ".join(f"({o}" for o in _OPENINGS))
            self.at += len(opening)
        inside = self.alternatives(depth + 1)
        if not self._next(")"):
            raise self._bad("as many ( as )")
        return inside

    def _class(self) -> None:
        depth = 0
        while self.at < len(self.pattern):
            c = self.pattern[self.at]
            if c == "\\":
                self._escape()
                continue
            self.at += 1
            if c == "[":
                depth += 1
                self._next("^")
                self._next("]")
            elif c == "]":
                depth -= 1
                if not depth:
                    return
        raise self._bad("as many [ as ]")

    def _escape(self) -> None:
        name = self.pattern[self.at + 1 : self.at + 2]
        if not name or name in "123456789gkKRXG":
            raise self._bad("no reference to a group")
        self.at += 2
        if name in "pPxu" and self._next("{"):
            self.at = self.pattern.find("}", self.at) + 1
            if not self.at:
                raise self._bad("as many { as }")

    def _repetition(self) -> tuple[int, int | None]:
        """(least, most) of the quantifier that stands here; most is None where there is no end."""
        found = self.pattern[self.at : self.at + 1]
        low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(found, (1, 1))
        if found and found in "*+?":
            self.at += 1
        elif found == "{":
            low, high = self._counts()
        else:
            return low, high
        if not self._next("?"):
            self._next("+")
        if self.pattern[self.at : self.at + 1] and self.pattern[self.at] in "*+?{":
            raise self._bad("one repetition of one thing")
        return low, high

    def _counts(self) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.at)
        first, comma, last = self.pattern[self.at + 1 : max(end, self.at)].partition(",")
        if end < 0 or not (first + last).isdecimal() or len(first + last) > 8:
            raise self._bad("counts in { }")
        self.at = end + 1
        low, high = int(first or 0), int(last) if last else (None if comma else int(first))
        if max(low, high or 0) > MOST_REPEATS:
            raise self._bad(f"at most {MOST_REPEATS} repetitions")
        return low, high

    def _next(self, c: str) -> bool:
        found = self.pattern.startswith(c, self.at)
        self.at += found
        return found

    def _bad(self, expected: str) -> StudioError:
        return _refused(self.pattern, expected)


def _refused(pattern: str, expected: str) -> StudioError:
    return StudioError(
        "unsupported", "the tokenizer cuts text by a regex that might run without end", expected=expected,
        found=shown(pattern),
    )  # fmt: skip
