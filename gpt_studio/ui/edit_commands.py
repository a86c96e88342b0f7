"""Cut, copy, paste and select all: they belong to the widget that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget


class EditCommands(QObject):
    """Where nothing has the focus, they are the text's."""

    def __init__(self, text: QWidget) -> None:
        super().__init__(text)
        self._text = text

    def cut(self) -> None:
        self._ask("cut")

    def copy(self) -> None:
        self._ask("copy")

    def paste(self) -> None:
        self._ask("paste")

    def select_all(self) -> None:
        self._ask("selectAll")

    def _ask(self, slot: str) -> None:
        act = getattr(QApplication.focusWidget() or self._text, slot, None)
        if act is not None:
            act()
