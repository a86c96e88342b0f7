"""A choice of a checkpoint or an adapter: as on the left, one that is known, or one that is looked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy, QWidget

from gpt_studio.files.places import BUNDLED
from gpt_studio.ui.model_loader import model_title

_FOLDER, _FILE = "\0folder", "\0file"  # what no path can be


class PathBox(QComboBox):
    """`value()` is a path, '' for none (of an adapter) or None for as on the left."""

    changed = Signal()

    def __init__(self, *, files: bool, none: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._left = ""
        self._known: list[str] = [BUNDLED] if files else [""] if none else []
        self._value: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._on_activated)
        self._fill()

    def value(self) -> str | None:
        return self._value

    def set_value(self, path: str | None) -> None:
        """Choose in silence; a path that is not known becomes so."""
        self._value = path
        if path is not None and path not in self._known:
            self._known.append(path)
        self._fill()

    def choose(self, path: str) -> None:
        """Choose a path, and say so."""
        self.set_value(path)
        self.changed.emit()

    def offer(self, paths: Sequence[str]) -> None:
        """More paths to choose from."""
        self._known += [path for path in paths if path not in self._known]
        self._fill()

    def name_left(self, text: str) -> None:
        """What `as on the left` is called."""
        self._left = text
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_known"):
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self._left, None)
            for path in self._known:
                self.addItem(model_title(path) if path else self.tr("none"), path)
                self.setItemData(self.count() - 1, path, Qt.ItemDataRole.ToolTipRole)
            self.insertSeparator(self.count())
            self.addItem(self.tr("Folder…"), _FOLDER)
            if self._files:
                self.addItem(self.tr("File…"), _FILE)
            self.setCurrentIndex(0 if self._value is None else 1 + self._known.index(self._value))

    def _on_activated(self, index: int) -> None:
        chosen = self.itemData(index)
        if chosen in (_FOLDER, _FILE):
            self._fill()  # until something is found
            self._look(chosen)
        elif chosen != self._value:
            self._value = chosen
            self.changed.emit()

    def _look(self, what: str) -> None:
        dialog = QFileDialog(self, self.tr("Choose what is compared"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mode = QFileDialog.FileMode.Directory if what == _FOLDER else QFileDialog.FileMode.ExistingFile
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self.choose)
        dialog.open()
