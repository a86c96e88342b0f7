"""Documents as a person has them: opened from the history or a file, copied, renamed, thrown away."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from gpt_studio.store.document import Document
from gpt_studio.store.document_file import SUFFIX, DocumentFile, Marks, write_document_file
from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.store.history.snapshots import Place
from gpt_studio.ui.commands.actions import Commands
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.page import WritePage
from gpt_studio.ui.write.positions import Utf16

from .kept import KeptDocuments
from .session import Session

MOST_RECENT = 12
TITLE_CHARACTERS = 48


@dataclass(frozen=True)
class Wanted:
    """The version to show once its document is there: its span, and the match in it."""

    document: int
    node: int = -1
    start: int = 0
    end: int = 0


class Documents(QObject):
    """Puts documents on screen. What ran is stopped first, as by an edit; Undo brings the document before back."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, workspace: Workspace, kept: KeptDocuments, page: WritePage, session: Session, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = kept
        self._page = page
        self._session = session
        self._window = parent
        self._wanted = Wanted(0)
        self._cards: list[Card] = []
        self.recent: QMenu | None = None
        kept.kept.connect(self._on_kept)

    # -- showing ------------------------------------------------------------------------------------------------

    def show_document(self, number: int) -> None:
        """A document of the history, where it was left."""
        self._find(Wanted(number))

    def show_version(self, hit: Hit) -> None:
        """A version that was found, its match selected."""
        self._find(Wanted(hit.document, hit.node, hit.start, hit.end))

    def _find(self, wanted: Wanted) -> None:
        self._wanted = wanted
        live = self._kept.live(wanted.document)
        if live is not None:
            self._show(live, None)
        else:
            self._kept.ask(self._kept.history.load(wanted.document), self._on_loaded)

    def read(self, path: str) -> None:
        """A document out of its file."""
        if self._kept.usable:
            self._kept.ask(self._kept.history.read_copy(Path(path)), self._on_read)
        else:
            self.failed.emit(self.tr("Without a history no document can be taken in."))

    # -- commands -----------------------------------------------------------------------------------------------

    def duplicate(self) -> None:
        """The document once more, as one of its own."""
        if self._kept.write() is None:
            return
        number = self._kept.number_of(self._workspace.document)
        title = self.tr("{title} (copy)").format(title=self._title(self._workspace.document))
        self._kept.ask(self._kept.history.duplicate(number, title), self._on_read)

    def rename(self) -> None:
        """Ask for the document's title."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Rename document"))
        dialog.setLabelText(self.tr("Title of the document"))
        dialog.setTextValue(self._title(self._workspace.document))
        dialog.resize(420, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self.set_title)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_title(self, title: str) -> None:
        """Give the document on screen a title."""
        if self._kept.write() is not None:
            number = self._kept.number_of(self._workspace.document)
            self._kept.ask(self._kept.history.rename(number, title), self._on_changed)

    def save_copy(self) -> None:
        """Ask for a file, and write the document with all its versions to it."""
        dialog = QFileDialog(self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("GPT Studio document (*{suffix})").format(suffix=SUFFIX)])
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(self.write_copy)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_copy(self, path: str) -> None:
        """Write the document with all its versions, its stars and tags to a file."""
        if self._kept.write() is not None:
            number = self._kept.number_of(self._workspace.document)
            self._path = Path(path)
            self._kept.ask(self._kept.history.write_copy(number, self._path), self._on_copied)
            return
        try:
            write_document_file(Path(path), DocumentFile("", self._workspace.document, Marks()))
        except OSError as error:
            self._tell_not_saved(Path(path).name, error)
        else:
            self.told.emit(self.tr("{name} saved").format(name=Path(path).name))

    def put_away(self, _number: object = None) -> None:
        """The document on screen to the trash; Undo brings it back."""
        document = self._workspace.document
        if not self._kept.usable or self._kept.write() is None:
            return
        number = self._kept.number_of(document)
        self._wanted = Wanted(0)
        self._show(Document(), Place())
        self._kept.ask(self._kept.history.put_away(number), self._on_changed)
        self.told.emit(self.tr("Moved to the trash; Undo brings it back"))

    def put_away_any(self, number: Any) -> None:
        """Any document to the trash."""
        if self._kept.is_shown(number):
            self.put_away()
        else:
            self._kept.ask(self._kept.history.put_away(number), self._on_changed)

    def delete_for_ever(self, numbers: Any) -> None:
        """Documents of the trash, and what Undo holds of them."""
        gone = tuple(number for number in numbers if not self._kept.is_shown(number))
        for number in gone:
            document = self._kept.forget(number)
            if document is not None:
                self._page.undo.forget(document)
        self._kept.ask(self._kept.history.delete_for_ever(gone), self._on_deleted)

    def add_recent(self, commands: Commands) -> None:
        """Put the menu of recent documents where the file menu opens things."""
        menu, before = commands.menu("file"), commands["document.save"]
        self.recent = QMenu(self.tr("Recent documents"), menu)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.recent.triggered.connect(self._on_recent)
        menu.insertMenu(before, self.recent)
        self._on_kept()

    def retranslate(self) -> None:
        if self.recent is not None:
            self.recent.setTitle(self.tr("Recent documents"))

    # -- answers ------------------------------------------------------------------------------------------------

    def _on_loaded(self, answer: Future[Any]) -> None:
        if error := answer.exception():
            self.failed.emit(self.tr("The document cannot be opened: {reason}.").format(reason=_reason(error)))
        elif answer.result().id == self._wanted.document:
            self._show(self._kept.take_in(answer.result()), answer.result().snapshot.place)

    def _on_read(self, answer: Future[Any]) -> None:
        if error := answer.exception():
            self.failed.emit(self.tr("The document cannot be opened: {reason}.").format(reason=_reason(error)))
            return
        self._wanted = Wanted(answer.result().id)
        self._show(self._kept.take_in(answer.result()), answer.result().snapshot.place)
        self.told.emit(self.tr("The document was opened as one of its own"))
        self._kept.kept.emit()

    def _on_copied(self, answer: Future[Any]) -> None:
        if error := answer.exception():
            self._tell_not_saved(self._path.name, error)
        else:
            self.told.emit(self.tr("{name} saved").format(name=self._path.name))

    def _on_changed(self, _answer: Future[Any]) -> None:
        self._kept.kept.emit()

    def _on_deleted(self, answer: Future[Any]) -> None:
        if error := answer.exception():
            self.failed.emit(self.tr("Nothing was deleted: {reason}.").format(reason=_reason(error)))
        self._kept.kept.emit()

    def _on_kept(self) -> None:
        if self._kept.usable:
            self._kept.ask(self._kept.history.cards(), self._on_cards)

    def _on_cards(self, answer: Future[list[Card]]) -> None:
        if answer.exception() is None:
            self._cards = answer.result()

    def _fill_recent(self) -> None:
        if self.recent is None:
            return
        self.recent.clear()
        for at, card in enumerate(self._cards[:MOST_RECENT]):
            action = self.recent.addAction(_short(card.title or card.preview) or self.tr("Empty document"))
            action.setData(at)
            action.setEnabled(not self._workspace.busy)
        if self.recent.isEmpty():
            self.recent.addAction(self.tr("None yet")).setEnabled(False)

    def _on_recent(self, action: QAction) -> None:
        self.show_document(self._cards[action.data()].id)

    # -- inside -------------------------------------------------------------------------------------------------

    def _show(self, document: Document, place: Place | None) -> None:
        """Show `document`, at the version that is wanted; `place` None stays where the window stands."""
        workspace, page, wanted = self._workspace, self._page, self._wanted
        if workspace.busy:
            page.generation.stop_for_edit()
        page.undo.note(workspace.document, page.editor.caret())
        document.set_model(workspace.document.model)
        workspace.set_pinned(-1)
        workspace.document = document
        if wanted.node >= 0:
            document.open(wanted.node)
        workspace.touch_text()
        if wanted.node >= 0:
            self._select(document, wanted)
        elif place is not None:
            self._session.restore(place)
        if workspace.mode == "train":
            workspace.set_mode("write")

    def _select(self, document: Document, wanted: Wanted) -> None:
        """Select the match, so that it is seen; the span's beginning where there is none."""
        begin = 0
        for node in document.path():
            if node.id == wanted.node:
                break
            begin += len(node.text)
        units = Utf16(document.text())
        cursor = QTextCursor(self._page.editor.document())
        cursor.setPosition(units.units(max(0, begin + wanted.start)))
        cursor.setPosition(units.units(max(0, begin + wanted.end)), QTextCursor.MoveMode.KeepAnchor)
        self._page.editor.setTextCursor(cursor)
        self._page.editor.ensureCursorVisible()

    def _title(self, document: Document) -> str:
        number = self._kept.number_of(document)
        known = next((card.title for card in self._cards if card.id == number), "")
        return known or _short(document.text())

    def _tell_not_saved(self, name: str, error: BaseException) -> None:
        self.failed.emit(self.tr("{name} was not saved: {reason}.").format(name=name, reason=_reason(error)))


def _reason(error: BaseException) -> str:
    return translated(getattr(error, "strerror", None) or str(error)) or type(error).__name__


def _short(text: str) -> str:
    line = " ".join(text[:400].split()).replace("&", "&&")
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1] + "…"
