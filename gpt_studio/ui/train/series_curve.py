"""One more quantity of a run over its steps, below the loss: the one that is chosen."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from gpt_studio.ui import theme

from .curve import AXIS_PX, LossCurve
from .history import History

NAMES = ("grad_norm", "lr", "tok_s", "memory_bytes", "general_loss", "verbatim", "induction")
SCALES = {"memory_bytes": 1e-6, "verbatim": 100.0}
HEIGHT = 150


class SeriesCurve(QWidget):
    """Offers what the run has measured; hidden until there is something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = History()
        self.which = QComboBox(self)
        self.which.currentIndexChanged.connect(self._draw)
        self.plot = pg.PlotWidget(self)
        self.item: Any = self.plot.getPlotItem()
        self.line: Any = self.plot.plot(antialias=True)
        self._set_up_plot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.which)
        column.addWidget(self.plot)
        self._retranslate()
        self._recolor()
        self.hide()

    def _set_up_plot(self) -> None:
        self.item.setMenuEnabled(False)
        menu = self.item.ctrlMenu  # made in any case, and without a parent it would outlive the plot
        menu.setParent(self.plot, menu.windowFlags())
        self.item.hideButtons()
        self.item.setMouseEnabled(x=False, y=False)
        self.line.setDownsampling(auto=True, method="peak")
        for side in ("left", "bottom"):
            self.item.getAxis(side).enableAutoSIPrefix(False)
        self.plot.setMinimumWidth(200)
        self.plot.setMinimumHeight(HEIGHT // 2)
        self.plot.setMaximumHeight(HEIGHT)

    def stand_below(self, curve: LossCurve) -> None:
        """Every step at the place that it has in the curve above, also where that is zoomed."""
        self.item.setXLink(curve.item)
        self.item.getAxis("left").setWidth(AXIS_PX)

    def show_history(self, history: History) -> None:
        """Draw what a run has logged by now."""
        self._history = history
        there = [name for name in NAMES if len(history.series(name)[0])]
        if there != [self.which.itemData(row) for row in range(self.which.count())]:
            self._offer(there)
        self.setVisible(bool(there))
        self._draw()

    def _offer(self, there: list[str]) -> None:
        chosen = self.which.currentData()
        self.which.blockSignals(True)
        self.which.clear()
        for name in there:
            self.which.addItem(self._title(name), name)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.which.blockSignals(False)

    def _draw(self) -> None:
        name = self.which.currentData()
        if name is None:
            return
        steps, values = self._history.series(name)
        sparse = name in ("general_loss", "verbatim", "induction")
        self.line.setSymbol("o" if sparse else None)
        self.line.setData(steps, values * SCALES.get(name, 1.0))
        self.plot.setAccessibleName(self._title(name))

    def _title(self, name: str) -> str:
        return {
            "grad_norm": self.tr("Gradient norm, before clipping"),
            "lr": self.tr("Learning rate"),
            "tok_s": self.tr("Speed (tokens per second)"),
            "memory_bytes": self.tr("Memory (MB)"),
            "general_loss": self.tr("Loss on a general text (nats): what is forgotten"),
            "verbatim": self.tr("Share of the samples that is word for word from the data (%)"),
            "induction": self.tr("Induction: the strongest head's score"),
        }[name]

    def _retranslate(self) -> None:
        self.which.setAccessibleName(self.tr("What is drawn below the loss"))
        for row in range(self.which.count()):
            self.which.setItemText(row, self._title(self.which.itemData(row)))

    def _recolor(self) -> None:
        muted, series = theme.color("muted"), theme.series(3)
        self.plot.setBackground(theme.color("surface"))
        self.line.setPen(pg.mkPen(series, width=1))
        self.line.setSymbolSize(5)
        self.line.setSymbolBrush(series)
        self.line.setSymbolPen(pg.mkPen(theme.color("surface"), width=1))
        for side in ("left", "bottom"):
            axis = self.item.getAxis(side)
            axis.setPen(pg.mkPen(theme.color("border"), width=1))
            axis.setTextPen(pg.mkPen(muted, width=1))
            axis.setGrid(28)
            axis.setTickFont(QFont(self.font()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._recolor()
        elif event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
