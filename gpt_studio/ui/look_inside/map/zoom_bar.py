"""Nearer, farther, the whole map; and what a pixel shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget


class ZoomBar(QWidget):
    """`stepped` says 1 or −1, `whole_wanted` that the whole map is."""

    stepped = Signal(int)
    whole_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nearer, self.farther, self.whole = QToolButton(self), QToolButton(self), QToolButton(self)
        self._said = QLabel(self)
        self._said.setProperty("role", "muted")
        self._scale, self._is_whole = 1.0, True
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._said)
        for button, sign in ((self.farther, "−"), (self.nearer, "+"), (self.whole, "⤢")):
            button.setText(sign)
            button.setAutoRaise(True)
            layout.addWidget(button)
        self.nearer.clicked.connect(self._on_nearer)
        self.farther.clicked.connect(self._on_farther)
        self.whole.clicked.connect(self.whole_wanted)
        self._retranslate()

    def show_scale(self, scale: float, *, whole: bool) -> None:
        """Device pixels for a cell (below 1: 2^−k), and whether the whole map is shown."""
        self._scale, self._is_whole = scale, whole
        self.farther.setEnabled(not whole)
        self.whole.setEnabled(not whole)
        self._tell()

    def _tell(self) -> None:
        if self._scale >= 1:
            self._said.clear()
        else:
            cells = round(1 / self._scale)
            self._said.setText(self.tr("a point shows the largest of {n} × {n}").format(n=cells))

    def _on_nearer(self) -> None:
        self.stepped.emit(1)

    def _on_farther(self) -> None:
        self.stepped.emit(-1)

    def _retranslate(self) -> None:
        for button, name in (
            (self.nearer, self.tr("Nearer")),
            (self.farther, self.tr("Farther")),
            (self.whole, self.tr("The whole map")),
        ):
            button.setAccessibleName(name)
        self.nearer.setToolTip(self.tr("Nearer (+, or the wheel over the map)"))
        self.farther.setToolTip(self.tr("Farther (−, or the wheel over the map)"))
        self.whole.setToolTip(self.tr("The whole map (0); drag it, or Ctrl and the arrows, to move it"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
