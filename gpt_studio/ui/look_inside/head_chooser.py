"""Layer and head by number, kept in step with the picture of all heads; one head, or several as their average."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from .head_navigator import HeadNavigator


class HeadChooser(QWidget):
    """`chosen` says layer and head whenever they change, by whatever way; `heads` are those that are averaged."""

    chosen = Signal(int, int)

    def __init__(self, navigator: HeadNavigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer, self.head = 0, 0
        self.heads: tuple[int, ...] = (0,)
        self._navigator = navigator
        self._layer, self._head = QSpinBox(self), QSpinBox(self)
        self._names = [QLabel(self), QLabel(self)]
        self.average = QCheckBox(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for name, box in zip(self._names, (self._layer, self._head), strict=True):
            name.setBuddy(box)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._on_number)
            layout.addWidget(name)
            layout.addWidget(box)
            layout.addSpacing(10)
        layout.addWidget(self.average)
        layout.addStretch(1)
        self.average.toggled.connect(self._on_average)
        navigator.chosen.connect(self.choose)
        navigator.added.connect(self.add)
        self._retranslate()

    def set_shape(self, layers: int, heads: int) -> None:
        """How many layers and heads there are; a choice beyond them moves to the last."""
        self._navigator.set_shape(layers, heads)
        with QSignalBlocker(self._layer), QSignalBlocker(self._head):
            self._layer.setMaximum(max(layers - 1, 0))
            self._head.setMaximum(max(heads - 1, 0))
        self._set((self._head.value(),))

    def choose(self, layer: int, head: int) -> None:
        """Go to a head, by itself."""
        with QSignalBlocker(self._layer), QSignalBlocker(self._head):
            self._layer.setValue(layer)
            self._head.setValue(head)
        self._set((self._head.value(),))

    def add(self, layer: int, head: int) -> None:
        """Average a head with those that are shown, or no longer; one of another layer is gone to."""
        if layer != self.layer:
            self.choose(layer, head)
            return
        heads = tuple(sorted({*self.heads} ^ {head})) or (head,)
        with QSignalBlocker(self._head):
            self._head.setValue(self.head if self.head in heads else heads[0])
        self._set(heads)

    def average_of(self, heads: tuple[int, ...]) -> None:
        """Average these heads of the layer; () leaves the one that is chosen."""
        there = tuple(head for head in heads if head <= self._head.maximum())
        if there:
            self._set(there)

    def _on_number(self) -> None:
        everything = self.average.isChecked() and len(self.heads) > self._head.maximum()
        self._set(self._all() if everything else (self._head.value(),))

    def _on_average(self, on: bool) -> None:
        self._set(self._all() if on else (self._head.value(),))

    def _all(self) -> tuple[int, ...]:
        return tuple(range(self._head.maximum() + 1))

    def _set(self, heads: tuple[int, ...]) -> None:
        found = self._layer.value(), self._head.value(), heads
        with QSignalBlocker(self.average):
            self.average.setChecked(len(heads) > 1)
        self._navigator.choose(*found)
        if found != (self.layer, self.head, self.heads):
            self.layer, self.head, self.heads = found
            self.chosen.emit(self.layer, self.head)

    def _retranslate(self) -> None:
        self._names[0].setText(self.tr("&Layer"))
        self._names[1].setText(self.tr("Hea&d"))
        self.average.setText(self.tr("Average"))
        self.average.setToolTip(
            self.tr("The mean over all heads of the layer; Ctrl and a click in the grid adds single ones.")
        )
        self._layer.setToolTip(self.tr("Layers count from 0, from the embedding upward."))
        self._head.setToolTip(self.tr("Heads of a layer count from 0. Each looks in its own way."))
        self._navigator.setAccessibleName(self.tr("All heads: layers downward, heads across"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
