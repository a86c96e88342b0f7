"""Looking for versions: the full text, and the conditions on spans; the newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from gpt_studio.store.spans import STOP_STRING

from .query import Query
from .shelf import BEGINNING
from .words import BEGIN, END, is_word, marked, match_of, terms_of

# What is shown of a span, around the first match.
AROUND = 56  # characters
SIGNS = {"<": "<", "<=": "<=", "=": "=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Hit:
    """A version that was found. `marks` are places in `snippet`; `start`, `end` the first match in the span's text.

    `lead` characters of the match may stand in the span before: then `start` is negative.
    """

    document: int
    node: int
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    start: int
    end: int
    drawn: bool
    model: str
    settings: str  # JSON
    stop_reason: str
    changed: float
    starred: bool
    tags: tuple[str, ...]
    trashed: float | None = None  # since when it is in the trash by itself, its document not


STOPPED_BY = f"json_valid(nodes.settings) AND json_extract(nodes.settings, '$.{STOP_STRING}') = ?"
NODES = "nodes.key, nodes.document, nodes.node, nodes.drawn, nodes.model, nodes.settings, nodes.stop_reason"
COLUMNS = (
    f"{NODES}, nodes.changed, nodes.starred, iif(documents.title != '', documents.title, {BEGINNING}), nodes.trashed"
)
FROM = "FROM nodes JOIN documents ON documents.id = nodes.document"

LEAF = """nodes.document = ? AND NOT EXISTS (
    SELECT 1 FROM nodes AS child
    WHERE child.document = nodes.document AND child.parent = nodes.node AND child.trashed IS NULL)"""
BRANCH = """documents.trashed IS NULL AND nodes.trashed IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM nodes AS above WHERE above.document = nodes.document AND above.node = nodes.parent
    AND above.trashed = nodes.trashed)"""


def search(connection: sqlite3.Connection, query: Query) -> list[Hit]:
    """The newest versions that match, at most `query.limit`."""
    terms = terms_of(query.words)
    indexed = tuple(term for term in terms if is_word(term))
    where, values = _conditions(query)
    for term in terms:
        if term not in indexed:
            where.append("instr(nodes.text, ?)")
            values.append(term)
    hits: list[Hit] = []
    for row in _rows(connection, indexed, where, values):
        hit = _hit(connection, row)
        if hit is not None:
            hits.append(hit)
        if len(hits) == query.limit:
            break
    return hits


def _rows(
    connection: sqlite3.Connection, terms: tuple[str, ...], where: list[str], values: list[Any]
) -> sqlite3.Cursor:
    told = " AND ".join(where)
    if not terms:
        return connection.execute(
            f"SELECT {COLUMNS}, substr(nodes.text, 1, 400), 0 {FROM} WHERE {told} ORDER BY nodes.key DESC", values
        )
    # CROSS JOIN keeps the index in front: its rows come newest first, and the first `limit` of them are enough.
    return connection.execute(
        f"SELECT {COLUMNS}, highlight(versions, 0, '{BEGIN}', '{END}'), versions.lead FROM versions"
        " CROSS JOIN nodes ON nodes.key = versions.rowid CROSS JOIN documents ON documents.id = nodes.document"
        f" WHERE versions MATCH ? AND {told} ORDER BY versions.rowid DESC",
        [match_of(terms), *values],
    )


def _conditions(query: Query) -> tuple[list[str], list[Any]]:
    gone = "(documents.trashed IS NOT NULL OR nodes.trashed IS NOT NULL)"
    where, values = [gone if query.trashed else f"NOT {gone}", "nodes.text != ''"], list[Any]()
    if query.branches:
        where.append(BRANCH)
    if query.document is not None:
        where.append(LEAF)
        values.append(query.document)
    for asked, condition in (
        (query.model, "instr(lower(nodes.model), lower(?))"),
        (query.stop_reason, "nodes.stop_reason = ?"),
        (query.stop_string, STOPPED_BY),
    ):
        if asked:
            where.append(condition)
            values.append(asked)
    if query.starred:
        where.append("nodes.starred")
    for tag in query.tags:
        where.append("EXISTS (SELECT 1 FROM tags WHERE tags.node = nodes.key AND tags.tag = ?)")
        values.append(tag)
    for setting in query.settings:
        found = "coalesce(json_extract(nodes.settings, ?), json_extract(nodes.settings, ?))"
        where.append(f"nodes.drawn AND json_valid(nodes.settings) AND {found} {SIGNS[setting.sign]} ?")
        values += [f"$.samplers.{setting.name}", f"$.{setting.name}", setting.value]
    for sign, moment in ((">=", query.after), ("<", query.before)):
        if moment is not None:
            where.append(f"nodes.changed {sign} ?")
            values.append(moment)
    return where, values


def _hit(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Hit | None:
    """None for a match that lies wholly in the span before."""
    key, document, node, drawn, model, settings, stop_reason, changed, starred, title, trashed, text, lead = row
    plain, places = marked(text)
    own = [place for place in places if place[1] > lead]
    if places and not own:
        return None
    start, end = own[0] if own else (lead, lead)
    snippet, marks = _snippet(plain, own, start, lead)
    tags = connection.execute("SELECT tag FROM tags WHERE node = ? ORDER BY tag", (key,))
    return Hit(
        document, node, title or "", snippet, marks, start - lead, end - lead, bool(drawn), model, settings,
        stop_reason, changed, bool(starred), tuple(tag for (tag,) in tags), trashed,
    )  # fmt: skip


def _snippet(
    text: str, places: list[tuple[int, int]], start: int, lead: int
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line around `start`, and the marks in it."""
    begin = max(0, start - AROUND)
    if begin:
        blank = text.find(" ", begin, start)
        begin = blank + 1 if blank >= 0 else begin
    cut = text[begin : start + 3 * AROUND]
    line = "".join(" " if character.isspace() else character for character in cut)
    front = "…" if begin or lead else ""
    marks = [(a - begin + len(front), min(b - begin, len(line)) + len(front)) for a, b in places]
    return front + line, tuple((a, b) for a, b in marks if a < b)
