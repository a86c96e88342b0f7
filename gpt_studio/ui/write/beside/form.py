"""What is otherwise on the right, to be chosen: each field as on the left, or a value of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRegularExpression, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from gpt_studio.protocol.models import PRECISIONS, ModelKey
from gpt_studio.protocol.sampling import ORDERS, SamplingParams
from gpt_studio.ui.model_loader import model_title

from .adapter_boxes import AdapterBoxes
from .choice import Choice
from .path_box import PathBox
from .sampler_rows import SamplerRows


class ChoiceForm(QWidget):
    """`choice()` is what was chosen. `changed` says that it did."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = ModelKey("")
        self.model = PathBox(files=True, parent=self)
        self.adapters = AdapterBoxes(self)
        self.precision = QComboBox(self)
        self.precision.addItems([""] * (1 + len(PRECISIONS)))
        self.order = QComboBox(self)
        self.order.addItems([""] * (1 + len(ORDERS)))
        for box in (self.precision, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self.seed = QLineEdit(self)
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,18}"), self))
        self.samplers = SamplerRows(self)
        self.apart = QCheckBox(self)
        self._labels = [QLabel(self) for _ in range(7)]
        self._lay_out()
        self._retranslate()
        for box in (self.precision, self.order):
            box.currentIndexChanged.connect(self._on_changed)
        for part in (self.model, self.adapters, self.samplers):
            part.changed.connect(self.changed)
        self.seed.editingFinished.connect(self.changed)
        self.apart.toggled.connect(self.changed)

    def choice(self) -> Choice:
        """What is otherwise."""
        return Choice(
            path=self.model.value(),
            dtype=PRECISIONS[self.precision.currentIndex() - 1] if self.precision.currentIndex() > 0 else None,
            adapters=self.adapters.value(),
            seed=int(self.seed.text()) if self.seed.text() else None,
            samplers=self.samplers.values(),
            order=list(ORDERS)[self.order.currentIndex() - 1] if self.order.currentIndex() > 0 else None,
            apart=self.apart.isChecked(),
        )

    def show_choice(self, choice: Choice) -> None:
        """Show a choice, in silence."""
        fields = (self.precision, self.order, self.model, self.adapters, self.samplers, self.apart)
        blockers = [QSignalBlocker(field) for field in fields]
        self.model.set_value(choice.path)
        self.adapters.set_value(choice.adapters)
        self.precision.setCurrentIndex(0 if choice.dtype is None else 1 + PRECISIONS.index(choice.dtype))
        self.order.setCurrentIndex(0 if choice.order is None else 1 + list(ORDERS).index(choice.order))
        self.seed.setText("" if choice.seed is None else str(choice.seed))
        self.samplers.show_values(choice.samplers)
        self.apart.setChecked(choice.apart)
        for blocker in blockers:
            blocker.unblock()

    def offer_models(self, paths: Sequence[str]) -> None:
        """Models to choose from, besides those that are looked for."""
        self.model.offer(paths)

    def show_left(self, key: ModelKey, sampling: SamplingParams) -> None:
        """What `as left` means now."""
        self._left = key
        self.samplers.set_left(sampling)
        self._name_left()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_labels"):
            self._retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 2, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        fields = (self.model, self.precision, self.adapters, self.seed, self.order, self.samplers, self.apart)
        for row, (label, field) in enumerate(zip(self._labels, fields, strict=True)):
            label.setProperty("role", "muted")
            label.setMinimumHeight(26)
            label.setBuddy(field)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if row in (2, 5) else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, row, 1)

    def _on_changed(self, _index: int) -> None:
        self.changed.emit()

    def _retranslate(self) -> None:
        texts = (
            (self.tr("Model"), self.tr("The checkpoint that writes on the right. It is loaded beside the left's.")),
            (self.tr("Precision"), self.tr("The precision in which its weights are held (dtype).")),
            (self.tr("Adapters"), self.tr("Small changes of the weights that were trained apart (PEFT).")),
            (self.tr("Seed"), self.tr("Empty: as left, so that only the rest makes a difference.")),
            (self.tr("Order"), self.tr("The order in which the samplers act.")),
            (self.tr("Samplers"), self.tr("Samplers with another value than on the left.")),
            (
                self.tr("Switched off"),
                self.tr("Heads, groups, layers and MLPs that are off (ablated): on both sides, or on the right only."),
            ),
        )  # fmt: skip
        fields = (self.model, self.precision, self.adapters, self.seed, self.order, self.samplers, self.apart)
        for label, field, (title, tip) in zip(self._labels, fields, texts, strict=True):
            label.setText(title)
            for widget in (label, field):
                widget.setToolTip(tip)
            field.setAccessibleName(title)
        for number, name in enumerate(PRECISIONS, 1):
            self.precision.setItemText(number, self.tr("automatic precision") if name == "auto" else name)
        names = {
            "hf": self.tr("Hugging Face: temperature before the cuts"),
            "llama.cpp": self.tr("llama.cpp: cuts first"),
        }
        for number, name in enumerate(ORDERS, 1):
            self.order.setItemText(number, names.get(name, name))
        self.apart.setText(self.tr("on the right only"))
        self.seed.setPlaceholderText(self.tr("as left"))
        self.order.setItemText(0, self.tr("as left"))
        self._name_left()

    def _name_left(self) -> None:
        """`as left (bundled)`"""
        as_left = self.tr("as left ({what})")
        key = self._left
        adapters = ", ".join(model_title(path) for path in key.adapters) or self.tr("none")
        self.model.name_left(as_left.format(what=model_title(key.path)) if key.path else self.tr("as left"))
        self.adapters.name_left(as_left.format(what=adapters))
        precision = self.tr("automatic") if key.dtype == "auto" else key.dtype
        self.precision.setItemText(0, as_left.format(what=precision))
