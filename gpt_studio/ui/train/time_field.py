"""How long a run trains: minutes, or steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gpt_studio.ui.fields import FloatField

from .choice import Choice

MINUTES, STEPS = 0, 1
USUAL = {MINUTES: 5, STEPS: 2000}
LIMITS = {MINUTES: (0.1, 100_000), STEPS: (1, 100_000_000)}


class Amount(FloatField):
    """Minutes or steps, without zeros behind the point."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)


class TimeField(QWidget):
    """A number and its unit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.amount, self.unit = Amount(self), Choice(self)
        self.amount.setGroupSeparatorShown(True)
        self.amount.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.unit.addItems(["", ""])
        self.unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.amount)
        row.addWidget(self.unit)
        row.addStretch(1)
        self._on_unit_changed(MINUTES)
        self.unit.currentIndexChanged.connect(self._on_unit_changed)
        self.amount.valueChanged.connect(self._on_amount_changed)
        self._retranslate()

    @property
    def steps(self) -> int | None:
        """The steps that were asked for; None where minutes were."""
        return round(self.amount.value()) if self.unit.currentIndex() == STEPS else None

    def values(self) -> dict[str, Any]:
        """`minutes` or `steps`."""
        return {"minutes": self.amount.value()} if self.steps is None else {"steps": self.steps}

    def take(self, settings: Mapping[str, Any]) -> None:
        """The minutes or else the steps of another run."""
        unit = MINUTES if settings.get("minutes") else STEPS
        self.unit.setCurrentIndex(unit)
        self.amount.setValue(float(settings.get("minutes" if unit == MINUTES else "steps") or USUAL[unit]))

    def _on_unit_changed(self, unit: int) -> None:
        self.amount.blockSignals(True)
        self.amount.setDecimals(1 if unit == MINUTES else 0)
        self.amount.setRange(*LIMITS[unit])
        self.amount.setSingleStep(1 if unit == MINUTES else 100)
        self.amount.setValue(USUAL[unit])
        self.amount.blockSignals(False)
        self.changed.emit()

    def _on_amount_changed(self, _value: float) -> None:
        self.changed.emit()

    def _retranslate(self) -> None:
        self.unit.setItemText(MINUTES, self.tr("minutes"))
        self.unit.setItemText(STEPS, self.tr("steps"))
        self.amount.setAccessibleName(self.tr("Time to spend"))
        self.unit.setAccessibleName(self.tr("Minutes or steps"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
