"""The tables of the history, as steps from one `user_version` to the next.

documents   one row each; `place` is where the window stood in it, `trashed` when it went to the trash,
            `switches` what is off of the network
nodes       the spans of the trees; `text` is what a span shows, `sibling` its place among its parent's children,
            `trashed` when it went to the trash by itself
records     the tokens of drawn spans, in blocks (blocks.py)
tags        of versions
versions    the full text (words.py), a row per span under the span's key; `lead` characters of `own` are its parent's
"""

from __future__ import annotations

import sqlite3

STEPS = (
    """
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY, title TEXT NOT NULL, current INTEGER NOT NULL, place TEXT NOT NULL,
        created REAL NOT NULL, changed REAL NOT NULL, opened REAL NOT NULL, trashed REAL
    ) STRICT;
    CREATE TABLE nodes (
        key INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        node INTEGER NOT NULL, parent INTEGER NOT NULL, sibling INTEGER NOT NULL, drawn INTEGER NOT NULL,
        text TEXT NOT NULL, settings TEXT NOT NULL, model TEXT NOT NULL, stop_reason TEXT NOT NULL,
        created REAL NOT NULL, changed REAL NOT NULL, starred INTEGER NOT NULL DEFAULT 0,
        UNIQUE (document, node)
    ) STRICT;
    CREATE INDEX nodes_by_parent ON nodes (document, parent);
    CREATE TABLE records (
        node INTEGER NOT NULL REFERENCES nodes ON DELETE CASCADE, start INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (node, start)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tags (
        node INTEGER NOT NULL REFERENCES nodes ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (node, tag)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE nodes ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX nodes_to_index ON nodes (key) WHERE NOT indexed;
    CREATE VIRTUAL TABLE versions USING fts5 (
        own, before, lead UNINDEXED, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
    );
    """,
    """
    ALTER TABLE nodes ADD COLUMN trashed REAL;
    CREATE INDEX nodes_in_trash ON nodes (trashed) WHERE trashed IS NOT NULL;
    """,
    """
    ALTER TABLE documents ADD COLUMN switches TEXT NOT NULL DEFAULT '{}';
    """,
)
VERSION = len(STEPS)


class NewerDatabase(Exception):
    """The database was written by a later version of the program."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to this version, a step at a time, each whole or not at all."""
    found = version_of(connection)
    if found > VERSION:
        raise NewerDatabase(f"version {found}, this program knows {VERSION}")
    for number in range(found, VERSION):
        connection.executescript(f"BEGIN IMMEDIATE; {STEPS[number]} PRAGMA user_version = {number + 1}; COMMIT;")


def version_of(connection: sqlite3.Connection) -> int:
    """The `user_version` of a database; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
