"""Layer and head by number: the one head whose numbers are shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from gpt_studio.ui.terms import tip


class HeadFields(QWidget):
    """`chosen` says layer and head when the person changes them."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes = (QSpinBox(self), QSpinBox(self))
        self._names = (QLabel(self), QLabel(self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for name, box in zip(self._names, self._boxes, strict=True):
            name.setBuddy(box)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._on_number)
            layout.addWidget(name)
            layout.addWidget(box)
            layout.addSpacing(8)
        layout.addStretch(1)
        self._retranslate()

    @property
    def layer(self) -> int:
        return self._boxes[0].value()

    @property
    def head(self) -> int:
        return self._boxes[1].value()

    def set_shape(self, layers: int, heads: int) -> None:
        """How many there are; a number beyond them becomes the last."""
        for box, count in zip(self._boxes, (layers, heads), strict=True):
            with QSignalBlocker(box):
                box.setMaximum(max(count - 1, 0))

    def choose(self, layer: int, head: int) -> None:
        """Show a head, without saying so."""
        for box, value in zip(self._boxes, (layer, head), strict=True):
            with QSignalBlocker(box):
                box.setValue(value)

    def _on_number(self, _value: int) -> None:
        self.chosen.emit(self.layer, self.head)

    def _retranslate(self) -> None:
        for name, text in zip(self._names, (self.tr("&Layer"), self.tr("Hea&d")), strict=True):
            name.setText(text)
        for box, term in zip(self._boxes, ("residual", "head"), strict=True):
            box.setToolTip(tip(term))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
