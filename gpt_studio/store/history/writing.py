"""A snapshot into the database: only what differs from what was written before, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import msgspec

from gpt_studio.store.switch_json import switches_to_json

from .blocks import BLOCK, encode_block, first_difference
from .snapshots import NodeState, Snapshot

NODE = """
    INSERT INTO nodes (document, node, parent, sibling, drawn, text, settings, model, stop_reason, created, changed,
        trashed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (document, node) DO UPDATE SET parent = excluded.parent, sibling = excluded.sibling,
        drawn = excluded.drawn, text = excluded.text, settings = excluded.settings, model = excluded.model,
        stop_reason = excluded.stop_reason, changed = excluded.changed, trashed = excluded.trashed, indexed = 0
    RETURNING key
"""
DOCUMENT = """
    INSERT INTO documents (id, title, current, place, switches, created, changed, opened)
    VALUES (?, '', ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET current = excluded.current, place = excluded.place, opened = excluded.opened,
        switches = excluded.switches, changed = iif(?, excluded.changed, changed), trashed = NULL
"""


def write_document(
    connection: sqlite3.Connection, document: int, snapshot: Snapshot, written: Mapping[int, NodeState], now: float
) -> None:
    """Have the database hold `snapshot`; `written` is what it holds of it already. The caller commits."""
    new = [state for number, state in snapshot.nodes.items() if written.get(number) is not state]
    gone = written.keys() - snapshot.nodes.keys()
    place = msgspec.json.encode(snapshot.place).decode()
    switches = msgspec.json.encode(switches_to_json(snapshot.switches)).decode()
    values = (document, snapshot.current, place, switches, now, now, now, bool(new or gone))
    connection.execute(DOCUMENT, values)
    for number in gone:
        delete_nodes(connection, "document = ? AND node = ?", (document, number))
    for state in new:
        _write_node(connection, document, state, written.get(state.id), now)


def delete_nodes(connection: sqlite3.Connection, where: str, values: tuple[object, ...]) -> None:
    """Delete spans with their tokens, tags and full text. `where` is ours, never a person's."""
    connection.execute(f"DELETE FROM versions WHERE rowid IN (SELECT key FROM nodes WHERE {where})", values)
    connection.execute(f"DELETE FROM nodes WHERE {where}", values)


def _write_node(
    connection: sqlite3.Connection, document: int, state: NodeState, before: NodeState | None, now: float
) -> None:
    settings = msgspec.json.encode(state.settings).decode()
    model = str(state.settings.get("model", ""))
    row = (
        document, state.id, state.parent, state.sibling, state.drawn, state.text, settings, model, state.stop_reason,
        now, now, state.trashed,
    )  # fmt: skip
    key = connection.execute(NODE, row).fetchone()[0]
    if before is not None and before.records is state.records:
        return
    same = first_difference(before.records, state.records) // BLOCK * BLOCK if before else 0
    connection.execute("DELETE FROM records WHERE node = ? AND start >= ?", (key, same))
    blocks = ((key, at, encode_block(state.records[at : at + BLOCK])) for at in range(same, len(state.records), BLOCK))
    connection.executemany("INSERT INTO records (node, start, data) VALUES (?, ?, ?)", blocks)
