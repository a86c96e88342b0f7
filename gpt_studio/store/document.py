"""The document: one text over a tree of versions. A node is a span, typed or drawn, with the settings that made it.

Nothing is overwritten: generating, another version, an edit and a chosen alternative make siblings. Qt-free.
Positions are in characters (code points) of the text.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gpt_studio.protocol.records import Part, Parts, TokenRecord


@dataclass
class Node:
    """A span of the text. Typed spans hold `typed`; drawn spans hold their token records.

    `records` of a typed span are what the model says of it, () until it was scored.
    `settings` are those of the generation (seed, member, samplers, model), `stop_reason` why it ended.
    """

    id: int
    parent: int | None
    drawn: bool
    typed: str = ""
    records: tuple[TokenRecord, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    stop_reason: str = ""
    children: list[int] = field(default_factory=list[int])

    @property
    def text(self) -> str:
        return "".join(r.shown for r in self.records) if self.drawn else self.typed


@dataclass(frozen=True)
class Token:
    """A token of the current version: its record and the characters [start, end) that it completes."""

    record: TokenRecord
    start: int
    end: int
    node: int
    offset: int  # index among the node's records
    drawn: bool


class Document:
    """The tree, and the version that is on screen: the path from the root to `current`."""

    def __init__(self, text: str = "") -> None:
        self._nodes: dict[int, Node] = {0: Node(0, None, drawn=False)}
        self._next = 1
        self.current = 0
        self._tokens: list[Token] | None = None
        if text:
            self.edit(0, 0, text)

    # -- reading -----------------------------------------------------------------------------------------------

    def node(self, number: int) -> Node:
        return self._nodes[number]

    def path(self) -> list[Node]:
        """The nodes of the current version, from the root."""
        found: list[Node] = []
        at: int | None = self.current
        while at is not None:
            node = self._nodes[at]
            found.append(node)
            at = node.parent
        return found[::-1]

    def text(self) -> str:
        """The text of the current version."""
        return "".join(node.text for node in self.path())

    def parts(self) -> Parts:
        """What the engine is sent: typed runs as text, drawn tokens as the ids that were drawn."""
        found: list[Part] = []
        for node in self.path():
            for part in _parts_of(node):
                last = found[-1] if found else None
                if isinstance(part, str) and isinstance(last, str):
                    found[-1] = last + part
                elif isinstance(part, tuple) and isinstance(last, tuple):
                    found[-1] = last + part
                else:
                    found.append(part)
        return tuple(found)

    def tokens(self) -> list[Token]:
        """Tokens of the current version in order. A typed span that was not scored has none."""
        if self._tokens is None:
            self._tokens = list(self._walk_tokens())
        return self._tokens

    def is_scored(self) -> bool:
        """Whether every character belongs to a token, so that token indices equal positions of the model."""
        return all(node.drawn or node.records or not node.typed for node in self.path()) and not any(
            r.hidden for node in self.path() for r in node.records
        )

    def token_at(self, position: int) -> int:
        """Index of the token that holds the character at `position`, or -1."""
        tokens = self.tokens()
        at = bisect.bisect_right(tokens, position, key=lambda token: token.end)
        if at < len(tokens) and tokens[at].start <= position < tokens[at].end:
            return at
        return -1

    def versions(self) -> tuple[int, int]:
        """(which, of how many) the nearest branching point of the current version offers; (1, 1) without one."""
        node = self._branch()
        if node is None:
            return 1, 1
        siblings = self._siblings(node)
        return siblings.index(node.id) + 1, len(siblings)

    # -- changing ----------------------------------------------------------------------------------------------

    def edit(self, position: int, removed: int, inserted: str) -> None:
        """Replace `removed` characters at `position`. Tokens wholly before stay; what follows is text to score.

        Typing on at the end of a typed leaf changes it in place; any other edit makes a sibling.
        """
        if not removed and not inserted:
            return
        node, start = self._node_holding(position)
        if not node.drawn and not node.children and node.id == self.current and node.id:
            local = position - start
            node.typed = node.typed[:local] + inserted + node.typed[local + removed :]
            node.records = ()
            self._changed()
            return
        text = self.text()
        tail = text[position + removed :]
        parent, kept = self._cut(node, position - start)
        while parent and not self._nodes[parent].drawn:  # typed spans never follow one another
            kept = self._nodes[parent].typed + kept
            parent = self._nodes[parent].parent
        self._add(parent, drawn=False, typed=kept + inserted + tail)

    def begin_drawn(self, settings: dict[str, Any]) -> int:
        """A new drawn span after the current version; returns its node, now current."""
        return self._add(self.current, drawn=True, settings=settings)

    def begin_sibling(self, node: int, settings: dict[str, Any]) -> int:
        """A new drawn span beside `node` (another version of it); returns it, now current."""
        return self._add(self._nodes[node].parent, drawn=True, settings=settings)

    def extend(self, node: int, records: Iterable[TokenRecord]) -> None:
        """Tokens that were drawn, at the end of a drawn span."""
        self._nodes[node].records += tuple(records)
        self._changed()

    def finish(self, node: int, stop_reason: str) -> None:
        """Why the drawn span ended."""
        self._nodes[node].stop_reason = stop_reason

    def choose(self, index: int, record: TokenRecord, settings: dict[str, Any]) -> int:
        """A new version with `record` in the place of token `index`, cut behind it; returns the new drawn span."""
        token = self.tokens()[index]
        node = self._nodes[token.node]
        parent = self._cut_records(node, token.offset)
        chosen = self._add(parent, drawn=True, settings=settings)
        self.extend(chosen, (record,))
        return chosen

    def set_scores(self, records: tuple[TokenRecord, ...]) -> bool:
        """Give typed spans the records of one pass over `parts()`. False when they do not fit the text."""
        shares = _share_out(self.path(), records)
        if shares is None:
            return False
        for node, share in shares:
            node.records = share
        self._changed()
        return True

    def drop_scores(self) -> None:
        """Forget what a model said of typed spans (another model was loaded)."""
        for node in self._nodes.values():
            if not node.drawn:
                node.records = ()
        self._changed()

    def walk(self, step: int) -> bool:
        """Go `step` versions on at the nearest branching point. False when there is none that way."""
        node = self._branch()
        if node is None:
            return False
        siblings = self._siblings(node)
        at = siblings.index(node.id) + step
        if not 0 <= at < len(siblings):
            return False
        self.current = self._leaf_under(siblings[at])
        self._changed()
        return True

    # -- inside ------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._tokens = None

    def _add(
        self, parent: int | None, *, drawn: bool, typed: str = "", settings: dict[str, Any] | None = None
    ) -> int:
        node = Node(self._next, 0 if parent is None else parent, drawn, typed, (), settings or {})
        self._nodes[node.id] = node
        self._nodes[node.parent or 0].children.append(node.id)
        self._next += 1
        self.current = node.id
        self._changed()
        return node.id

    def _walk_tokens(self) -> Iterable[Token]:
        at = 0
        for node in self.path():
            start = at
            for offset, record in enumerate(node.records):
                end = at + len(record.shown)
                yield Token(record, at, end, node.id, offset, node.drawn)
                at = end
            at = start + len(node.text)

    def _node_holding(self, position: int) -> tuple[Node, int]:
        """The last node that begins at or before `position` and ends at or behind it, with its start."""
        start, path = 0, self.path()
        for i, node in enumerate(path):
            end = start + len(node.text)
            if position < end or i == len(path) - 1:
                return node, start
            start = end
        return path[-1], start

    def _cut(self, node: Node, local: int) -> tuple[int | None, str]:
        """(the node to hang a new version on, text of `node` before character `local` that it must repeat)."""
        if not node.drawn:
            return (node.parent, node.typed[:local]) if node.id else (0, "")
        count, at = 0, 0
        for record in node.records:
            if at + len(record.shown) > local:
                break
            at += len(record.shown)
            count += 1
        return self._cut_records(node, count), node.text[at:local]

    def _cut_records(self, node: Node, count: int) -> int | None:
        """A node holding the first `count` records of `node` (itself, its parent, or a new sibling)."""
        if count == 0:
            return node.parent
        if node.drawn and count == len(node.records) and not any(r.hidden for r in node.records):
            return node.id
        if not node.drawn:
            kept = "".join(r.shown for r in node.records[:count])
            made = self._add(node.parent, drawn=False, typed=kept)
        else:
            made = self._add(node.parent, drawn=True, settings=dict(node.settings))
        self._nodes[made].records = node.records[:count]
        self._changed()
        return made

    def _branch(self) -> Node | None:
        return next((node for node in reversed(self.path()) if len(self._siblings(node)) > 1), None)

    def _siblings(self, node: Node) -> list[int]:
        return [] if node.parent is None else self._nodes[node.parent].children

    def _leaf_under(self, number: int) -> int:
        while self._nodes[number].children:
            number = self._nodes[number].children[-1]
        return number


def _parts_of(node: Node) -> list[Part]:
    if not node.drawn:
        return [node.typed] if node.typed else []
    whole = [r for r in node.records if not r.hidden]
    cut = next((i for i, r in enumerate(node.records) if r.hidden), len(node.records))
    if cut == len(node.records):
        return [tuple(r.id for r in whole)] if whole else []
    rest = "".join(r.shown for r in node.records[cut:])
    ids = tuple(r.id for r in node.records[:cut])
    return [part for part in (ids, rest) if part]


def _share_out(
    path: list[Node], records: tuple[TokenRecord, ...]
) -> list[tuple[Node, tuple[TokenRecord, ...]]] | None:
    """The records that belong to each typed node, or None when the texts do not agree.

    What a drawn node contributes as text (the rest of a token cut by a stop string) is skipped with it.
    """
    found: list[tuple[Node, tuple[TokenRecord, ...]]] = []
    at = 0
    for node in path:
        if node.drawn:
            end = at
            for part in _parts_of(node):
                end = end + len(part) if isinstance(part, tuple) else _past_text(records, end, len(part))
        else:
            end = _past_text(records, at, len(node.typed))
            if "".join(r.text for r in records[at:end]) != node.typed:
                return None
            found.append((node, records[at:end]))
        at = end
    return found


def _past_text(records: tuple[TokenRecord, ...], at: int, length: int) -> int:
    """Index behind the records that complete `length` characters from `at` on (and those that complete none)."""
    seen = 0
    while at < len(records) and seen < length:
        seen += len(records[at].text)
        at += 1
    return at
