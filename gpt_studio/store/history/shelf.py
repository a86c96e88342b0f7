"""What the history holds: its documents, the versions of one, and what a filter may choose from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from gpt_studio.store.spans import STOP_STRING

PREVIEW = 160  # characters
MOST = 500


@dataclass(frozen=True)
class Card:
    """A document as a row of a list. `title` '' means that none was given: `preview` stands for it."""

    id: int
    title: str
    preview: str
    versions: int
    changed: float
    trashed: float | None


@dataclass(frozen=True)
class Choices:
    """What occurs in the history."""

    models: tuple[str, ...]
    stop_reasons: tuple[str, ...]
    tags: tuple[str, ...]
    stop_strings: tuple[str, ...] = ()  # that ended versions


STOP_STRINGS = f"""
    SELECT DISTINCT json_extract(settings, '$.{STOP_STRING}') AS string FROM nodes
    WHERE stop_reason = '{STOP_STRING}' AND json_valid(settings)
    AND json_type(settings, '$.{STOP_STRING}') = 'text' ORDER BY string LIMIT 100
"""
# The words that stand for a title: those in which the newest version begins.
BEGINNING = f"""(
    SELECT substr(text, 1, {PREVIEW}) FROM nodes
    WHERE nodes.document = documents.id AND nodes.parent = 0 AND nodes.text != '' AND nodes.trashed IS NULL
    ORDER BY nodes.node DESC LIMIT 1)"""
# A version is a span that nothing grew from.
CARDS = f"""
    SELECT id, title, {BEGINNING}, (
        SELECT count(*) FROM nodes AS leaf WHERE document = documents.id AND leaf.trashed IS NULL AND NOT EXISTS (
            SELECT 1 FROM nodes WHERE document = leaf.document AND parent = leaf.node AND nodes.trashed IS NULL)
    ), changed, trashed FROM documents WHERE trashed IS {{}} NULL ORDER BY changed DESC LIMIT ?
"""


def cards(connection: sqlite3.Connection, *, trashed: bool) -> list[Card]:
    """The documents, the one that changed last first."""
    found = connection.execute(CARDS.format("NOT" if trashed else ""), (MOST,))
    return [Card(number, title, text or "", *rest) for number, title, text, *rest in found]


def choices(connection: sqlite3.Connection) -> Choices:
    """Models, reasons and tags of the versions that are kept."""

    def column(query: str) -> tuple[str, ...]:
        return tuple(value for (value,) in connection.execute(query))

    return Choices(
        column("SELECT DISTINCT model FROM nodes WHERE model != '' ORDER BY model"),
        column("SELECT DISTINCT stop_reason FROM nodes WHERE stop_reason != '' ORDER BY stop_reason"),
        column("SELECT DISTINCT tag FROM tags ORDER BY tag"),
        column(STOP_STRINGS),
    )
