"""What can be done to a row of the history: star, tags, title, trash; and in the trash: back, or away for ever."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QInputDialog, QLabel, QMessageBox, QPushButton, QWidget

from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.ui.documents.kept import KeptDocuments

from .rows import Row, one_line


class Deeds(QWidget):
    """Buttons for the chosen row. A document on screen and single versions are the window's: it is asked for them."""

    done = Signal()
    trash_asked = Signal(object)
    delete_asked = Signal(object)  # the numbers of documents, to be deleted for ever
    version_trash_asked = Signal(object, int)  # document, span
    version_back_asked = Signal(object, int)
    version_delete_asked = Signal(object, int)

    def __init__(self, kept: KeptDocuments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = kept
        self._row: Card | Hit | None = None
        self._put_away: tuple[int, int] = (0, -1)  # what went to the trash last: document, span or -1
        self._cards: tuple[int, ...] = ()
        names = ("star", "tags", "rename", "trash", "back", "delete", "undo")
        self._buttons = {name: QPushButton(self) for name in names}
        self._told = QLabel(self)
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._told, 0, 0)
        layout.addWidget(self._buttons["undo"], 0, 1)
        for at, name in enumerate(("star", "tags", "rename", "trash", "back", "delete")):
            layout.addWidget(self._buttons[name], 1 + at // 2, at % 2)
        self._buttons["undo"].setProperty("kind", "link")
        for name, slot in (
            ("star", self.star), ("tags", self.ask_tags), ("rename", self.ask_title), ("trash", self.put_away),
            ("back", self.take_back), ("delete", self.ask_to_delete), ("undo", self.undo),
        ):  # fmt: skip
            self._buttons[name].clicked.connect(slot)
        self.show_trash(False)
        self._retranslate()

    def button(self, name: str) -> QPushButton:
        return self._buttons[name]

    def show_trash(self, on: bool) -> None:
        """Offer what can be done in the trash, or outside it."""
        for name, button in self._buttons.items():
            button.setVisible(name in ("back", "delete") if on else name in ("star", "tags", "rename", "trash"))
        self._tell()

    def choose(self, row: Row | None) -> None:
        """The row that is meant from now on."""
        self._row = None if isinstance(row, str) else row
        version, any_ = isinstance(self._row, Hit), self._row is not None
        for name, button in self._buttons.items():
            button.setEnabled(version if name in ("star", "tags") else any_ or name == "undo")
        self._retranslate()

    # -- what is done -------------------------------------------------------------------------------------------

    def star(self) -> None:
        """Put a star on the version, or take it off."""
        if isinstance(self._row, Hit):
            self._do(self._kept.history.star(self._row.document, self._row.node, on=not self._row.starred))

    def ask_tags(self) -> None:
        """Ask for the version's tags."""
        if isinstance(self._row, Hit):
            dialog = self._dialog(self.tr("Tags, with commas between them"), ", ".join(self._row.tags))
            dialog.textValueSelected.connect(self.set_tags)
            dialog.open()

    def set_tags(self, line: str) -> None:
        """Give the version the tags of a line: words with commas between them."""
        if isinstance(self._row, Hit):
            tags = tuple(filter(None, (tag.strip().removeprefix("#") for tag in line.replace("，", ",").split(","))))
            self._do(self._kept.history.set_tags(self._row.document, self._row.node, tags))

    def ask_title(self) -> None:
        """Ask for the document's title."""
        if self._row is not None:
            title = self._row.title or (self._row.preview if isinstance(self._row, Card) else "")
            dialog = self._dialog(self.tr("Title of the document"), one_line(title))
            dialog.textValueSelected.connect(self.set_title)
            dialog.open()

    def set_title(self, title: str) -> None:
        if self._row is not None:
            self._do(self._kept.history.rename(self._number(), title))

    def put_away(self) -> None:
        """The version or the document to the trash."""
        number = self._number()
        if isinstance(self._row, Hit):
            self.version_trash_asked.emit(number, self._row.node)
            self._tell(number, self._row.node)
            return
        if not number:
            return
        if self._kept.is_shown(number):
            self.trash_asked.emit(number)
        else:
            self._do(self._kept.history.put_away(number))
        self._tell(number)

    def undo(self) -> None:
        """Take back what went to the trash last."""
        number, node = self._put_away
        if node >= 0:
            self.version_back_asked.emit(number, node)
        self._do(self._kept.history.take_back(number))
        self._tell()

    def take_back(self) -> None:
        """The version or the document out of the trash."""
        number = self._number()
        if self._is_version():
            self.version_back_asked.emit(number, self._node())
        elif number:
            self._do(self._kept.history.take_back(number))

    def ask_to_delete(self) -> None:
        """Ask once more: this cannot be undone."""
        number = self._number()
        if not number:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        whole = self.tr("Delete this document and all its versions for ever?")
        box.setText(self.tr("Delete this version for ever?") if self._is_version() else whole)
        box.setInformativeText(self.tr("Nothing of it is left on the disk. This cannot be undone."))
        delete = box.addButton(self.tr("Delete for ever"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        delete.clicked.connect(self.delete)
        box.finished.connect(box.deleteLater)
        box.open()

    def delete(self) -> None:
        """Have the version or the document deleted for ever."""
        number = self._number()
        if self._is_version():
            self.version_delete_asked.emit(number, self._node())
        elif number:
            self.delete_asked.emit((number,))

    # -- inside -------------------------------------------------------------------------------------------------

    def _number(self) -> int:
        if self._row is None:
            return 0
        return self._row.document if isinstance(self._row, Hit) else self._row.id

    def _node(self) -> int:
        return self._row.node if isinstance(self._row, Hit) else -1

    def _is_version(self) -> bool:
        """Whether the row is a version that is in the trash by itself."""
        return isinstance(self._row, Hit) and self._row.trashed is not None

    def _do(self, answer: Future[Any]) -> None:
        self._kept.ask(answer, self._on_done)

    def _on_done(self, _answer: Future[Any]) -> None:
        self.done.emit()

    def _tell(self, number: int = 0, node: int = -1) -> None:
        """Say that a document, or a span of it, went to the trash, with a way back; 0 says nothing."""
        self._put_away = number, node
        self._told.setVisible(bool(number))
        self._buttons["undo"].setVisible(bool(number))

    def _dialog(self, label: str, value: str) -> QInputDialog:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("History"))
        dialog.setLabelText(label)
        dialog.setTextValue(value)
        dialog.resize(420, dialog.sizeHint().height())
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _retranslate(self) -> None:
        starred = isinstance(self._row, Hit) and self._row.starred
        texts = {
            "star": self.tr("★ Take the star off") if starred else self.tr("☆ Star"),
            "tags": self.tr("Tags…"),
            "rename": self.tr("Rename…"),
            "trash": self.tr("Version to trash") if isinstance(self._row, Hit) else self.tr("Document to trash"),
            "back": self.tr("Restore"),
            "delete": self.tr("Delete for ever…"),
            "undo": self.tr("Undo"),
        }
        for name, text in texts.items():
            self._buttons[name].setText(text)
        self._told.setText(self.tr("Moved to the trash."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
