"""The spans that one job writes: one for each member, versions of each other behind the same text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from gpt_studio.protocol.records import GenerationStats, TokenRecord
from gpt_studio.store.document import Document, State


class JobSpans:
    """Begins them, the first on screen. `running` are those that have not ended, by member."""

    def __init__(self, document: Document, described: Mapping[int, dict[str, Any]]) -> None:
        self._document = document
        self.running: dict[int, int] = {}
        for member, settings in described.items():
            first = next(iter(self.running.values()), None)
            new = document.begin_drawn(settings) if first is None else document.begin_sibling(first, settings)
            self.running[member] = new
        self._all = tuple(self.running.values())
        document.open(self._all[0])

    def __iter__(self) -> Iterator[int]:
        """The spans that are still written."""
        return iter(self.running.values())

    @property
    def count(self) -> int:
        """How many were begun."""
        return len(self._all)

    @property
    def first(self) -> int:
        """The span that was on screen when they began."""
        return self._all[0]

    def extend(self, member: int, records: Iterable[TokenRecord]) -> bool:
        """Tokens of one of them. Whether it is on screen."""
        self._document.extend(self.running[member], records)
        return self.running[member] == self._document.current

    def finish(self, member: int, reason: str, detail: str, stats: GenerationStats) -> None:
        """One of them ended; `detail` is the stop string where one came."""
        node = self.running.pop(member)
        self._document.node(node).settings["statistics"] = asdict(stats)
        self._document.finish(node, reason, detail if reason == "stop_string" else "")

    def end(self, reason: str, before: State | None) -> None:
        """All end. Those without a token are taken away; where that is all of them, `before` is on screen again."""
        for node in self.running.values():
            self._document.finish(node, reason)
        self.running.clear()
        on_screen = self._document.current in self._all  # else the text was edited meanwhile
        left = [node for node in self._all if not self._document.drop_if_empty(node)]
        if on_screen and not left and before is not None:
            self._document.restore(before)
        elif on_screen and left and self._document.current not in left:
            self._document.open(left[0])


def next_member(document: Document, seed: int) -> int:
    """The first member that no version behind the text on screen has drawn with this seed."""
    settings = [document.node(child).settings for child in document.node(document.current).children]
    taken = [s["member"] for s in settings if s.get("seed") == seed and isinstance(s.get("member"), int)]
    return 1 + max(taken, default=-1)
