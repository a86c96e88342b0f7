"""A condition on a setting of the draw: which, how it compares, and with what. As `temperature>0.9` in the search."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.history.query import Setting
from gpt_studio.ui.write.sampler_texts import title_of

SIGNS = {"≥": ">=", "≤": "<=", "=": "="}
OTHERS = ("seed",)  # settings that are no samplers


class SettingFilter(QWidget):
    """While no setting is chosen, or no number stands there, everything is let through. `label` stands before it."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = QLabel(parent)
        self.label.setProperty("role", "muted")
        self.name, self.sign, self.value = QComboBox(self), QComboBox(self), QLineEdit(self)
        self.name.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.name.setMinimumContentsLength(6)
        self.name.addItem("", "")
        for info in parameters_of(SamplingParams):
            if isinstance(info.default, int | float):
                self.name.addItem(title_of(info), info.name)
        for other in OTHERS:
            self.name.addItem("", other)
        self.sign.addItems(list(SIGNS))
        numbers = QDoubleValidator(self)
        numbers.setLocale(QLocale.c())
        self.value.setValidator(numbers)
        self.value.setFixedWidth(64)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.sign)
        layout.addWidget(self.value)
        self.label.setBuddy(self.name)
        self.setFocusProxy(self.name)
        self.name.currentIndexChanged.connect(self._on_name)
        self.sign.currentIndexChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self._retranslate()
        self._on_name()

    def settings(self) -> tuple[Setting, ...]:
        """The condition, or none."""
        name, text = self.name.currentData(), self.value.text()
        if not name or not self.value.hasAcceptableInput():
            return ()
        return (Setting(name, SIGNS[self.sign.currentText()], float(text)),)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "value"):
            self._retranslate()
        super().changeEvent(event)

    def _on_name(self, _index: int = 0) -> None:
        for part in (self.sign, self.value):
            part.setVisible(bool(self.name.currentData()))
        self.changed.emit()

    def _on_changed(self, _change: object) -> None:
        self.changed.emit()

    def _retranslate(self) -> None:
        self.label.setText(self.tr("Setting"))
        self.name.setItemText(0, self.tr("Any"))
        titles = {info.name: title_of(info) for info in parameters_of(SamplingParams)}
        titles["seed"] = self.tr("Seed")
        for at in range(1, self.name.count()):
            self.name.setItemText(at, titles[self.name.itemData(at)])
        self.name.setAccessibleName(self.tr("Setting"))
        self.sign.setAccessibleName(self.tr("How it compares"))
        self.value.setAccessibleName(self.tr("Value of the setting"))
        self.value.setPlaceholderText("0.9")
