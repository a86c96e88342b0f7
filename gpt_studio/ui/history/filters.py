"""What narrows the history down: model, why it stopped, when, tags, a setting, stars."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from gpt_studio.store.history.query import Query
from gpt_studio.store.history.shelf import Choices
from gpt_studio.store.spans import STOP_STRING

from .rows import HistoryRows
from .setting_filter import SettingFilter

DAY_S = 24 * 3600.0
OF = ":"  # between a reason and the stop string it was


class Filters(QWidget):
    """Combo boxes with labels. The first entry of each lets everything through."""

    changed = Signal()

    def __init__(self, rows: HistoryRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._choices = Choices((), (), ())
        self.model, self.reason, self.when, self.tag = (QComboBox(self) for _ in range(4))
        self.setting = SettingFilter(self)
        self.starred = QCheckBox(self)
        self._labels = [QLabel(self) for _ in range(4)]
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(6)
        layout.setColumnStretch(1, 1)
        for at, (label, box) in enumerate(zip(self._labels, self._boxes(), strict=True)):
            label.setProperty("role", "muted")
            label.setBuddy(box)
            layout.addWidget(label, at, 0)
            layout.addWidget(box, at, 1)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        layout.addWidget(self.setting.label, 4, 0)
        layout.addWidget(self.setting, 4, 1)
        layout.addWidget(self.starred, 5, 1)
        self._retranslate()
        for box in self._boxes():
            box.currentIndexChanged.connect(self._on_changed)
        self.starred.toggled.connect(self._on_changed)
        self.setting.changed.connect(self.changed)

    def query(self) -> Query:
        """The conditions that are chosen."""
        days = self.when.currentData()
        reason, _, string = str(self.reason.currentData() or "").partition(OF)
        found = Query(
            model=self.model.currentData() or "",
            stop_reason=reason,
            stop_string=string,
            starred=self.starred.isChecked(),
            settings=self.setting.settings(),
            after=time.time() - days * DAY_S if days else None,
        )
        tag = self.tag.currentData()
        return replace(found, tags=(tag,)) if tag else found

    def offer(self, choices: Choices) -> None:
        """Offer what occurs in the history; what is chosen stays chosen while it does."""
        if choices == self._choices:
            return
        self._choices = choices
        self._fill(self.model, [(name, name) for name in choices.models])
        reasons = [(self._rows.reason(name), name) for name in choices.stop_reasons]
        strings = [(self._rows.reason(STOP_STRING, text), f"{STOP_STRING}{OF}{text}") for text in choices.stop_strings]
        self._fill(self.reason, [*reasons, *strings])
        self._fill(self.tag, [(name, name) for name in choices.tags])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.model, self.reason, self.when, self.tag

    def _fill(self, box: QComboBox, entries: list[tuple[str, object]]) -> None:
        chosen = box.currentData()
        blocked = box.blockSignals(True)
        box.clear()
        box.addItem(self.tr("Any"), None)
        for text, data in entries:
            box.addItem(text, data)
        box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
        box.blockSignals(blocked)

    def _retranslate(self) -> None:
        texts = (self.tr("Model"), self.tr("Ended"), self.tr("Changed"), self.tr("Tag"))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        self.starred.setText(self.tr("With a star only"))
        self._fill(self.when, [(self.tr("Today"), 1), (self.tr("In 7 days"), 7), (self.tr("In 30 days"), 30)])
        choices, self._choices = self._choices, Choices((), (), ())
        self._fill(self.model, [])
        self._fill(self.reason, [])
        self._fill(self.tag, [])
        self.offer(choices)

    def _on_changed(self, _change: object) -> None:
        self.changed.emit()
