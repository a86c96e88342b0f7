"""The full text of the spans that are new, put into the index before a search and when the thread has nothing to do."""

from __future__ import annotations

import sqlite3

from .words import apart

# What stands before a span is searched with it, so that words of a prompt find its continuation.
BEFORE = 600  # characters
# A word or phrase that begins in the span before and ends in this one.
LEAD = 24
MOST_STEPS = 64
LONGEST = 4_000_000  # characters of one span


def index_new(connection: sqlite3.Connection, most: int) -> int:
    """Index up to `most` spans; how many it were. The caller commits."""
    found = connection.execute("SELECT key FROM nodes WHERE NOT indexed LIMIT ?", (most,)).fetchall()
    for (key,) in found:
        _index(connection, key)
    return len(found)


def _index(connection: sqlite3.Connection, key: int) -> None:
    document, parent, text = connection.execute(
        "SELECT document, parent, text FROM nodes WHERE key = ?", (key,)
    ).fetchone()
    before = _before(connection, document, parent)
    lead = before[-LEAD:] if text else ""
    connection.execute("DELETE FROM versions WHERE rowid = ?", (key,))
    connection.execute(
        "INSERT INTO versions (rowid, own, before, lead) VALUES (?, ?, ?, ?)",
        (key, apart(lead + text[:LONGEST]), apart(before), len(lead)),
    )
    connection.execute("UPDATE nodes SET indexed = 1 WHERE key = ?", (key,))


def _before(connection: sqlite3.Connection, document: int, parent: int) -> str:
    found: list[str] = []
    room = BEFORE
    for _ in range(MOST_STEPS):
        if not parent or room <= 0:
            break
        row = connection.execute(
            "SELECT parent, substr(text, ?) FROM nodes WHERE document = ? AND node = ?", (-room, document, parent)
        ).fetchone()
        if row is None:
            break
        parent, text = row
        found.append(text)
        room -= len(text)
    return "".join(reversed(found))
