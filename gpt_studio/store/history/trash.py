"""Deleting: to the trash for 30 days, and for ever, so that no byte of it is left in the files of the history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from .writing import delete_nodes

DAYS = 30
DAY_S = 24 * 3600.0


def put_away(connection: sqlite3.Connection, document: int, now: float) -> None:
    """Into the trash."""
    connection.execute("UPDATE documents SET trashed = ? WHERE id = ?", (now, document))


def take_back(connection: sqlite3.Connection, document: int) -> None:
    """Out of the trash."""
    connection.execute("UPDATE documents SET trashed = NULL WHERE id = ?", (document,))


def due(connection: sqlite3.Connection, now: float) -> list[int]:
    """The documents that have been in the trash for 30 days."""
    found = connection.execute("SELECT id FROM documents WHERE trashed < ?", (now - DAYS * DAY_S,))
    return [number for (number,) in found]


def due_versions(connection: sqlite3.Connection, now: float) -> list[tuple[int, int]]:
    """(document, span) of what has been in the trash by itself for 30 days."""
    query = "SELECT document, node FROM nodes WHERE trashed < ?"
    return list(connection.execute(query, (now - DAYS * DAY_S,)))


def delete_for_ever(
    connection: sqlite3.Connection, documents: Iterable[int], versions: Iterable[tuple[int, int]] = ()
) -> None:
    """Delete documents, and spans (document, span), and every trace of their text and of what was deleted before:
    rows are overwritten, the full text is built anew (its segments keep words of what was deleted), the write-ahead
    log is emptied, free pages are given back.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for document in documents:
            delete_nodes(connection, "document = ?", (document,))
            connection.execute("DELETE FROM documents WHERE id = ?", (document,))
        for place in versions:
            delete_nodes(connection, "document = ? AND node = ?", place)
        connection.execute("INSERT INTO versions (versions) VALUES ('rebuild')")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
