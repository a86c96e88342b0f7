"""Layer and head by number, kept in step with the picture of all heads."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from .head_navigator import HeadNavigator


class HeadChooser(QWidget):
    """`chosen` says layer and head whenever they change, by whatever way."""

    chosen = Signal(int, int)

    def __init__(self, navigator: HeadNavigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer, self.head = 0, 0
        self._navigator = navigator
        self._layer, self._head = QSpinBox(self), QSpinBox(self)
        self._names = [QLabel(self), QLabel(self)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for name, box in zip(self._names, (self._layer, self._head), strict=True):
            name.setBuddy(box)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._on_number)
            layout.addWidget(name)
            layout.addWidget(box)
            layout.addSpacing(10)
        layout.addStretch(1)
        navigator.chosen.connect(self.choose)
        self._retranslate()

    def set_shape(self, layers: int, heads: int) -> None:
        """How many layers and heads there are; a choice beyond them moves to the last."""
        self._navigator.set_shape(layers, heads)
        with QSignalBlocker(self._layer), QSignalBlocker(self._head):
            self._layer.setMaximum(max(layers - 1, 0))
            self._head.setMaximum(max(heads - 1, 0))
        self._on_number()

    def choose(self, layer: int, head: int) -> None:
        """Go to a head."""
        with QSignalBlocker(self._layer), QSignalBlocker(self._head):
            self._layer.setValue(layer)
            self._head.setValue(head)
        self._on_number()

    def _on_number(self) -> None:
        found = self._layer.value(), self._head.value()
        self._navigator.choose(*found)
        if found != (self.layer, self.head):
            self.layer, self.head = found
            self.chosen.emit(*found)

    def _retranslate(self) -> None:
        self._names[0].setText(self.tr("&Layer"))
        self._names[1].setText(self.tr("Hea&d"))
        self._layer.setToolTip(self.tr("Layers count from 0, from the embedding upward."))
        self._head.setToolTip(self.tr("Heads of a layer count from 0. Each looks in its own way."))
        self._navigator.setAccessibleName(self.tr("All heads: layers downward, heads across"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
