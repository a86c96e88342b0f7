"""Layer and head, by number and by picture, and the head's statistics beside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from gpt_studio.protocol.attention import HeadStatistics

from .head_navigator import HeadNavigator
from .statistics_form import StatisticsForm
from .view import Weights


class HeadChooser(QWidget):
    """`chosen` says layer and head whenever they change, by whatever way."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer, self.head = 0, 0
        self._layer, self._head = QSpinBox(self), QSpinBox(self)
        self._names = [QLabel(self), QLabel(self)]
        self.navigator = HeadNavigator(self)
        self.statistics = StatisticsForm(self)
        for name, box in zip(self._names, (self._layer, self._head), strict=True):
            name.setBuddy(box)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._on_number)
        self.navigator.chosen.connect(self.choose)
        self._arrange()
        self._retranslate()

    def set_shape(self, layers: int, heads: int) -> None:
        """How many layers and heads there are; a choice beyond them moves to the last."""
        self.navigator.set_shape(layers, heads)
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

    def show_answer(self, known: dict[int, Weights], statistics: HeadStatistics | None) -> None:
        """Weights by layer for the pictures, and the numbers of the chosen head."""
        self.navigator.show_layers(known)
        self.statistics.show_statistics(statistics)

    def _on_number(self) -> None:
        found = self._layer.value(), self._head.value()
        self.navigator.choose(*found)
        if found != (self.layer, self.head):
            self.layer, self.head = found
            self.chosen.emit(*found)

    def _arrange(self) -> None:
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(6)
        for row, (name, box) in enumerate(zip(self._names, (self._layer, self._head), strict=True)):
            numbers.addWidget(name, 0, 2 * row)
            numbers.addWidget(box, 0, 2 * row + 1)
            numbers.setColumnStretch(2 * row + 1, 1)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(numbers)
        left.addWidget(self.statistics)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.navigator)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 2)
        layout.addLayout(right, 3)

    def _retranslate(self) -> None:
        self._names[0].setText(self.tr("&Layer"))
        self._names[1].setText(self.tr("&Head"))
        self._layer.setToolTip(self.tr("Layers count from 0, from the embedding upward."))
        self._head.setToolTip(self.tr("Heads of a layer, from 0. Each looks at other tokens than its neighbours."))
        self.navigator.setAccessibleName(self.tr("All heads: layers downward, heads across"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
