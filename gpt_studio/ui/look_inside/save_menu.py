"""A button that saves the map as a picture or as numbers, with a JSON beside that makes it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui import theme

from .saving import save
from .view import AttentionView


class SaveMenu(QToolButton):
    """`wanted` says the ending that was chosen; `saved` the file, `failed` one line."""

    wanted = Signal(str)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._actions = {ending: menu.addAction("") for ending in (".png", ".svg", ".csv", ".npz")}
        for ending, action in self._actions.items():
            action.setData(ending)
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)
        self._save: Callable[[Path], object] | None = None
        self._retranslate()

    def offer(self, endings: tuple[str, ...]) -> None:
        """Only these formats."""
        for ending, action in self._actions.items():
            action.setVisible(ending in endings)

    def ask_where(self, view: AttentionView, ending: str) -> None:
        """Let a place be chosen, then save the view of a head there."""
        self.ask(f"attention-{view.layer}.{view.head}{ending}", partial(save, view, dark=theme.is_dark()))

    def ask(self, name: str, save_as: Callable[[Path], object]) -> None:
        """Let a place be chosen, with `name` as the first idea, and have it saved there."""
        self._save = save_as
        dialog = QFileDialog(self.window(), self.tr("Save the view"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, chosen: str) -> None:
        """Save the view under the name that was chosen."""
        if self._save is None:
            return
        try:
            self._save(Path(chosen))
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
