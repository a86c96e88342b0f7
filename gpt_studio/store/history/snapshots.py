"""A document as it stands at one moment, to be written by another thread.

A span that is as it was in the snapshot before is the very same object there, so what changed is found by identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document
from gpt_studio.store.spans import Node, shown_text


@dataclass(frozen=True, slots=True, eq=False)
class NodeState:
    """A span: what a `Node` holds, and its place among its parent's children."""

    id: int
    parent: int
    sibling: int
    drawn: bool
    typed: str
    records: tuple[TokenRecord, ...]
    settings: dict[str, Any]
    stop_reason: str
    trashed: float | None = None  # since when it is in the trash

    @property
    def text(self) -> str:
        return shown_text(self.records) if self.drawn else self.typed


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window stood in a document: positions in the text on screen, -1 for none."""

    caret: int = -1
    top: int = -1  # the first character in sight
    pinned: int = -1  # the first character of the pinned token


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All of a document but its number."""

    current: int
    nodes: Mapping[int, NodeState]
    place: Place = field(default_factory=Place)
    switches: Switches = NOTHING_OFF


def take(document: Document, before: Mapping[int, NodeState], place: Place) -> Snapshot:
    """The document now. Spans that stand as in `before` are taken from there."""
    found: dict[int, NodeState] = {}
    for above in document.nodes(trashed=True):
        for sibling, number in enumerate(above.children):
            node, known, since = document.node(number), before.get(number), document.trashed.get(number)
            same = known is not None and known.trashed == since and _same(known, node, sibling)
            found[number] = known if known and same else state_of(node, sibling, since)
    return Snapshot(document.current, found, place, document.switches)


def state_of(node: Node, sibling: int, trashed: float | None = None) -> NodeState:
    """A span as it is now."""
    return NodeState(
        node.id, node.parent or 0, sibling, node.drawn, node.typed, node.records, dict(node.settings),
        node.stop_reason, trashed,
    )  # fmt: skip


def node_of(state: NodeState) -> Node:
    """The span that a state was taken of."""
    return Node(
        state.id, state.parent, state.drawn, state.typed, state.records, dict(state.settings), state.stop_reason
    )


def copy_of(document: Document) -> Document:
    """A document of its own with the same versions, without those in the trash."""
    nodes = (replace(node, children=[], settings=dict(node.settings)) for node in document.nodes())
    copy = Document.from_nodes(nodes, document.current)
    copy.switches = document.switches
    copy.set_model(document.model)
    return copy


def _same(state: NodeState, node: Node, sibling: int) -> bool:
    return (
        state.records is node.records
        and state.parent == node.parent
        and state.sibling == sibling
        and state.stop_reason == node.stop_reason
        and state.typed == node.typed
        and state.settings == node.settings
    )
