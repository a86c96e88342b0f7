"""Opening the database: what cannot be read is set aside under another name, and what can be read of it comes along."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from .reading import read_document
from .schema import NewerDatabase, migrate
from .writing import write_document

DATABASE_FILE = "history.sqlite3"
BESIDE = ("", "-wal", "-shm", "-journal")
# A larger database is not read through after a crash; what is damaged shows when it is read.
CHECKED_BYTES = 64 << 20


@dataclass(frozen=True)
class Notice:
    """Something to tell the person. `kind`: set_aside (name; count documents came along), newer, taken (another
    window has the history), unusable (name: why), damaged (count spans came back as plain text or not at all),
    draft_set_aside (name), full (name: why nothing is saved), saved_again.
    """

    kind: str
    name: str = ""
    count: int = 0


class Unusable(Exception):
    """There is no history in this window; `notice` says why."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.kind)
        self.notice = notice


def open_database(folder: Path) -> tuple[sqlite3.Connection, list[Notice]]:
    """The connection and what is to be told. Raises Unusable."""
    path = folder / DATABASE_FILE
    try:
        _check(path)
        return _connect(path), []
    except NewerDatabase as error:
        raise Unusable(Notice("newer", str(error))) from error
    except (OSError, sqlite3.Error) as error:
        if is_damage(error) or _is_another(error):
            return replace_database(folder)
        raise Unusable(Notice("unusable", str(error))) from error


def replace_database(folder: Path) -> tuple[sqlite3.Connection, list[Notice]]:
    """Set the database aside and begin another with what can still be read. Raises Unusable."""
    path = folder / DATABASE_FILE
    try:
        aside = _set_aside(path)
        connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise Unusable(Notice("unusable", str(error))) from error
    saved = _salvage(aside, connection)
    return connection, [Notice("set_aside", aside.name, saved)]


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or type(error) is sqlite3.DatabaseError


def _is_another(error: Exception) -> bool:
    """Whether a table or column is missing: it is no database of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code == sqlite3.SQLITE_ERROR and "no such module" not in str(error)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
            "temp_store = MEMORY", "trusted_schema = OFF", "journal_size_limit = 67108864",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
        migrate(connection)
        for table in ("documents", "nodes", "records", "tags", "versions"):
            connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check(path: Path) -> None:
    """Raise sqlite3.DatabaseError for a file that is cut off, or broken after a crash."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        head = file.read(100)
    wal = path.with_name(path.name + "-wal")
    crashed = wal.exists() and wal.stat().st_size > 0
    if not head.startswith(b"SQLite format 3\0") or len(head) < 100:
        raise sqlite3.DatabaseError("no database")
    size, (pages,) = struct.unpack(">H", head[16:18])[0], struct.unpack(">I", head[28:32])
    if not crashed and path.stat().st_size != pages * (65536 if size == 1 else size):
        raise sqlite3.DatabaseError("the database is cut off")
    if crashed and path.stat().st_size <= CHECKED_BYTES:
        with contextlib.closing(sqlite3.connect(path, timeout=2.0)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise sqlite3.DatabaseError(str(found))


def _set_aside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{path.name}.corrupt-{stamp}{suffix}" for suffix in ("", *(f"-{n}" for n in range(1, 1000))))
    aside = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    for beside in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + beside).rename(aside.with_name(aside.name + beside))
    return aside


def _salvage(aside: Path, target: sqlite3.Connection) -> int:
    """Write every document of the broken database that can be read into `target`; how many. `aside` stays as it is."""
    saved = 0
    with contextlib.suppress(sqlite3.Error):
        source = sqlite3.connect(f"{aside.absolute().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(source):
            for number in _numbers(source):
                with contextlib.suppress(sqlite3.Error, ValueError, LookupError, TypeError):
                    saved += _bring(source, target, number)
    return saved


def _numbers(source: sqlite3.Connection) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(sqlite3.Error):  # those before the broken page
        for (number,) in source.execute("SELECT id FROM documents"):
            found.append(number)
    return found


def _bring(source: sqlite3.Connection, target: sqlite3.Connection, number: int) -> bool:
    """One document with its dates, title, stars and tags."""
    loaded = read_document(source, number)
    dates = source.execute("SELECT title, created, changed, opened, trashed FROM documents WHERE id = ?", (number,))
    marks = source.execute("SELECT node, starred, created, changed FROM nodes WHERE document = ?", (number,)).fetchall()
    tags = source.execute(
        "SELECT nodes.node, tags.tag FROM tags JOIN nodes ON nodes.key = tags.node WHERE document = ?", (number,)
    ).fetchall()
    title, created, changed, opened, trashed = dates.fetchone()
    target.execute("BEGIN IMMEDIATE")
    try:
        write_document(target, number, loaded.snapshot, {}, changed)
        target.execute(
            "UPDATE documents SET title = ?, created = ?, changed = ?, opened = ?, trashed = ? WHERE id = ?",
            (title, created, changed, opened, trashed, number),
        )
        target.executemany(
            "UPDATE nodes SET starred = ?, created = ?, changed = ? WHERE document = ? AND node = ?",
            [(*dates, number, node) for node, *dates in marks],
        )
        target.executemany(
            "INSERT INTO tags SELECT key, ? FROM nodes WHERE document = ? AND node = ?",
            [(tag, number, node) for node, tag in tags],
        )
        target.execute("COMMIT")
    except BaseException:
        target.execute("ROLLBACK")
        raise
    return True
