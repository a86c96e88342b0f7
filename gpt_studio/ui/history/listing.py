"""What the history is asked, and the rows that its answers make."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from gpt_studio.store.history.query import Query
from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.ui.documents.kept import KeptDocuments
from gpt_studio.ui.workspace import Workspace

from .rows import Row


class Listing(QObject):
    """Asks one question at a time; an answer to another one than the newest makes no rows."""

    answered = Signal(list)  # of Row

    def __init__(self, workspace: Workspace, kept: KeptDocuments, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = kept
        self._query = Query()
        self._cards: list[Card] = []

    def ask(self, query: Query) -> None:
        """The documents, those in the trash, or the versions that match."""
        self._query, history = query, self._kept.history
        if not query.browses:
            self._kept.ask(history.search(query), self._on_hits)
            return
        self._kept.ask(history.cards(trashed=query.trashed), self._on_cards)
        if query.trashed:
            self._kept.ask(history.thrown_away(), self._on_thrown_away)

    def _on_cards(self, answer: Future[list[Card]]) -> None:
        if answer.exception() is not None or not self._query.browses:
            return
        self._cards = answer.result()
        number = self._kept.number_of(self._workspace.document)
        if self._query.trashed:  # the versions come next
            return
        if any(card.id == number for card in self._cards):
            self._kept.ask(self._kept.history.versions(number), self._on_versions)
        else:
            self.answered.emit(self._cards)

    def _on_versions(self, answer: Future[list[Hit]]) -> None:
        """The documents, and beneath the one on screen its versions."""
        if answer.exception() is not None or not self._query.browses:
            return
        items: list[Row] = []
        for card in self._cards:
            items.append(card)
            if self._kept.is_shown(card.id) and len(answer.result()) > 1:
                items += answer.result()
        self.answered.emit(items)

    def _on_thrown_away(self, answer: Future[list[Hit]]) -> None:
        """The trash: documents, and single versions beneath the titles of theirs."""
        if answer.exception() is None and self._query.browses and self._query.trashed:
            self.answered.emit([*self._cards, *_grouped(answer.result())])

    def _on_hits(self, answer: Future[list[Hit]]) -> None:
        if answer.exception() is None:
            self.answered.emit(_grouped(answer.result()))


def _grouped(hits: list[Hit]) -> list[Row]:
    """Versions beneath the titles of their documents."""
    groups: dict[int, list[Row]] = {}
    for hit in hits:
        groups.setdefault(hit.document, [hit.title]).append(hit)
    return [item for group in groups.values() for item in group]
