"""The cross of a run's tab."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from gpt_studio.ui.icons import icon


class TabCloseButton(QToolButton):
    """The cross of a tab."""

    asked = Signal(object)  # the tab's widget

    def __init__(self, shown: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setProperty("kind", "icon")
        self.clicked.connect(self._on_clicked)
        self._dress()

    def _on_clicked(self) -> None:
        self.asked.emit(self._shown)

    def _dress(self) -> None:
        self.setIcon(icon("close", "muted"))
        self.setAccessibleName(self.tr("Close the tab; the run goes on"))
        self.setToolTip(self.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()
        super().changeEvent(event)
