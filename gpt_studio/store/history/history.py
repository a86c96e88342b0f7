"""What the window asks of the history, beside keeping and loading: lists, marks, the trash, files."""

from __future__ import annotations

import secrets
import sqlite3
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from . import documents, marks, shelf, trash
from .archive import Archive
from .query import Query
from .reading import Loaded
from .search import Hit, search
from .shelf import Card, Choices


def new_number() -> int:
    """The number of a document that is not yet in the history."""
    return 1 + secrets.randbits(52)


class History(Archive):
    """Every answer is a Future; what changes something is on the disk once it is done."""

    def cards(self, *, trashed: bool = False) -> Future[list[Card]]:
        """The documents, or those in the trash."""
        return self.ask(partial(shelf.cards, trashed=trashed))

    def versions(self, document: int) -> Future[list[Hit]]:
        """The versions of a document, the newest first."""
        return self.ask(partial(search, query=Query(document=document)))

    def thrown_away(self) -> Future[list[Hit]]:
        """The versions that are in the trash by themselves, the newest first."""
        return self.ask(partial(search, query=Query(trashed=True, branches=True)))

    def choices(self) -> Future[Choices]:
        """What a filter may choose from."""
        return self.ask(shelf.choices)

    def rename(self, document: int, title: str) -> Future[None]:
        """'' goes back to the first words of the text."""
        return self.ask(partial(marks.rename, document=document, title=title))

    def star(self, document: int, node: int, *, on: bool) -> Future[None]:
        return self.ask(partial(marks.star, document=document, node=node, on=on))

    def set_tags(self, document: int, node: int, tags: tuple[str, ...]) -> Future[None]:
        return self.ask(partial(marks.set_tags, document=document, node=node, tags=tags))

    def put_away(self, document: int) -> Future[None]:
        """Into the trash, for 30 days."""
        return self.ask(lambda connection: trash.put_away(connection, document, self._clock()))

    def take_back(self, document: int) -> Future[None]:
        """Out of the trash."""
        return self.ask(partial(trash.take_back, document=document))

    def write_copy(self, document: int, path: Path) -> Future[None]:
        """A document with all versions, stars and tags to a file. Fails with OSError, Missing."""
        return self.ask(partial(documents.write_copy, document=document, path=path))

    def read_copy(self, path: Path) -> Future[Loaded]:
        """A file as a new document. Fails with ValueError or OSError."""
        number = new_number()

        def work(connection: sqlite3.Connection) -> Loaded:
            documents.read_copy(connection, number, path)
            return self._new(connection, number)

        return self.ask(work)

    def duplicate(self, document: int, title: str) -> Future[Loaded]:
        """A document once more, under a title of its own. Fails with Missing."""
        number = new_number()

        def work(connection: sqlite3.Connection) -> Loaded:
            documents.duplicate(connection, document, number, title)
            return self._new(connection, number)

        return self.ask(work)
