"""What is asked of the history and waits for its thread: work in its order; of snapshots and searches the newest."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from .query import Query
from .search import Hit
from .snapshots import Snapshot

Work = Callable[[sqlite3.Connection], object]
Asking = tuple[Work, Future[object]]
Searching = tuple[Query, Future[list[Hit]]]


class Asked:
    """Filled by any thread, emptied by the one that has the database."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._works: deque[Asking] = deque()
        self._snapshots: dict[int, tuple[Snapshot, Future[None]]] = {}
        self._search: Searching | None = None
        self._open = True

    @property
    def is_open(self) -> bool:
        return self._open

    @property
    def overtaken(self) -> bool:
        """Whether another search waits."""
        return self._search is not None

    @property
    def waits(self) -> bool:
        """Whether anything waits, or the end."""
        return bool(self._works) or self.overtaken or not self._open

    def put(self, work: Work, answer: Future[object]) -> None:
        """Have `work` done after what waits already."""
        with self._changed:
            if not self._open:
                raise RuntimeError("the history is closed")
            self._works.append((work, answer))
            self._changed.notify()

    def put_snapshot(self, document: int, snapshot: Snapshot, write: Work) -> Future[None]:
        """Have `write` done, unless it waits for an earlier snapshot of the document: then that one is replaced."""
        with self._changed:
            waiting = self._snapshots.get(document)
            goes_on = waiting is not None and not waiting[1].done()
            answer: Future[None] = waiting[1] if waiting and goes_on else Future()
            self._snapshots[document] = snapshot, answer
        if not goes_on:
            self.put(write, answer)  # pyright: ignore[reportArgumentType]
        return answer

    def take_snapshot(self, document: int) -> Snapshot:
        """The newest snapshot of a document, which waits no longer."""
        with self._changed:
            return self._snapshots.pop(document)[0]

    def put_search(self, query: Query) -> Future[list[Hit]]:
        """Have a search made; one that still waits is cancelled."""
        answer: Future[list[Hit]] = Future()
        with self._changed:
            if self._search is not None:
                self._search[1].cancel()
            self._search = query, answer
            self._changed.notify()
        return answer

    def next(self, pause_s: float | None) -> tuple[Asking | None, Searching | None]:
        """A piece of work, else a search, else nothing: after `pause_s` (None: no limit) or at the end."""
        with self._changed:
            if not self.waits:
                self._changed.wait(pause_s)
            if self._works:
                return self._works.popleft(), None
            found, self._search = self._search, None
            return None, found

    def close(self) -> None:
        """Nothing more may be asked."""
        with self._changed:
            self._open = False
            self._changed.notify()
