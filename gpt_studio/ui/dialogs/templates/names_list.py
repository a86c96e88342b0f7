"""The templates by their names; those of which something is not saved have a mark."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

NAME = Qt.ItemDataRole.UserRole


class NamesList(QListWidget):
    """`chosen` tells the name of the one that is to be shown."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.currentItemChanged.connect(self._on_current)

    def show_names(self, names: Iterable[str], unsaved: Collection[str], current: str) -> None:
        """Other names; `current` is chosen, or the first one."""
        self.blockSignals(True)
        self.clear()
        for name in names:
            item = QListWidgetItem(name, self)
            item.setData(NAME, name)
            self.mark(name, unsaved=name in unsaved)
        self.blockSignals(False)
        self.setCurrentItem(self._item(current) or self.item(0))

    def current(self) -> str:
        """The name that is chosen, '' for none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(NAME))

    def mark(self, name: str, *, unsaved: bool) -> None:
        """Say of a template whether something is not saved."""
        item = self._item(name)
        if item is None:
            return
        told = self.tr("{name}, not saved").format(name=name) if unsaved else name
        item.setText(f"{name} •" if unsaved else name)
        item.setToolTip(told if unsaved else "")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)

    def _item(self, name: str) -> QListWidgetItem | None:
        return next((item for i in range(self.count()) if (item := self.item(i)).data(NAME) == name), None)

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(NAME)))
