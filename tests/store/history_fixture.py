"""Documents for the history's tests, and a history that ends with the test."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.store.document import Document
from gpt_studio.store.history.history import History
from gpt_studio.store.history.opening import DATABASE_FILE
from gpt_studio.store.history.query import parse_query
from gpt_studio.store.history.snapshots import Place, Snapshot, take

TOP = tuple(Alternative(i, f" w{i}", -float(i)) for i in range(10))


def record(text: str, at: int) -> TokenRecord:
    return TokenRecord(at, text, text.encode(), at, -1.25, 2, 0.75, 0.5, 0.1, TOP, 0, 3.5, 777_777)


def records(text: str, start: int = 0) -> list[TokenRecord]:
    return [record(piece, start + i) for i, piece in enumerate(text.split("|"))]


def drawn(document: Document, text: str, reason: str = "eos", **settings) -> int:
    """A span whose tokens are the pieces of `text` between bars."""
    node = document.begin_drawn({"model": "SmolLM2", "seed": 7} | settings)
    document.extend(node, records(text))
    document.finish(node, reason)
    return node


def spans(document: Document):
    return [
        (n.id, n.parent, n.drawn, n.typed, [bare(r) for r in n.records], n.settings, n.stop_reason, n.children)
        for n in document.nodes()
    ]


def bare(record: TokenRecord) -> TokenRecord:
    """The record without the number of kept logits, which is never stored."""
    names = [name for name in TokenRecord.__slots__ if name != "logits"]
    return TokenRecord(**{name: getattr(record, name) for name in names})


def keep(history: History, number: int, document: Document, before: Snapshot | None = None, **place) -> Snapshot:
    snapshot = take(document, before.nodes if before else {}, Place(**place))
    history.keep(number, snapshot).result()
    return snapshot


def found(history: History, line: str) -> list[str]:
    """The marked places of what a line finds."""
    hits = history.search(parse_query(line)).result()
    return ["|".join(hit.snippet[a:b] for a, b in hit.marks) for hit in hits]


def texts(history: History) -> list[str]:
    return [history.load(card.id).result().document.text() for card in history.cards().result()]


@contextmanager
def opened(folder: Path, **options) -> Iterator[History]:
    history = History(folder, **options)
    try:
        yield history
    finally:
        history.close()


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file itself, opened as nobody but a test does."""
    connection = sqlite3.connect(folder / DATABASE_FILE)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()
