"""A document out of the database. A span whose tokens are damaged comes back as its text; a lost one is left out."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document
from gpt_studio.store.spans import shown_text
from gpt_studio.store.switch_json import switches_from_json

from .blocks import BLOCK, decode_block
from .snapshots import NodeState, Place, Snapshot, node_of, take


@dataclass(frozen=True)
class Loaded:
    """A document and what the database holds of it. `damaged` counts spans that did not come back as they were."""

    id: int
    title: str
    document: Document
    snapshot: Snapshot
    damaged: int


class Missing(LookupError):
    """The database has no such document."""


def last_opened(connection: sqlite3.Connection) -> int | None:
    """The document that was on screen last."""
    row = connection.execute("SELECT id FROM documents WHERE trashed IS NULL ORDER BY opened DESC LIMIT 1").fetchone()
    return row[0] if row else None


def read_document(connection: sqlite3.Connection, number: int, kept_since: float = 0.0) -> Loaded:
    """The document `number`, without versions that went to the trash before `kept_since`.

    Raises Missing; sqlite3.DatabaseError when the database itself is damaged.
    """
    row = connection.execute("SELECT title, current, place, switches FROM documents WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise Missing(number)
    title, current, place, switches = row
    states, damaged = _states(connection, number, kept_since)
    whole = _rooted(states)
    damaged += len(states) - len(whole)
    at = current if current in whole or not current else max(whole, default=0)
    trashed = {state.id: state.trashed for state in whole.values() if state.trashed is not None}
    document = Document.from_nodes(map(node_of, whole.values()), at, trashed)
    document.switches = _switches(switches)
    snapshot = take(document, whole, _place(place))
    return Loaded(number, title, document, snapshot, damaged)


def _states(connection: sqlite3.Connection, document: int, kept_since: float) -> tuple[dict[int, NodeState], int]:
    names = "key, node, parent, sibling, drawn, text, settings, stop_reason, trashed"
    query = f"SELECT {names} FROM nodes WHERE document = ? AND ifnull(trashed, ?) >= ? ORDER BY sibling, node"
    found: dict[int, NodeState] = {}
    damaged = 0
    rows = connection.execute(query, (document, kept_since, kept_since))
    for key, number, parent, sibling, drawn, text, settings, stop_reason, trashed in rows:
        records = _records(connection, key, text) if drawn else ()
        known = _settings(settings)
        damaged += records is None or known is None
        as_drawn = bool(drawn) and records is not None
        found[number] = NodeState(
            number,
            parent,
            sibling,
            as_drawn,
            "" if as_drawn else text,
            records or (),
            known or {},
            stop_reason,
            trashed,
        )
    return found, damaged


def _records(connection: sqlite3.Connection, key: int, text: str) -> tuple[TokenRecord, ...] | None:
    """The tokens of a span, or None when they do not make its text."""
    found: list[TokenRecord] = []
    for start, data in connection.execute("SELECT start, data FROM records WHERE node = ? ORDER BY start", (key,)):
        try:
            block = decode_block(data)
        except ValueError:
            return None
        if start != len(found) or start % BLOCK or not block:
            return None
        found += block
    return tuple(found) if shown_text(found) == text else None


def _settings(text: str) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _rooted(states: dict[int, NodeState]) -> dict[int, NodeState]:
    """The spans that hang from the root, parents before children, siblings in their order."""
    children: dict[int, list[NodeState]] = {}
    for state in states.values():
        children.setdefault(state.parent, []).append(state)
    found: dict[int, NodeState] = {}
    waiting = [0]
    while waiting:
        for state in children.pop(waiting.pop(), ()):
            if state.id > 0:
                found[state.id] = state
                waiting.append(state.id)
    return found


def _switches(text: str) -> Switches:
    try:
        return switches_from_json(msgspec.json.decode(text))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return NOTHING_OFF


def _place(text: str) -> Place:
    try:
        return msgspec.json.decode(text, type=Place)
    except msgspec.DecodeError:
        return Place()
