"""The document on screen and the history: every change is on the disk two seconds later, at the latest."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.store.document import Document
from gpt_studio.store.history.history import History, new_number
from gpt_studio.store.history.opening import Notice
from gpt_studio.store.history.reading import Loaded
from gpt_studio.store.history.shelf import Card
from gpt_studio.store.history.snapshots import Place, Snapshot, take
from gpt_studio.ui.workspace import Workspace

from .asking import Asking

# From a change to its being written: two seconds, and the time of the disk.
PAUSE_MS = 2000


class KeptDocuments(QObject):
    """Writes what the workspace shows into the history, and knows which document of it is which there."""

    noticed = Signal(object)  # Notice
    kept = Signal()  # something was written: lists of documents are out of date
    restored = Signal()  # the document of the last time is on screen

    def __init__(self, folder: Path, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History(folder)
        self.where: Callable[[], Place] = Place  # tells where the window stands in its document
        self.place = Place()  # where it stood the last time
        self._workspace = workspace
        self._asking = Asking(self)
        self._numbers: WeakKeyDictionary[Document, int] = WeakKeyDictionary()
        self._known: WeakValueDictionary[int, Document] = WeakValueDictionary()
        self._snapshots: WeakKeyDictionary[Document, Snapshot] = WeakKeyDictionary()
        self._shown = workspace.document
        self._first_text = ""
        self._reading: tuple[Future[Loaded | None], Future[list[Card]]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.write)

    @property
    def usable(self) -> bool:
        """Whether there is a history: another window may have it."""
        return self.history.usable

    def restore(self, first_text: str = "") -> None:
        """Put the document of the last time into the workspace, or `first_text` at the very first start: `restored`.

        It is read by the history's thread meanwhile. What is written before it is there stays on screen instead.
        """
        self._first_text = first_text
        last, trash = self.history.last(), self.history.cards(trashed=True)
        self._reading = last, trash
        self.ask(trash, self._on_read)  # answered in this order

    def wait(self) -> None:
        """Until it is there."""
        if self._reading is not None:
            wait_for([self._reading[1]])
            self._asking.look()

    def number_of(self, document: Document) -> int:
        """The document's number in the history, which it gets now if it has none."""
        if document not in self._numbers:
            self._name(document, new_number())
        return self._numbers[document]

    def is_shown(self, number: int) -> bool:
        """Whether the document of that number is on screen."""
        return self._numbers.get(self._workspace.document) == number

    def live(self, number: int) -> Document | None:
        """The document of that number, if the window holds it: on screen or in the steps of undo."""
        return self._known.get(number)

    def take_in(self, loaded: Loaded) -> Document:
        """The document that the history gave; the one that the window holds already, where it does."""
        known = self._known.get(loaded.id)
        if known is not None:
            return known
        self._name(loaded.document, loaded.id)
        self._snapshots[loaded.document] = loaded.snapshot
        return loaded.document

    def forget(self, number: int) -> Document | None:
        """A document was deleted for ever: it is a stranger now. What the window still holds of it."""
        document = self._known.pop(number, None)
        if document is not None:
            self._numbers.pop(document, None)
            self._snapshots.pop(document, None)
        return document

    def change(self, number: int, deed: Callable[[Document], bool], then: Callable[[], None] | None = None) -> None:
        """Do something to a document, on screen or not. Where that changed it, it is written, and `then` is called."""
        known = self._known.get(number)
        if known is not None:
            self._changed(known, deed, then)
        else:
            self.ask(self.history.load(number), partial(self._on_loaded, deed, then))

    def write(self) -> Future[None] | None:
        """Hand what is on screen to the history now. None where there is nothing to keep."""
        self._timer.stop()
        self._tell()
        return self._write(self._shown)

    def ask(self, answer: Future[Any], told: Callable[[Future[Any]], None]) -> None:
        """Call `told` with `answer` once it is there, on this thread."""
        self._asking.ask(answer, told)

    def close(self) -> None:
        """Write what is on screen and where the window stands, and end the history's thread."""
        self.write()
        self._asking.stop()
        self.history.close()

    def _on_read(self, _trash: Future[Any]) -> None:
        touched = self._workspace.document is not self._shown or bool(self._shown.text())
        if not touched:
            document = self._first_document()
            document.set_model(self._shown.model)
            self._workspace.document = self._shown = document
            self._workspace.touch_text()
        self._reading = None
        self._workspace.text_changed.connect(self._on_text_changed)
        self._workspace.pinned_changed.connect(self._on_text_changed)
        if touched:
            self._on_text_changed()
        self.restored.emit()

    def _first_document(self) -> Document:
        """The one of the last time, or `first_text` where there never was one. What fails is told in a notice."""
        assert self._reading is not None
        last, trash = self._reading
        loaded = None if last.exception() else last.result()
        if loaded is not None:
            self.place = loaded.snapshot.place
            return self.take_in(loaded)
        return Document("" if not trash.exception() and trash.result() else self._first_text)

    def _name(self, document: Document, number: int) -> None:
        self._numbers[document] = number
        self._known[number] = document

    def _write(self, document: Document) -> Future[None] | None:
        empty = document not in self._snapshots and not document.text() and len(document.nodes()) == 1
        if empty or not self.history.usable:
            return None
        before = self._snapshots.get(document)
        place = self.where() if document is self._workspace.document else before.place if before else Place()
        snapshot = take(document, before.nodes if before else {}, place)
        self._snapshots[document] = snapshot
        answer = self.history.keep(self.number_of(document), snapshot)
        self.ask(answer, self._on_written)
        return answer

    def _on_loaded(
        self, deed: Callable[[Document], bool], then: Callable[[], None] | None, answer: Future[Loaded]
    ) -> None:
        if answer.exception() is None:  # else it is gone: nothing to do
            self._changed(self.take_in(answer.result()), deed, then)

    def _changed(self, document: Document, deed: Callable[[Document], bool], then: Callable[[], None] | None) -> None:
        if deed(document):
            self._write(document)
            if then is not None:
                then()

    def _on_text_changed(self, _change: object = None) -> None:
        if self._workspace.document is not self._shown:
            before, self._shown = self._shown, self._workspace.document
            self._write(before)
        if not self._timer.isActive():
            self._timer.start()

    def _on_written(self, _answer: Future[Any]) -> None:
        self._tell()
        self.kept.emit()

    def _tell(self) -> None:
        for notice in self.history.take_notices():
            self.noticed.emit(notice)


def said(notice: Notice, translated: Callable[[str], str]) -> str:
    """A notice as a line. `translated` knows the context `Notices`."""
    return translated(TEXTS[notice.kind]).format(name=notice.name, count=notice.count)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for."""
    return text


TEXTS = {
    "set_aside": QT_TRANSLATE_NOOP(
        "Notices", "The history could not be read. It is kept as {name}; {count} of its documents could be taken over."
    ),
    "newer": QT_TRANSLATE_NOOP(
        "Notices", "The history was written by a later version of the program ({name}). It is left as it is, and "
        "nothing is kept in this window.",
    ),
    "taken": QT_TRANSLATE_NOOP(
        "Notices", "Another window has the history. What is written here is not kept; save the text or a copy."
    ),
    "unusable": QT_TRANSLATE_NOOP("Notices", "There is no history: {name}. What is written here is not kept."),
    "damaged": QT_TRANSLATE_NOOP(
        "Notices", "Parts of this document were damaged: {count} spans came back as plain text or not at all."
    ),
    "draft_set_aside": QT_TRANSLATE_NOOP("Notices", "The draft could not be read. It is kept as {name}."),
    "full": QT_TRANSLATE_NOOP(
        "Notices", "Nothing is saved at the moment: {name}. It is tried again; make room, or save a copy elsewhere."
    ),
    "saved_again": QT_TRANSLATE_NOOP("Notices", "Everything is saved again."),
}  # fmt: skip
