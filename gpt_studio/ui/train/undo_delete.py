"""What was deleted last, and the way back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store.run_trash import restore_run

from .labels import quiet_label


class UndoDelete(QFrame):
    """Hidden until `offer`."""

    restored = Signal(str)  # the run's folder
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Path | None = None
        self._folder = Path()
        self._text, self.undo = quiet_label(self), QPushButton(self)
        self.undo.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo)
        self._retranslate()
        self.hide()

    def offer(self, place: Path, folder: Path) -> None:
        """A run that was in `folder` lies in `place` now."""
        self._place, self._folder = place, folder
        self._retranslate()
        self.show()

    def _on_undo(self) -> None:
        if self._place is None:
            return
        try:
            restore_run(self._place, self._folder)
        except StudioError as error:
            self.failed.emit(error.one_line())
            return
        self._place = None
        self.hide()
        self.restored.emit(str(self._folder))

    def _retranslate(self) -> None:
        text = self.tr("{name} is deleted; it is kept for 30 days.")
        self._text.setText(text.format(name=self._folder.name))
        self.undo.setText(self.tr("Undo"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
