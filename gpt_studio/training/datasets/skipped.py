"""Lines of the data that hold no example and were skipped: how many, and the first of them by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gpt_studio.protocol.datasets import BadRow
from gpt_studio.protocol.runs import SkippedLines

NAMED, SAID = 20, 5  # lines that are kept by name; those that a log names
LONGEST = 200  # characters of a reason
NONE = SkippedLines(0)


@dataclass
class Skipped:
    """Counts them as the files are read. Files go by their numbers: what they are called may change."""

    count: int = 0
    first: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])

    def add(self, file: int, line: int, reason: str) -> None:
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append((file, line, reason[:LONGEST]))

    def facts(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"skipped": self.count, "skipped_first": self.first}


def skipped_of(facts: dict[str, Any], names: Sequence[str]) -> SkippedLines:
    """What `facts` gave, with the names of the files."""
    first = (BadRow(names[int(file)], int(line), str(reason)) for file, line, reason in facts["skipped_first"])
    return SkippedLines(facts["skipped"], tuple(first))


def sentence(skipped: SkippedLines) -> str:
    """Lines for a log; empty where none was skipped."""
    if not skipped.count:
        return ""
    lines = "1 line of the data holds" if skipped.count == 1 else f"{skipped.count:,} lines of the data hold"
    named = [f"  {row.file}, line {row.line}: {row.reason}" for row in skipped.first[:SAID]]
    rest = [f"  and {skipped.count - len(named):,} more"] if skipped.count > len(named) else []
    return "\n".join([f"{lines} no example and {'was' if skipped.count == 1 else 'were'} skipped:", *named, *rest])
