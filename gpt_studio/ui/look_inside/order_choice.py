"""By what the heads are placed: layer by layer, by one of their numbers, or by their share of the box."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from gpt_studio.protocol.attention import STATISTICS

from .statistics_form import titles

PLACE, BOX = "place", "box"


class OrderChoice(QComboBox):
    """`chosen` says `place`, a field of HeadStatistics, or `box` where there is one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key in (PLACE, *STATISTICS):
            self.addItem("", key)
        self.activated.connect(self._on_activated)
        self._retranslate()

    @property
    def by(self) -> str:
        return self.currentData()

    def set_boxed(self, boxed: bool) -> None:
        """Offer the share of the box, and choose it; or go back to the places."""
        at = self.findData(BOX)
        with QSignalBlocker(self):
            if boxed and at < 0:
                self.addItem(self.tr("Like the box"), BOX)
            elif not boxed and at >= 0:
                self.removeItem(at)
            self.setCurrentIndex(self.findData(BOX) if boxed else 0 if at >= 0 else self.currentIndex())

    def choose(self, by: str) -> None:
        """Place by something else."""
        self.setCurrentIndex(self.findData(by))
        self.chosen.emit(self.by)

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.by)

    def _retranslate(self) -> None:
        self.setToolTip(self.tr("By what the heads are placed, the largest first"))
        self.setAccessibleName(self.tr("Order of the heads"))
        known = titles()
        for at in range(self.count()):
            key = self.itemData(at)
            text = self.tr("By layer") if key == PLACE else self.tr("Like the box") if key == BOX else known[key]
            self.setItemText(at, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
