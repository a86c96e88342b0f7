"""The tree of a document's spans: which there are, which are in the trash, which version is on screen. Qt-free."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .spans import Node


class Tree:
    """Spans from a root that holds nothing; the version on screen is the path from the root to `current`."""

    def __init__(self) -> None:
        self._nodes: dict[int, Node] = {0: Node(0, None, drawn=False)}
        self._next = 1
        self._newest: dict[int, int] = {}  # the child that was last on screen
        self._trashed: Mapping[int, float] = {}
        self.current = 0

    # -- reading -----------------------------------------------------------------------------------

    def node(self, number: int) -> Node:
        return self._nodes[number]

    def nodes(self, *, trashed: bool = False) -> list[Node]:
        """All nodes of the tree, parents before their children; with those in the trash where asked."""
        return [self._nodes[n] for n in self.beneath(0) if trashed or n not in self._trashed]

    def beneath(self, number: int) -> list[int]:
        """A node and all that grew from it, also in the trash, parents before their children."""
        return list(self._walk_tree(number))

    def children(self, number: int) -> list[int]:
        """The nodes that grew from one, without those in the trash."""
        found = self._nodes[number].children
        return [child for child in found if child not in self._trashed] if self._trashed else found

    @property
    def trashed(self) -> Mapping[int, float]:
        """The nodes in the trash, and since when (seconds since 1970). Not to be changed, but replaced."""
        return self._trashed

    def path(self) -> list[Node]:
        """The nodes of the current version, from the root."""
        found: list[Node] = []
        at: int | None = self.current
        while at is not None:
            node = self._nodes[at]
            found.append(node)
            at = node.parent
        return found[::-1]

    @property
    def seed(self) -> int | None:
        """The seed with which the newest drawn span of the current version was drawn; None where nothing tells."""
        drawn = next((node for node in reversed(self.path()) if node.drawn), None)
        found = None if drawn is None else drawn.settings.get("seed")
        return found if isinstance(found, int) else None

    def versions(self) -> tuple[int, int]:
        """(which, of how many) the nearest branching point of the current version offers; (1, 1) without one."""
        node = self._branch()
        if node is None:
            return 1, 1
        siblings = self._siblings(node)
        return siblings.index(node.id) + 1, len(siblings)

    def branch_position(self) -> int:
        """The character at which the versions of `versions()` part."""
        branch, at = self._branch(), 0
        for node in self.path():
            if node is branch:
                return at
            at += len(node.text)
        return 0

    # -- changing ----------------------------------------------------------------------------------

    def open(self, node: int) -> bool:
        """Show the version that runs through span `node`, the newest of them. False when there is no such span."""
        if node not in self._nodes or node in self._trashed:
            return False
        self._go(self._leaf_under(node))
        return True

    def walk(self, step: int) -> bool:
        """Go `step` versions on at the nearest branching point. False when there is none that way."""
        node = self._branch()
        if node is None:
            return False
        siblings = self._siblings(node)
        at = siblings.index(node.id) + step
        if not 0 <= at < len(siblings):
            return False
        self._go(self._leaf_under(siblings[at]))
        return True

    def set_trashed(self, trashed: Mapping[int, float]) -> None:
        """Have just these nodes in the trash; a version that went from the screen gives its place to a neighbour."""
        if trashed != self._trashed:
            self._trashed = {number: moment for number, moment in trashed.items() if number in self._nodes and number}
            self._go(
                self._leaf_under(self._kept_above(self.current)) if self.current in self._trashed else self.current
            )

    def forget(self, numbers: Collection[int]) -> None:
        """Take nodes with all that grew from them out of the tree, as if they had never been."""
        above = self.current
        while above in numbers:
            above = self._nodes[above].parent or 0
        for number in numbers:
            node = self._nodes.pop(number)
            self._forgotten(number)
            self._newest.pop(number, None)
            if node.parent in self._nodes:
                self._nodes[node.parent].children.remove(number)
            if self._newest.get(node.parent or 0) == number:
                del self._newest[node.parent or 0]
        self._trashed = {number: moment for number, moment in self._trashed.items() if number in self._nodes}
        self._go(above if above == self.current else self._leaf_under(above))

    def drop_if_empty(self, node: int) -> bool:
        """Take away a drawn leaf that got no token; where it was on screen, its parent is. Whether it was one."""
        leaf = self._nodes[node]
        if not leaf.drawn or leaf.records or leaf.children or leaf.parent is None:
            return False
        above = self._nodes[leaf.parent]
        above.children.remove(node)
        self._newest.pop(above.id, None)
        del self._nodes[node]
        if self.current == node:
            self._go(above.id)
        return True

    # -- for the document --------------------------------------------------------------------------

    def _changed(self) -> None:
        """The version on screen, or where it stands, is another."""

    def _forgotten(self, number: int) -> None:
        """A span is no more."""

    def _add(self, parent: int, *, drawn: bool, typed: str = "", settings: dict[str, Any] | None = None) -> int:
        node = Node(self._next, parent, drawn, typed, (), settings or {})
        self._nodes[node.id] = node
        self._nodes[parent].children.append(node.id)
        self._next += 1
        self._go(node.id)
        return node.id

    def _adopt(self, node: Node) -> None:
        if node.id == 0:
            if node.parent is not None or node.drawn or node.typed or node.records:
                raise ValueError("the root of the document holds text")
            return
        if node.id in self._nodes or node.id < 0 or node.parent not in self._nodes:
            raise ValueError(f"span {node.id} has no place in the document")
        if node.typed if node.drawn else node.records:
            raise ValueError(f"span {node.id} is typed and drawn at once")
        node.children = []
        self._nodes[node.id] = node
        self._nodes[node.parent].children.append(node.id)
        self._next = max(self._next, node.id + 1)

    def _split(self, node: Node, count: int) -> int:
        """The node that holds the first `count` records of a drawn node, which keeps its number and its rest."""
        if count == 0:
            return node.parent or 0
        if count == len(node.records):
            return node.id
        above = self._nodes[node.parent or 0]
        first = replace(
            node, id=self._next, records=node.records[:count], children=[node.id], settings=dict(node.settings)
        )
        first.end("")
        self._nodes[first.id] = first
        self._next += 1
        above.children[above.children.index(node.id)] = first.id
        self._newest[above.id] = first.id
        node.parent, node.records = first.id, node.records[count:]
        self._changed()
        return first.id

    def _go(self, leaf: int) -> None:
        self.current = leaf
        self._changed()
        for node in self.path():
            if node.parent is not None:
                self._newest[node.parent] = node.id

    def _walk_tree(self, number: int) -> Iterator[int]:
        waiting = [number]
        while waiting:
            at = waiting.pop()
            yield at
            waiting += reversed(self._nodes[at].children)

    def _branch(self) -> Node | None:
        return next((node for node in reversed(self.path()) if len(self._siblings(node)) > 1), None)

    def _siblings(self, node: Node) -> list[int]:
        return [] if node.parent is None else self.children(node.parent)

    def _leaf_under(self, number: int) -> int:
        while children := self.children(number):
            newest = self._newest.get(number)
            number = newest if newest in children else children[-1]
        return number

    def _kept_above(self, number: int) -> int:
        while number in self._trashed:
            number = self._nodes[number].parent or 0
        return number
