"""The name of a new run, and the folder that it stands for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError

from .run_name import can_be_a_folder


class NameField(QWidget):
    """A name typed, or the one that is suggested. `root` is the folder in which runs are made."""

    changed = Signal()

    def __init__(self, root: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._root = root
        self.line = QLineEdit(self)
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self.line.textChanged.connect(self._on_changed)
        self._retranslate()

    def suggest(self, name: str) -> None:
        """The name of a run that is given none."""
        self.line.setPlaceholderText(name)

    def folder(self) -> Path:
        """The folder of the run. Raises StudioError for a name that cannot be one, or is taken."""
        name = self.line.text().strip() or self.line.placeholderText()
        if not can_be_a_folder(name):
            raise StudioError("bad_parameter", self.tr("The name cannot be that of a folder"), found=name)
        if (self._root / name).exists():
            raise StudioError("bad_parameter", self.tr("There is a run of this name already"), found=name)
        return self._root / name

    def _on_changed(self, _text: str) -> None:
        self.changed.emit()

    def _retranslate(self) -> None:
        self.line.setToolTip(self.tr("Its folder: {path}").format(path=self._root))
        self.line.setAccessibleName(self.tr("Name of the run"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
