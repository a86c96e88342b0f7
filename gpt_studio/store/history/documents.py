"""Documents that come from elsewhere into the history, or go from it: files, and the draft of earlier versions."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from pathlib import Path

from gpt_studio.files.bounded import read_bytes
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import DocumentFile, decode_draft, read_document_file, write_document_file
from gpt_studio.store.set_aside import set_aside

from .marks import marks_of, put_marks, rename
from .opening import Notice
from .reading import read_document
from .snapshots import Place, copy_of, take
from .writing import write_document

DRAFT_FILE = "draft.json"
DRAFT_BYTES = 1 << 30


def write_copy(connection: sqlite3.Connection, document: int, path: Path) -> None:
    """A document as the database holds it, with its stars and tags, to a file. Raises OSError, Missing."""
    loaded = read_document(connection, document)
    write_document_file(path, DocumentFile(loaded.title, loaded.document, marks_of(connection, document)))


def read_copy(connection: sqlite3.Connection, document: int, path: Path) -> None:
    """Take a file into the history as `document`. Raises ValueError, OSError."""
    file = read_document_file(path)
    _write(connection, document, file.document)
    rename(connection, document, file.title)
    put_marks(connection, document, file.marks)


def duplicate(connection: sqlite3.Connection, document: int, new: int, title: str) -> None:
    """All of a document once more, as `new`."""
    found = read_document(connection, document)
    _write(connection, new, copy_of(found.document))
    rename(connection, new, title)
    put_marks(connection, new, marks_of(connection, document))


def take_over_draft(connection: sqlite3.Connection, folder: Path) -> Notice | None:
    """Take the draft of an earlier version into the history, once: then its file is deleted.

    Its number comes from its content, so that a crash before the deletion makes no second document.
    """
    path = folder / DRAFT_FILE
    try:
        data = read_bytes(path, DRAFT_BYTES)
        document = decode_draft(data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return Notice("draft_set_aside", set_aside(path) or path.name)
    if document.text() or len(document.nodes()) > 1:
        _write(connection, 1 + int.from_bytes(hashlib.sha256(data).digest()[:6]), document)
    with contextlib.suppress(OSError):
        path.unlink()
    return None


def _write(connection: sqlite3.Connection, number: int, document: Document) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        write_document(connection, number, take(document, {}, Place()), {}, time.time())
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
