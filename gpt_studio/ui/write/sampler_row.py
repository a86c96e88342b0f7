"""One sampler on the stack: its one or two values, each with a slider to drag and a field to type into."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from gpt_studio.protocol.parameters import ParameterInfo
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui.fields import FloatField, IntField, number_field

from .sampler_texts import fields_of, tip_of, title_of
from .stack_row import StackRow
from .value_slider import ValueSlider

FIELD_WIDTH = 86


class SamplerRow(StackRow):
    """Shows the values of one sampler and says when a person changes them."""

    value_changed = Signal(str, str, float)  # sampler, field of SamplingParams, value

    def __init__(self, sampler: str, parent: QWidget) -> None:
        super().__init__(sampler, parent)
        self.fields: dict[str, IntField | FloatField] = {}
        self.sliders: dict[str, ValueSlider] = {}
        for number, info in enumerate(fields_of(sampler)):
            self._add_field(number, info)
        self.add_foot()
        self.setFocusProxy(self.first_control())

    def show_values(self, sampling: SamplingParams, *, first: bool, last: bool) -> None:
        super().show_values(sampling, first=first, last=last)
        for name, field in self.fields.items():
            value = getattr(sampling, name)
            blocker = QSignalBlocker(field)
            field.setValue(value)
            blocker.unblock()
            self.sliders[name].show_value(value)

    def first_control(self) -> QWidget:
        return next(iter(self.fields.values()))

    def _add_field(self, number: int, info: ParameterInfo) -> None:
        title, tip = title_of(info), tip_of(info)
        slider, field = ValueSlider(info, self), number_field(info, self)
        field.setFixedWidth(FIELD_WIDTH)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget in (slider, field):
            widget.setToolTip(tip)
            widget.setAccessibleName(title)
            widget.setObjectName(info.name)
        if info.unit:
            field.setSuffix(" " + self.tr("bits") if info.unit == "bits" else "")
        field.valueChanged.connect(self._on_value_changed)
        slider.dragged.connect(self._on_value_changed)
        self.fields[info.name], self.sliders[info.name] = field, slider
        if number:
            label = QLabel(title, self)
            label.setProperty("role", "muted")
            label.setToolTip(tip)
            label.setContentsMargins(16, 0, 0, 0)
            self.grid.addWidget(label, number, 0)
        self.grid.addWidget(slider, number, 1)
        self.grid.addWidget(field, number, 2)

    def _on_value_changed(self, value: float) -> None:
        self.value_changed.emit(self.sampler, self.sender().objectName(), value)
