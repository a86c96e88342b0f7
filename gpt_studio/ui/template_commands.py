"""The command of the templates: the dialog, and where its prompt goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gpt_studio.store.templates import templates_folder

from .dialogs.templates.dialog import Templates
from .workspace import Workspace
from .write.page import WritePage


class TemplateCommands(QObject):
    """One dialog at a time."""

    def __init__(self, workspace: Workspace, page: WritePage, data: Path, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._page = page
        self._folder = templates_folder(data)
        self._window = window
        self.dialog: Templates | None = None

    def open(self) -> None:
        """Show the templates."""
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        self.dialog = Templates(self._folder, self._window)
        self.dialog.inserted.connect(self.insert)
        self.dialog.destroyed.connect(self._on_gone)
        self.dialog.show()

    def insert(self, prompt: str) -> None:
        """Put a prompt into the document at the cursor, as one step of Undo; into the message where one talks."""
        if self._page.chat.isVisible():
            self._page.chat.composer.field.insertPlainText(prompt)
            self._page.chat.composer.setFocus()
            return
        editor = self._page.editor
        at = editor.caret()
        editor.replace(at, at, prompt)
        editor.set_caret(at + len(prompt))
        editor.setFocus()

    def _on_gone(self) -> None:
        self.dialog = None
