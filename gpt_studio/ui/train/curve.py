"""The loss curve of a run: training loss, its mean over some points, and the validation loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gpt_studio.ui import theme

from .history import Floats, History, running_mean, window_for
from .labels import count_text, quiet_label

RAW_ALPHA = 90
# Runs laid over each other differ by their dashes too.
DASHES = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
AXIS_PX = 60  # left of the steps, of this curve and of the one below it


class LossCurve(QWidget):
    """Draws a history; the numbers under the pointer stand below the plot."""

    step_clicked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = History()
        self._others: list[tuple[str, Any]] = []  # names and lines of the runs that are laid over
        self._window = 1
        self._means: Floats = np.empty(0)
        self.plot = pg.PlotWidget(self)
        self.item: Any = self.plot.getPlotItem()
        self.raw, self.smooth, self.validation = (self.plot.plot(antialias=True) for _ in range(3))
        self._marker = pg.InfiniteLine(angle=90, movable=False)
        self.legend = pg.LegendItem(offset=(-12, 8), labelTextSize="9pt")
        self._caption, self.readout = QLabel(self), quiet_label(self)
        self.log = QCheckBox(self)
        self.log.toggled.connect(self._on_log)
        self._set_up_plot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._caption, 1)
        head.addWidget(self.log)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        column.addWidget(self.readout)
        self._retranslate()
        self._recolor()
        self._show_scales(False)

    def _set_up_plot(self) -> None:
        self.item.setMenuEnabled(False)
        menu = self.item.ctrlMenu  # made in any case, and without a parent it would outlive the plot
        menu.setParent(self.plot, menu.windowFlags())
        self.item.hideButtons()
        self.item.setMouseEnabled(x=True, y=False)
        view = self.item.getViewBox()
        view.setAutoVisible(y=True)
        view.setDefaultPadding(0.03)
        for curve in (self.raw, self.smooth):
            curve.setDownsampling(auto=True, method="peak")
            curve.setClipToView(True)
        self._marker.setZValue(-1)
        self._marker.hide()
        self.item.addItem(self._marker, ignoreBounds=True)
        self.legend.setParentItem(view)
        for side in ("left", "bottom"):
            self.item.getAxis(side).enableAutoSIPrefix(False)
        self.item.getAxis("left").setWidth(AXIS_PX)
        self.plot.setMinimumSize(280, 120)
        self._caption.setProperty("role", "heading")
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight)
        scene: Any = self.plot.scene()
        scene.sigMouseMoved.connect(self._on_mouse_moved)
        scene.sigMouseClicked.connect(self._on_mouse_clicked)
        self.plot.viewport().installEventFilter(self)

    # -- data ------------------------------------------------------------------------------------------

    def show_history(self, history: History) -> None:
        """Draw what a run has logged by now."""
        self._history = history
        steps, losses = history.steps, history.losses
        self._show_scales(bool(len(history)))
        self.raw.setData(steps, losses, connect="finite")
        self._set_window(window_for(len(history)))
        if self._window > 1:
            self._means = running_mean(losses, self._window)
            self.smooth.setData(steps, self._means, connect="finite")
        self.smooth.setVisible(self._window > 1)
        self.validation.setData(*history.validations)

    def show_others(self, others: Sequence[tuple[str, History]]) -> None:
        """Lay the smoothed training losses of other runs over this one's."""
        for _, line in self._others:
            self.item.removeItem(line)
        self._others = []
        for number, (name, history) in enumerate(others):
            window = window_for(len(history))
            losses = running_mean(history.losses, window) if window > 1 else history.losses
            pen = pg.mkPen(theme.series(2 + number), width=1, style=DASHES[number % len(DASHES)])
            self._others.append((name, self.plot.plot(history.steps, losses, connect="finite", pen=pen)))
        self._fill_legend()

    def _on_log(self, logarithmic: bool) -> None:
        self.item.setLogMode(y=logarithmic)
        self.whole_run()

    def _on_mouse_clicked(self, event: Any) -> None:
        view = self.item.getViewBox()
        if view.sceneBoundingRect().contains(event.scenePos()) and not event.double():
            self.step_clicked.emit(view.mapSceneToView(event.scenePos()).x())

    def _show_scales(self, shown: bool) -> None:
        """Numbers along the axes and the legend only where something is drawn."""
        self.legend.setVisible(shown)
        for side in ("left", "bottom"):
            self.item.getAxis(side).setStyle(showValues=shown)

    def whole_run(self) -> None:
        """Undo zooming: all of the run, as it grows."""
        self.item.enableAutoRange()

    def _set_window(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._fill_legend()
            self._recolor()

    # -- the pointer -----------------------------------------------------------------------------------

    def _on_mouse_moved(self, place: QPointF) -> None:
        view = self.item.getViewBox()
        if not view.sceneBoundingRect().contains(place):
            self._leave()
            return
        self.point_at(view.mapSceneToView(place).x())

    def point_at(self, step: float) -> None:
        """Show the numbers of the logged step nearest to `step`."""
        index = self._history.index_at(step)
        if index < 0:
            return
        self._marker.setPos(float(self._history.steps[index]))
        self._marker.show()
        self.readout.setText(self._numbers_at(index))

    def _numbers_at(self, index: int) -> str:
        step, loss = self._history.steps[index], self._history.losses[index]
        parts = [self.tr("step {step}").format(step=count_text(int(step)))]
        if math.isfinite(loss):
            parts.append(self.tr("training {loss} nats").format(loss=f"{loss:.4f}"))
        if self._window > 1 and index < len(self._means):
            parts.append(self.tr("mean {loss}").format(loss=f"{self._means[index]:.4f}"))
        steps, values = self._history.validations
        before = int(np.searchsorted(steps, step, side="right")) - 1
        if before >= 0:
            text = self.tr("validation {loss} nats (step {step})")
            parts.append(text.format(loss=f"{values[before]:.4f}", step=count_text(int(steps[before]))))
        return " · ".join(parts)

    def _leave(self) -> None:
        self._marker.hide()
        self.readout.setText(self._hint())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._leave()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.whole_run()
        return super().eventFilter(watched, event)

    # -- looks -----------------------------------------------------------------------------------------

    def _hint(self) -> str:
        return self.tr("Click: the samples of that step. Wheel: zoom. Double click: the whole run.")

    def _retranslate(self) -> None:
        self.item.setLabel("bottom", self.tr("step"))
        self.item.setLabel("left", self.tr("loss (nats per token)"))
        self.plot.setAccessibleName(self.tr("Loss of the run over its steps"))
        self._caption.setText(self.tr("Loss"))
        self.log.setText(self.tr("Logarithmic"))
        self.readout.setText(self._hint())
        self._fill_legend()

    def _fill_legend(self) -> None:
        self.legend.clear()
        self.legend.addItem(self.raw, self.tr("training"))
        if self._window > 1:
            text = self.tr("training, mean of %n points", "", self._window)
            self.legend.addItem(self.smooth, text)
        self.legend.addItem(self.validation, self.tr("validation"))
        for name, line in self._others:
            self.legend.addItem(line, name)

    def _recolor(self) -> None:
        text, muted = theme.color("text"), theme.color("muted")
        train, valid = theme.series(0), theme.series(1)
        pale = QColor(train)
        pale.setAlpha(RAW_ALPHA)
        self.plot.setBackground(theme.color("surface"))
        self.raw.setPen(_pen(pale if self._window > 1 else train))
        self.smooth.setPen(_pen(train))
        self.validation.setPen(_pen(valid))
        self.validation.setSymbol("o")
        self.validation.setSymbolSize(6)
        self.validation.setSymbolBrush(valid)
        self.validation.setSymbolPen(_pen(theme.color("surface")))
        self._marker.setPen(_pen(muted))
        for side in ("left", "bottom"):
            axis = self.item.getAxis(side)
            axis.setPen(_pen(theme.color("border")))
            axis.setTextPen(_pen(muted))
            axis.setGrid(28)
            axis.label.setDefaultTextColor(muted)
            axis.setTickFont(QFont(self.font()))
        self.legend.setLabelTextColor(text)
        self._fill_legend()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._recolor()
        elif event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _pen(color: QColor) -> QPen:
    return pg.mkPen(color, width=1)
