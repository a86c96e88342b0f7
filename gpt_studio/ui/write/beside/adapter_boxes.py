"""The adapters of the right: those of the left, none, or one and more, each in a box of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .path_box import PathBox


class AdapterBoxes(QWidget):
    """`value()` is None for as on the left, () for none. Below what is chosen stands a box for one more."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = PathBox(files=False, none=True, parent=self)
        self.others: list[PathBox] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self.first)
        self.first.changed.connect(self._on_changed)
        self.setFocusProxy(self.first)
        self._name()

    def value(self) -> tuple[str, ...] | None:
        """The adapters in their order, each once."""
        first = self.first.value()
        if first is None:
            return None
        return tuple(dict.fromkeys(path for box in (self.first, *self.others) if (path := box.value())))

    def set_value(self, adapters: tuple[str, ...] | None) -> None:
        """Choose in silence."""
        first, *rest = adapters or ("",)
        self.first.set_value(None if adapters is None else first)
        self._stand(rest if first else [])

    def name_left(self, text: str) -> None:
        """What `as on the left` is called."""
        self.first.name_left(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "others"):
            self._name()
        super().changeEvent(event)

    def _stand(self, rest: list[str]) -> None:
        """A box for each of `rest`, and an empty one where one more can follow."""
        wanted: list[str | None] = [*rest, None] if self.first.value() else []
        while len(self.others) > len(wanted):
            box = self.others.pop()
            self._layout.removeWidget(box)
            box.hide()
            box.deleteLater()
        while len(self.others) < len(wanted):
            box = PathBox(files=False, none=False, parent=self)
            box.changed.connect(self._on_changed)
            self._layout.addWidget(box)
            self.others.append(box)
        for box, path in zip(self.others, wanted, strict=True):
            box.set_value(path)
        self._name()

    def _name(self) -> None:
        self.first.setAccessibleName(self.tr("Adapters"))
        for box in self.others:
            box.name_left(self.tr("no more") if box.value() else self.tr("one more…"))
            box.setAccessibleName(self.tr("Another adapter"))

    def _on_changed(self) -> None:
        value = self.value() or ()
        self._stand(list(value[1:]))
        self.changed.emit()
