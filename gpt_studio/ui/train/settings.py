"""All settings: one field for each training parameter that the short form leaves out, made from its metadata."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast, get_args, get_origin, get_type_hints

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import ParameterInfo, parameters_of
from gpt_studio.protocol.training import TrainParams

from .choice import Choice
from .labels import title_label
from .settings_table import CHOICES, CONTEXT, PLAIN, UNITS, groups


def translated(text: str) -> str:
    """A text of this form in the language in force; English where there is no translation."""
    return QCoreApplication.translate(CONTEXT, text)


class AllSettings(QWidget):
    """Fields for the rest of TrainParams. An empty field means the default; `values` holds what was given."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QWidget] = {}
        self._suggested: dict[str, str] = {}
        self._texts: list[tuple[QLabel, str]] = []
        self._infos = {info.name: info for info in parameters_of(TrainParams)} | PLAIN
        self._kinds = {name: _kind(hint) for name, hint in get_type_hints(TrainParams).items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for title, rows in groups():
            self._add_title(grid, title)
            for name, text in rows:
                self._add_row(grid, name, text)
        self._retranslate()

    def _add_title(self, grid: QGridLayout, text: str) -> None:
        label = title_label(self, 1.0)
        label.setContentsMargins(0, 10 if grid.count() else 0, 0, 0)
        grid.addWidget(label, grid.rowCount(), 0, 1, 3)
        self._texts.append((label, text))

    def _add_row(self, grid: QGridLayout, name: str, text: str) -> None:
        row = grid.rowCount()
        label, field, unit = QLabel(self), self._make_field(name), QLabel(self)
        label.setBuddy(field)
        unit.setProperty("role", "muted")
        unit.setWordWrap(True)
        unit.setMinimumWidth(90)
        top = Qt.AlignmentFlag.AlignTop if name == "sample_prompt" else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label, row, 0, top)
        if name == "sample_prompt":
            grid.addWidget(field, row, 1, 1, 2)
        else:
            grid.addWidget(field, row, 1)
            grid.addWidget(unit, row, 2)
        self.fields[name] = field
        self._texts += [(label, text), (unit, UNITS.get(name, self._infos[name].unit))]

    def _make_field(self, name: str) -> QWidget:
        info = self._infos[name]
        if info.choices:
            box = Choice(self)
            for choice in info.choices:
                box.addItem(CHOICES.get(choice, choice), choice)
            box.setCurrentIndex(box.findData(info.default))
            box.currentIndexChanged.connect(self._on_changed)
            return box
        if self._kinds[name] is bool:
            switch = QCheckBox(self)
            switch.setChecked(bool(info.default))
            switch.toggled.connect(self._on_changed)
            return switch
        if name == "sample_prompt":
            texts = QPlainTextEdit(self)
            texts.setFixedHeight(texts.fontMetrics().lineSpacing() * 3 + 14)
            texts.setTabChangesFocus(True)
            texts.textChanged.connect(self._on_changed)
            return texts
        line = QLineEdit(self)
        line.setFixedWidth(line.fontMetrics().averageCharWidth() * 22)
        line.textChanged.connect(self._on_changed)
        return line

    def _on_changed(self) -> None:
        self.changed.emit()

    def suggest(self, name: str, text: str) -> None:
        """Show what an empty field will mean in this run."""
        self._suggested[name] = text
        self._show_placeholder(name)

    # -- values ----------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """What was given, by parameter. Raises StudioError naming the field that is not understood."""
        return {name: value for name in self.fields if (value := self._value(name)) is not None}

    def take(self, settings: Mapping[str, Any]) -> None:
        """The values of another run; a field that it leaves out means the default again."""
        for name, field in self.fields.items():
            value = settings.get(name, self._infos[name].default)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value)))
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            elif isinstance(field, QPlainTextEdit):
                prompts = [str(text) for text in settings.get(name) or []]
                field.setPlainText("" if any("\n" in text for text in prompts) else "\n".join(prompts))
            elif isinstance(field, QLineEdit):
                given = value if name in settings and value != self._infos[name].default else None
                field.setText(_written(given))

    def _value(self, name: str) -> Any:
        field, info = self.fields[name], self._infos[name]
        if isinstance(field, QComboBox):
            return field.currentData()
        if isinstance(field, QCheckBox):
            return field.isChecked()
        if isinstance(field, QPlainTextEdit):
            prompts = tuple(line for line in field.toPlainText().splitlines() if line.strip())
            return prompts or None
        text = field.text().strip() if isinstance(field, QLineEdit) else ""
        if not text:
            return None
        if self._kinds[name] is str:
            return text
        if self._kinds[name] is tuple and name != "betas":
            return tuple(part.strip() for part in text.split(",") if part.strip())
        try:
            return _pair(text) if name == "betas" else _number(text, self._kinds[name], info)
        except ValueError as error:
            expected = self.tr("two numbers from 0 to 1: 0.9,0.99") if name == "betas" else self._expected(info)
            raise StudioError("bad_parameter", self.title(name), expected=expected, found=text) from error

    def _expected(self, info: ParameterInfo) -> str:
        whole = self._kinds[info.name] is int
        text = self.tr("a whole number from {low} to {high}") if whole else self.tr("a number from {low} to {high}")
        return text.format(low=_plain(info.low), high=_plain(info.high))

    def title(self, name: str) -> str:
        """What the form calls a parameter."""
        return next(translated(text) for _, rows in groups() for row, text in rows if row == name)

    # -- texts -----------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        for label, text in self._texts:
            label.setText(translated(text) if text else "")
        for name, field in self.fields.items():
            field.setToolTip(translated(self._infos[name].help))
            field.setAccessibleName(self.title(name))
            self._show_placeholder(name)
            if isinstance(field, QComboBox):
                for row, choice in enumerate(self._infos[name].choices):
                    field.setItemText(row, translated(CHOICES.get(choice, choice)))

    def _show_placeholder(self, name: str) -> None:
        field, default = self.fields[name], self._infos[name].default
        text = self._suggested.get(name) or (self.tr("automatic") if default is None else f"{default}")
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.setPlaceholderText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _kind(hint: Any) -> type[Any]:
    """What a type such as `int | None` holds: bool, int, float, str or tuple."""
    if get_origin(hint) is tuple:
        return tuple
    kinds = get_args(hint) or (hint,)
    return next((kind for kind in (bool, float, int, str) if kind in kinds), str)


def _written(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, list | tuple):
        return ",".join(str(part) for part in cast("list[Any]", value))
    return "" if value is None else str(value)


def _plain(bound: float | None) -> str:
    return "" if bound is None else f"{bound:,.15g}"


def _number(text: str, kind: type[Any], info: ParameterInfo) -> int | float:
    number = kind(text)
    if info.low is None or info.high is None or not info.low <= number <= info.high:
        raise ValueError(text)
    return number


def _pair(text: str) -> tuple[float, float]:
    first, second = (float(part) for part in text.split(","))
    if not (math.isfinite(first) and math.isfinite(second) and 0 <= first < 1 and 0 <= second < 1):
        raise ValueError(text)
    return first, second
