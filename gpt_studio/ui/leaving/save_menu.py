"""A button that saves a view as a picture or as numbers, with a JSON beside that makes it again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store.document import Document
from gpt_studio.ui import theme

from .saving import SUFFIXES, Leaving, save
from .version import with_version


class SaveMenu(QToolButton):
    """`wanted` says the ending that was chosen; `saved` the file, `failed` one line."""

    wanted = Signal(str)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._actions = {ending: menu.addAction("") for ending in SUFFIXES}
        for ending, action in self._actions.items():
            action.setData(ending)
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)
        self._leaving: Leaving | None = None
        self._retranslate()

    def ask(self, leaving: Leaving, ending: str, document: Document | None = None) -> None:
        """Let a place be chosen, and save the view there; with the version of the document that it is of."""
        self._leaving = leaving if document is None else with_version(leaving, document)
        name = leaving.name + ending
        dialog = QFileDialog(self.window(), self.tr("Save the view"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, chosen: str) -> None:
        """Save the view under the name that was chosen."""
        if self._leaving is None:
            return
        try:
            save(self._leaving, Path(chosen), dark=theme.is_dark())
        except StudioError as error:
            self.failed.emit(error.one_line())
        else:
            self.saved.emit(chosen)

    def _on_triggered(self, action: QAction) -> None:
        self.wanted.emit(action.data())

    def _retranslate(self) -> None:
        self.setText(self.tr("Save…"))
        self.setToolTip(self.tr("Saves this view; a JSON beside it holds what is needed to make it again."))
        self._actions[".png"].setText(self.tr("Picture (PNG)"))
        self._actions[".svg"].setText(self.tr("Drawing (SVG)"))
        self._actions[".csv"].setText(self.tr("Table (CSV)"))
        self._actions[".npz"].setText(self.tr("Array (NPZ)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
