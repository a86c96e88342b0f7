"""Single versions to the trash and back, and deleted for ever: of the document on screen, or of any other."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from gpt_studio.store import version_trash
from gpt_studio.store.document import Document
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.page import WritePage

from .kept import KeptDocuments


class VersionDeeds(QObject):
    """What is done to the document on screen is a step of Undo."""

    told = Signal(str)
    document_asked = Signal(object)  # the number of a document of which it was the only version: it goes as a whole

    def __init__(self, workspace: Workspace, kept: KeptDocuments, page: WritePage, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = kept
        self._page = page

    def put_away_shown(self) -> None:
        """The version on screen to the trash."""
        document = self._workspace.document
        self.put_away(self._kept.number_of(document), document.current)

    def put_away(self, number: int, node: int) -> None:
        """A version to the trash; Undo brings it back."""

        def deed(document: Document) -> bool:
            if version_trash.branch_of(document, node) is None:
                self.document_asked.emit(number)
                return False
            went = self._on_screen(document, lambda: version_trash.throw_away(document, node, time.time()))
            if went:
                self.told.emit(self.tr("The version is in the trash; Undo brings it back"))
            return went

        self._kept.change(number, deed)

    def take_back(self, number: int, node: int) -> None:
        """A version out of the trash."""

        def deed(document: Document) -> bool:
            came = self._on_screen(document, lambda: version_trash.take_back(document, node))
            if came:
                self.told.emit(self.tr("The version is back"))
            return came

        self._kept.change(number, deed)

    def delete(self, number: int, node: int) -> None:
        """A version of the trash for ever, and what Undo holds of it."""

        gone: set[int] = set()

        def deed(document: Document) -> bool:
            gone.update(version_trash.delete(document, node))
            self._page.undo.forget_spans(document, gone)
            return bool(gone)

        def then() -> None:
            self._kept.ask(self._kept.history.delete_versions(number, gone), self._on_deleted)

        self._kept.change(number, deed, then)

    def _on_screen(self, document: Document, deed: Callable[[], bool]) -> bool:
        """Do it, and show what stands there then. Whether something was done."""
        if document is not self._workspace.document:
            return deed()
        if self._workspace.busy:
            self._page.generation.stop_for_edit()
        before = self._page.undo.step(document, self._page.editor.caret())
        if not deed():
            return False
        self._page.undo.push(before)
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()
        return True

    def _on_deleted(self, _answer: Future[Any]) -> None:
        self._kept.kept.emit()
