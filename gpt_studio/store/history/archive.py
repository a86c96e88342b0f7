"""The thread that owns the database. Everything is asked of it and answered by a Future; nobody else opens the file.

What `keep` is given is on the disk once its Future is done: one transaction, synced (`synchronous = FULL`).
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from .asked import Asked, Work
from .documents import take_over_draft
from .indexing import index_new
from .lock import LOCK_FILE, Lock
from .opening import Notice, Unusable, is_damage, open_database, replace_database
from .query import Query
from .reading import Loaded, last_opened, read_document
from .search import Hit, search
from .snapshots import Snapshot
from .trash import DAY_S, DAYS, delete_for_ever, due, due_versions
from .writing import write_document

T = TypeVar("T")
REMEMBERED = 8  # documents of which it is known what is written
REST_S = 3.0  # before new text is indexed, or what could not be saved is tried again
SLICE = 50  # spans indexed at a time
STEPS = 2000  # of SQLite's machine between two looks whether a search is overtaken


class Archive:
    """The history of a data folder, or, when another window has it, nothing: then `usable` is False."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._asked = Asked()
        self._notices: deque[Notice] = deque()
        self._written: OrderedDict[int, Snapshot] = OrderedDict()
        self._unsaved: dict[int, Snapshot] = {}
        self._to_index = self._to_purge = True
        self._lock = Lock(folder / LOCK_FILE)
        self.usable = False
        self.opened: Future[bool] = Future()
        self.ask(self._tidy)
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    # -- asking -------------------------------------------------------------------------------------------------

    def ask(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have `work` done with the connection, in the order of asking. Fails with Unusable where there is none."""
        answer: Future[T] = Future()
        self._asked.put(work, answer)  # pyright: ignore[reportArgumentType]
        return answer

    def keep(self, document: int, snapshot: Snapshot) -> Future[None]:
        """Write a document. Of several snapshots that wait, only the newest is written; all their Futures are one."""
        return self._asked.put_snapshot(document, snapshot, lambda connection: self._keep(connection, document))

    def load(self, document: int) -> Future[Loaded]:
        """A document with all its versions. Fails with Missing."""
        return self.ask(lambda connection: self._load(connection, document))

    def last(self) -> Future[Loaded | None]:
        """The document that was on screen last."""

        def work(connection: sqlite3.Connection) -> Loaded | None:
            number = last_opened(connection)
            return None if number is None else self._load(connection, number)

        return self.ask(work)

    def search(self, query: Query) -> Future[list[Hit]]:
        """The versions that match. The newest query wins: one before it that is not answered yet is cancelled."""
        return self._asked.put_search(query)

    def delete_for_ever(self, documents: tuple[int, ...]) -> Future[None]:
        """Delete documents so that nothing of them is left."""
        return self.ask(lambda connection: self._delete(connection, documents))

    def delete_versions(self, document: int, nodes: Collection[int]) -> Future[None]:
        """Delete spans of a document that is written without them already, so that nothing of them is left."""
        versions = [(document, node) for node in nodes]
        return self.ask(lambda connection: self._delete(connection, (), versions))

    def take_notices(self) -> list[Notice]:
        """What is to be told since the last call."""
        return [self._notices.popleft() for _ in range(len(self._notices))]

    def close(self) -> None:
        """Do what was asked, close the database, end the thread."""
        self._asked.close()
        self._thread.join()
        self.usable = False

    # -- the thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        connection = self._begin()
        self.usable = connection is not None
        self.opened.set_result(self.usable)
        while True:
            idle = connection is None or not (self._to_index or self._unsaved or self._to_purge)
            work, asked = self._asked.next(None if idle else REST_S)
            if work is not None:
                connection = self._do(connection, *work)
            elif asked is not None:
                connection = self._do(connection, lambda c, query=asked[0]: self._find(c, query), asked[1])
            elif not self._asked.is_open:
                break
            else:
                connection = self._do(connection, self._rest, Future())
        if connection is not None:
            connection = self._do(connection, self._save_again, Future())
        if connection is not None:
            connection.close()
        self._lock.release()

    def _begin(self) -> sqlite3.Connection | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.take():
                raise Unusable(Notice("taken"))
            connection, notices = open_database(self._folder)
        except Unusable as error:
            self._tell(error.notice)
            return None
        except OSError as error:
            self._tell(Notice("unusable", str(error)))
            return None
        for notice in notices:
            self._tell(notice)
        return connection

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """At the start: the draft of an earlier version comes in."""
        notice = take_over_draft(connection, self._folder)
        if notice is not None:
            self._tell(notice)

    def _do(
        self, connection: sqlite3.Connection | None, work: Work, answer: Future[object] | Future[list[Hit]]
    ) -> sqlite3.Connection | None:
        """The connection to go on with: another one where the database proved to be damaged."""
        if not answer.set_running_or_notify_cancel():
            return connection
        try:
            if connection is None:
                raise Unusable(Notice("unusable"))
            answer.set_result(work(connection))  # pyright: ignore[reportArgumentType]
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            damaged = connection is not None and isinstance(error, sqlite3.Error) and is_damage(error)
            connection = self._replace(connection) if damaged else connection
            answer.set_exception(error)
        return connection

    def _replace(self, connection: sqlite3.Connection | None) -> sqlite3.Connection | None:
        """Begin another database; what this window wrote into the broken one goes into it again."""
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
        try:
            new, notices = replace_database(self._folder)
        except Unusable as error:
            self.usable = False
            self._tell(error.notice)
            return None
        for notice in notices:
            self._tell(notice)
        self._unsaved = {**self._written, **self._unsaved}
        self._written.clear()
        with contextlib.suppress(sqlite3.Error):  # it is tried again
            self._save_again(new)
        return new

    # -- work ---------------------------------------------------------------------------------------------------

    def _load(self, connection: sqlite3.Connection, document: int) -> Loaded:
        loaded = read_document(connection, document, self._clock() - DAYS * DAY_S)
        self._remember(document, loaded.snapshot)
        if loaded.damaged:
            self._tell(Notice("damaged", loaded.title, loaded.damaged))
        return loaded

    def _new(self, connection: sqlite3.Connection, document: int) -> Loaded:
        """A document that a piece of work has just written."""
        self._to_index = True
        return self._load(connection, document)

    def _delete(
        self, connection: sqlite3.Connection, documents: tuple[int, ...], versions: Sequence[tuple[int, int]] = ()
    ) -> None:
        for number in (*documents, *(document for document, _ in versions)):
            self._written.pop(number, None)
        for number in documents:
            self._unsaved.pop(number, None)
        delete_for_ever(connection, documents, versions)

    def _keep(self, connection: sqlite3.Connection, document: int) -> None:
        self._write(connection, document, self._asked.take_snapshot(document))

    def _write(self, connection: sqlite3.Connection, document: int, snapshot: Snapshot) -> None:
        before = self._written.get(document)
        failing = bool(self._unsaved)
        self._unsaved[document] = snapshot
        try:
            connection.execute("BEGIN IMMEDIATE")
            write_document(connection, document, snapshot, before.nodes if before else {}, self._clock())
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if not failing and not is_damage(error):
                self._tell(Notice("full", str(error)))
            raise
        del self._unsaved[document]
        if failing and not self._unsaved:
            self._tell(Notice("saved_again"))
        self._to_index = True
        self._remember(document, snapshot)

    def _save_again(self, connection: sqlite3.Connection) -> None:
        for document, snapshot in list(self._unsaved.items()):
            self._write(connection, document, snapshot)

    def _rest(self, connection: sqlite3.Connection) -> None:
        if self._unsaved:
            self._save_again(connection)
        elif self._to_index:
            self._index(connection, lambda: self._asked.waits)
        elif self._to_purge:  # what was 30 days in the trash
            self._to_purge = False
            old, versions = due(connection, self._clock()), due_versions(connection, self._clock())
            if old or versions:
                self._delete(connection, tuple(old), versions)

    def _find(self, connection: sqlite3.Connection, query: Query) -> list[Hit]:
        if not self._unsaved:
            self._index(connection, lambda: self._asked.overtaken)
        connection.set_progress_handler(lambda: self._asked.overtaken, STEPS)
        try:
            return search(connection, query)
        finally:
            connection.set_progress_handler(None, 0)

    def _index(self, connection: sqlite3.Connection, stop: Callable[[], bool]) -> None:
        """Bring the full text up to date, a slice at a time, until `stop` says that there is something to do."""
        while self._to_index and not stop():
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._to_index = index_new(connection, SLICE) == SLICE
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _remember(self, document: int, snapshot: Snapshot) -> None:
        self._written[document] = snapshot
        self._written.move_to_end(document)
        while len(self._written) > REMEMBERED:
            self._written.popitem(last=False)

    def _tell(self, notice: Notice) -> None:
        self._notices.append(notice)
