"""The colours of the map from 0 to 100 % of a query's attention."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gpt_studio.ui import theme

from .blocks import scale


class ScaleBar(QWidget):
    """Drawn as in saved pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top, self._shares, self._decades = 1.0, True, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scale(self, *, top: float, shares: bool, decades: int = 0) -> None:
        """What the strongest colour stands for: a share, or a norm; `decades` of a logarithmic scale."""
        self._top, self._shares, self._decades = top, shares, decades
        self.update()

    def sizeHint(self) -> QSize:
        return scale(theme.is_dark(), short=True).size.toSize()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = scale(theme.is_dark(), short=True, top=self._top, shares=self._shares, decades=self._decades)
        drawn.paint(painter, QPointF(1, 1))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
