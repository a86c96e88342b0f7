"""Number fields made from the metadata of a parameter: range, step, unit, help. The wheel scrolls past them."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from gpt_studio.protocol.parameters import ParameterInfo

LARGEST_INT = 2**31 - 1


class IntField(QSpinBox):
    """A whole number; the wheel changes it only while it has the focus."""

    def event(self, event: QEvent) -> bool:
        return False if _is_undo(event) else super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)


class FloatField(QDoubleSpinBox):
    """A number with as many decimals as its step asks for; the wheel changes it only while it has the focus."""

    def event(self, event: QEvent) -> bool:
        return False if _is_undo(event) else super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)


def number_field(info: ParameterInfo, parent: QWidget | None = None) -> IntField | FloatField:
    """A field for a number as `info` describes it, at its default."""
    if isinstance(info.default, int):
        field = IntField(parent)
        field.setRange(
            int(info.low if info.low is not None else -LARGEST_INT),
            int(min(info.high if info.high is not None else LARGEST_INT, LARGEST_INT)),
        )
        field.setSingleStep(int(info.step or 1))
        field.setValue(int(info.default))
    else:
        field = FloatField(parent)
        field.setDecimals(decimals_of(info.step or 0.01))
        field.setRange(info.low if info.low is not None else -1e9, info.high if info.high is not None else 1e9)
        field.setSingleStep(info.step or 0.01)
        field.setValue(float(info.default or 0.0))
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
    return field


def _is_undo(event: QEvent) -> bool:
    """Whether a key asks to undo or redo: that is the window's, whose history has the values in it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    found = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
    if found:
        event.ignore()
    return found


def decimals_of(step: float) -> int:
    """Decimals that a step can be written with, at least one."""
    return max(1, min(6, math.ceil(-math.log10(step) - 1e-9)))
