"""All heads coloured by what each is worth: layers downward, heads across."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.head_grid import paint_frame
from gpt_studio.ui.look_inside.head_navigator import HeadNavigator

from .marks import toggle_place
from .measures import amount
from .sweep_table import GAINS


class EffectGrid(HeadNavigator):
    """`opened`: a click or Enter; arrows only choose. Switches, X and the menu are those of every grid of heads."""

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: NDArray[np.float64] | None = None
        self._measure = ""

    def show_numbers(self, numbers: NDArray[np.float64] | None, measure: str = "") -> None:
        """What each head [L, H] is worth by one of MEASURES; None where nothing is known."""
        self._numbers, self._measure = numbers, measure
        self._forget()

    def scale(self) -> float:
        """The number, up or down, that has the full colour."""
        known = [] if self._numbers is None else self._numbers[np.isfinite(self._numbers)]
        return max(float(np.abs(known).max()), 1e-9) if len(known) else 1e-9

    def _pictures(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        found = QPixmap(max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        for layer, head in self.heads():
            spot = self.place((layer, head))
            if self._numbers is not None and self._inside(layer, head):
                share = float(self._numbers[layer, head]) / self.scale()
                painter.fillRect(spot, effect_color(-share if self._measure in GAINS else share))
            paint_frame(painter, spot, chosen=False)
        painter.end()
        return found

    def _inside(self, layer: int, head: int) -> bool:
        assert self._numbers is not None
        return layer < self._numbers.shape[0] and head < self._numbers.shape[1]

    def _tell(self, event: QHelpEvent) -> None:
        found = self.head_at(QPointF(event.pos()))
        if found is None:
            QToolTip.hideText()
            return
        text = self.tr("Layer {layer}, head {head}").format(layer=found[0], head=found[1])
        if self._numbers is not None and self._inside(*found):
            text += "\n" + amount(float(self._numbers[found]), self._measure)
        text += "\n" + self.tr("A click opens it; X switches the chosen one off or on.")
        QToolTip.showText(event.globalPos(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.head_at(event.position())
        spot = None if found is None else toggle_place(self.place(found))
        super().mousePressEvent(event)
        inside = spot is not None and spot.contains(event.position())
        if found is not None and not inside and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(*self.head)
            return
        super().keyPressEvent(event)


def effect_color(share: float, dark: bool | None = None) -> QColor:
    """Of −1 (the text is better without) to 1 (worse without); nothing at 0."""
    if math.isnan(share):
        return QColor(Qt.GlobalColor.transparent)
    found = theme.series(1 if share > 0 else 0, dark)
    found.setAlphaF(min(1.0, 0.04 + 0.96 * min(abs(share), 1.0) ** 0.5))
    return found
