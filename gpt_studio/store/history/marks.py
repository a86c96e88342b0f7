"""Titles, stars and tags."""

from __future__ import annotations

import sqlite3

from gpt_studio.store.document_file import TITLE_CHARACTERS, Marks

MOST_TAGS = 64
TAG_CHARACTERS = 64


def rename(connection: sqlite3.Connection, document: int, title: str) -> None:
    """Give a document a title; '' goes back to its first words."""
    connection.execute(
        "UPDATE documents SET title = ? WHERE id = ?", (" ".join(title.split())[:TITLE_CHARACTERS], document)
    )


def star(connection: sqlite3.Connection, document: int, node: int, *, on: bool) -> None:
    """Put a star on a version, or take it off."""
    connection.execute("UPDATE nodes SET starred = ? WHERE document = ? AND node = ?", (on, document, node))


def set_tags(connection: sqlite3.Connection, document: int, node: int, tags: tuple[str, ...]) -> None:
    """The tags of a version, in place of those that it had."""
    row = connection.execute("SELECT key FROM nodes WHERE document = ? AND node = ?", (document, node)).fetchone()
    if row is None:
        return
    wanted = dict.fromkeys(" ".join(tag.split())[:TAG_CHARACTERS] for tag in tags)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM tags WHERE node = ?", row)
    connection.executemany("INSERT INTO tags VALUES (?, ?)", [(*row, tag) for tag in list(wanted)[:MOST_TAGS] if tag])
    connection.execute("COMMIT")


def marks_of(connection: sqlite3.Connection, document: int) -> Marks:
    """Stars and tags of a document."""
    stars = connection.execute("SELECT node FROM nodes WHERE document = ? AND starred", (document,))
    tags: dict[int, tuple[str, ...]] = {}
    found = "SELECT nodes.node, tag FROM tags JOIN nodes ON nodes.key = tags.node WHERE document = ? ORDER BY tag"
    for node, tag in connection.execute(found, (document,)):
        tags[node] = (*tags.get(node, ()), tag)
    return Marks(frozenset(node for (node,) in stars), tags)


def put_marks(connection: sqlite3.Connection, document: int, marks: Marks) -> None:
    """Give a document's versions their stars and tags."""
    for node in marks.stars:
        star(connection, document, node, on=True)
    for node, tags in marks.tags.items():
        set_tags(connection, document, node, tags)
