"""Samplers that have another value on the right: a row each, and a menu of the others."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from gpt_studio.protocol.parameters import ParameterInfo, parameters_of
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui.fields import FloatField, IntField, number_field
from gpt_studio.ui.icons import icon
from gpt_studio.ui.write.sampler_texts import tip_of, title_of

INFOS: dict[str, ParameterInfo] = {info.name: info for info in parameters_of(SamplingParams)}


class SamplerRows(QWidget):
    """`values()` are those of the rows, by field of SamplingParams."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = SamplingParams()
        self._rows: dict[str, tuple[QLabel, IntField | FloatField, QToolButton]] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.add = QToolButton(self)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.add)
        self.add.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu.triggered.connect(self._on_added)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._grid)
        layout.addWidget(self.add)
        self.setFocusProxy(self.add)
        self._retranslate()

    def values(self) -> dict[str, float | int]:
        return {name: field.value() for name, (_, field, _) in self._rows.items()}

    def set_left(self, sampling: SamplingParams) -> None:
        """The values of the left, with which a new row begins."""
        self._left = sampling

    def show_values(self, values: Mapping[str, float | int]) -> None:
        """Rows for these values and no others, in silence."""
        for name in [name for name in self._rows if name not in values]:
            self._drop(name)
        for name, value in values.items():
            self._row(name).setValue(value)  # pyright: ignore[reportArgumentType]  (whole where the field is)

    def add_row(self, name: str) -> None:
        """A row for a field of SamplingParams, beginning with the left's value."""
        field = self._row(name)
        with QSignalBlocker(field):
            field.setValue(getattr(self._left, name))
        field.setFocus()
        field.selectAll()
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_rows"):
            self._retranslate()
        super().changeEvent(event)

    def _row(self, name: str) -> IntField | FloatField:
        if name not in self._rows:
            label, field, remove = QLabel(self), number_field(INFOS[name], self), QToolButton(self)
            remove.setProperty("kind", "icon")
            for widget in (field, remove):
                widget.setObjectName(name)
            field.valueChanged.connect(self._on_value_changed)
            remove.clicked.connect(self._on_removed)
            row = self._grid.rowCount()
            for column, widget in enumerate((label, field, remove)):
                self._grid.addWidget(widget, row, column)
            self._rows[name] = (label, field, remove)
            self._retranslate()
        return self._rows[name][1]

    def _drop(self, name: str) -> None:
        for widget in self._rows.pop(name):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name, info in INFOS.items():
            if name not in self._rows:
                action = QAction(title_of(info), self._menu)
                action.setData(name)
                self._menu.addAction(action)

    def _on_added(self, action: QAction) -> None:
        self.add_row(action.data())

    def _on_value_changed(self, _value: float) -> None:
        self.changed.emit()

    def _on_removed(self) -> None:
        self._drop(self.sender().objectName())
        self.add.setFocus()
        self.changed.emit()

    def _retranslate(self) -> None:
        self.add.setText(self.tr("Other value…"))
        for name, (label, field, remove) in self._rows.items():
            title, tip = title_of(INFOS[name]), tip_of(INFOS[name])
            label.setText(title)
            for widget in (label, field):
                widget.setToolTip(tip)
            field.setAccessibleName(title)
            said = self.tr("{sampler} as on the left").format(sampler=title)
            remove.setIcon(icon("close", "muted"))
            remove.setToolTip(said)
            remove.setAccessibleName(said)
