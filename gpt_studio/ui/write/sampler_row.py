"""One sampler on the stack: its name, its one or two values, move and remove."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from gpt_studio.protocol.parameters import ParameterInfo
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui.fields import FloatField, IntField, number_field
from gpt_studio.ui.icons import icon

from .sampler_texts import tip_of, title_of


class SamplerRow(QFrame):
    """Shows the values of one sampler and says when a person changes them."""

    value_changed = Signal(str, str, float)  # sampler, field of SamplingParams, value
    removed = Signal(str)
    moved = Signal(str, int)  # sampler, −1 up or +1 down

    def __init__(self, sampler: str, infos: list[ParameterInfo], parent: QWidget) -> None:
        super().__init__(parent)
        self.sampler = sampler
        self._infos = infos
        self.setProperty("role", "card")
        self.fields: dict[str, IntField | FloatField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 4, 4, 4)
        self._grid.setColumnStretch(0, 1)
        for number, info in enumerate(infos):
            self._add_field(number, info)
        self._up, self._down, self._remove = self._button("up"), self._button("down"), self._button("close")
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self._up, self._down, self._remove):
            buttons.addWidget(button)
        self._grid.addLayout(buttons, 0, 2)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._remove.clicked.connect(self._on_remove)
        self._name()
        self.setFocusProxy(self.first_control())

    def show_values(self, sampling: SamplingParams, *, first: bool, last: bool) -> None:
        """Take the values from the settings; the arrows end at the ends of the stack."""
        for name, field in self.fields.items():
            blocker = QSignalBlocker(field)
            field.setValue(getattr(sampling, name))
            blocker.unblock()
        self._up.setEnabled(not first)
        self._down.setEnabled(not last)

    def first_control(self) -> QWidget:
        return next(iter(self.fields.values()))

    def last_control(self) -> QWidget:
        return self._remove

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _add_field(self, number: int, info: ParameterInfo) -> None:
        title, tip = title_of(info), tip_of(info)
        label = QLabel(title, self)
        if number:
            label.setProperty("role", "muted")
        field = number_field(info, self)
        field.setAccessibleName(title)
        field.setMinimumWidth(86)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget in (label, field):
            widget.setToolTip(tip)
        field.valueChanged.connect(self._on_value_changed)
        field.setObjectName(info.name)
        self.fields[info.name] = field
        self._grid.addWidget(label, number, 0)
        self._grid.addWidget(field, number, 1)

    def _name(self) -> None:
        title = title_of(self._infos[0])
        for button, text in (
            (self._up, self.tr("Let {sampler} act earlier")),
            (self._down, self.tr("Let {sampler} act later")),
            (self._remove, self.tr("Remove {sampler}")),
        ):
            button.setToolTip(text.format(sampler=title))
            button.setAccessibleName(text.format(sampler=title))
        self._dress()

    def _dress(self) -> None:
        for button, name in ((self._up, "up"), (self._down, "down"), (self._remove, "close")):
            button.setIcon(icon(name, "muted"))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "icon")
        button.setIcon(icon(name, "muted"))
        return button

    def _on_value_changed(self, value: float) -> None:
        self.value_changed.emit(self.sampler, self.sender().objectName(), value)

    def _on_up(self) -> None:
        self.moved.emit(self.sampler, -1)

    def _on_down(self) -> None:
        self.moved.emit(self.sampler, 1)

    def _on_remove(self) -> None:
        self.removed.emit(self.sampler)
