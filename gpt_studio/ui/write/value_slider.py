"""A slider over the values that people use: a number that can be dragged, beside the field that takes any."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from gpt_studio.protocol.parameters import ParameterInfo

STEPS = 1000
NARROWEST = 36
# (lowest, highest) of the slider where that is less than the parameter allows. Whole numbers run logarithmically.
CUSTOMARY: dict[str, tuple[float, float]] = {
    "temperature": (0.0, 2.0), "top_k": (0, 1000), "min_p": (0.0, 0.5), "repetition_penalty": (0.8, 1.8),
    "repetition_window": (0, 4096), "frequency_penalty": (-2.0, 2.0), "presence_penalty": (-2.0, 2.0),
    "no_repeat_ngram": (0, 20), "dry_multiplier": (0.0, 5.0), "dry_base": (1.0, 4.0), "dry_length": (1, 20),
    "dry_window": (0, 4096), "dynamic_temperature_high": (0.0, 2.0), "dynamic_temperature_low": (0.0, 2.0),
    "dynamic_temperature_exponent": (0.1, 3.0), "smoothing": (0.0, 2.0), "smoothing_curve": (1.0, 5.0),
    "epsilon_cutoff": (0.0, 0.01), "eta_cutoff": (0.0, 0.02), "top_n_sigma": (0.0, 5.0), "mirostat_tau": (0.0, 10.0),
}  # fmt: skip


class ValueSlider(QSlider):
    """Says values of one parameter while it is dragged. The wheel scrolls past it; the keyboard has the field."""

    dragged = Signal(float)

    def __init__(self, info: ParameterInfo, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._whole = isinstance(info.default, int)
        self._step = float(info.step or 0.01)
        self._low, self._high = CUSTOMARY.get(info.name, (float(info.low or 0.0), float(info.high or 1.0)))
        self.setRange(0, STEPS)
        self.setMinimumWidth(NARROWEST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._on_moved)

    def show_value(self, value: float) -> None:
        """Put the handle where the value is, at an end for one beyond the customary."""
        if self.value_at(self.value()) == value:
            return
        blocker = QSignalBlocker(self)
        self.setValue(round(STEPS * self._share(min(max(value, self._low), self._high))))
        blocker.unblock()

    def value_at(self, place: int) -> float:
        """The value that a place of the handle means, on the parameter's steps."""
        share = place / STEPS
        if self._whole:
            return self._low + round(math.expm1(share * math.log1p(self._high - self._low)))
        value = self._low + share * (self._high - self._low)
        return round(round(value / self._step) * self._step, 6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _share(self, value: float) -> float:
        if self._whole:
            return math.log1p(value - self._low) / math.log1p(self._high - self._low)
        return (value - self._low) / (self._high - self._low)

    def _on_moved(self, place: int) -> None:
        self.dragged.emit(self.value_at(place))
