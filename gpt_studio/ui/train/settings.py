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

CONTEXT = "TrainSettings"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for."""
    return text


# What the short form asks for.
ELSEWHERE = frozenset(
    {"model", "from_scratch", "tokenizer", "data", "columns", "mask_prompt", "bad_lines"}
    | {"run", "method", "freeze", "steps", "minutes"}
)

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Data"),
        (
            ("format", QT_TRANSLATE_NOOP("TrainSettings", "Format")),
            ("packing", QT_TRANSLATE_NOOP("TrainSettings", "Packing")),
            ("val_fraction", QT_TRANSLATE_NOOP("TrainSettings", "Kept for validation")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Adapter (LoRA)"),
        (
            ("lora_rank", QT_TRANSLATE_NOOP("TrainSettings", "Rank")),
            ("lora_alpha", QT_TRANSLATE_NOOP("TrainSettings", "Alpha")),
            ("lora_dropout", QT_TRANSLATE_NOOP("TrainSettings", "Dropout of its inputs")),
            ("lora_rslora", QT_TRANSLATE_NOOP("TrainSettings", "Scaling")),
            ("lora_targets", QT_TRANSLATE_NOOP("TrainSettings", "Matrices")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "What a step sees"),
        (
            ("batch", QT_TRANSLATE_NOOP("TrainSettings", "Batch")),
            ("accumulate", QT_TRANSLATE_NOOP("TrainSettings", "Micro-batches per step")),
            ("context", QT_TRANSLATE_NOOP("TrainSettings", "Context")),
            ("seed", QT_TRANSLATE_NOOP("TrainSettings", "Seed")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Learning rate"),
        (
            ("lr", QT_TRANSLATE_NOOP("TrainSettings", "Highest")),
            ("min_lr", QT_TRANSLATE_NOOP("TrainSettings", "Lowest")),
            ("schedule", QT_TRANSLATE_NOOP("TrainSettings", "Schedule")),
            ("warmup", QT_TRANSLATE_NOOP("TrainSettings", "Warm-up")),
            ("decay_steps", QT_TRANSLATE_NOOP("TrainSettings", "Falls over")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Optimiser (AdamW)"),
        (
            ("betas", QT_TRANSLATE_NOOP("TrainSettings", "Betas")),
            ("weight_decay", QT_TRANSLATE_NOOP("TrainSettings", "Weight decay")),
            ("clip", QT_TRANSLATE_NOOP("TrainSettings", "Gradient clipping")),
            ("dropout", QT_TRANSLATE_NOOP("TrainSettings", "Dropout")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Validation and checkpoints"),
        (
            ("eval_every", QT_TRANSLATE_NOOP("TrainSettings", "Validate every")),
            ("eval_batches", QT_TRANSLATE_NOOP("TrainSettings", "Batches per validation")),
            ("early_stop", QT_TRANSLATE_NOOP("TrainSettings", "End early after")),
            ("save_every", QT_TRANSLATE_NOOP("TrainSettings", "Checkpoint every")),
            ("log_every", QT_TRANSLATE_NOOP("TrainSettings", "Log every")),
            ("forget_text", QT_TRANSLATE_NOOP("TrainSettings", "General text")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Samples written on the way"),
        (
            ("sample_every", QT_TRANSLATE_NOOP("TrainSettings", "Sample every")),
            ("sample_tokens", QT_TRANSLATE_NOOP("TrainSettings", "Length")),
            ("sample_prompt", QT_TRANSLATE_NOOP("TrainSettings", "Prompts, one a line")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Machine"),
        (
            ("threads", QT_TRANSLATE_NOOP("TrainSettings", "CPU threads")),
            ("precision", QT_TRANSLATE_NOOP("TrainSettings", "Precision")),
        ),
    ),
)  # fmt: skip

# Units that a command line does without.
UNITS = {
    "accumulate": QT_TRANSLATE_NOOP("TrainSettings", "micro-batches"),
    "val_fraction": QT_TRANSLATE_NOOP("TrainSettings", "of the text"),
    "packing": QT_TRANSLATE_NOOP("TrainSettings", "several short examples in a row"),
    "lora_rslora": QT_TRANSLATE_NOOP("TrainSettings", "alpha / √rank (rsLoRA)"),
    "lora_targets": QT_TRANSLATE_NOOP("TrainSettings", "ends of names, with commas"),
    "lora_dropout": QT_TRANSLATE_NOOP("TrainSettings", "of the inputs"),
    "forget_text": QT_TRANSLATE_NOOP("TrainSettings", "a file, or bundled: its loss shows what is forgotten"),
    "eval_batches": QT_TRANSLATE_NOOP("TrainSettings", "batches"),
    "early_stop": QT_TRANSLATE_NOOP("TrainSettings", "validations that are no better"),
    "dropout": QT_TRANSLATE_NOOP("TrainSettings", "of the activations"),
    "clip": QT_TRANSLATE_NOOP("TrainSettings", "largest norm; 0 never clips"),
    "sequences": QT_TRANSLATE_NOOP("TrainSettings", "sequences"),
    "tokens": QT_TRANSLATE_NOOP("TrainSettings", "tokens"),
    "steps": QT_TRANSLATE_NOOP("TrainSettings", "steps"),
}

# The words of choices; what a run is told stays as it is.
CHOICES = {
    "cosine": QT_TRANSLATE_NOOP("TrainSettings", "cosine"),
    "linear": QT_TRANSLATE_NOOP("TrainSettings", "linear"),
    "constant": QT_TRANSLATE_NOOP("TrainSettings", "constant"),
    "auto": QT_TRANSLATE_NOOP("TrainSettings", "automatic"),
    "text": QT_TRANSLATE_NOOP("TrainSettings", "plain text"),
    "messages": QT_TRANSLATE_NOOP("TrainSettings", "conversations (messages)"),
    "sharegpt": QT_TRANSLATE_NOOP("TrainSettings", "conversations (ShareGPT)"),
    "alpaca": QT_TRANSLATE_NOOP("TrainSettings", "instructions and outputs (Alpaca)"),
    "prompt_completion": QT_TRANSLATE_NOOP("TrainSettings", "prompts and completions"),
}

# Parameters that are no single number carry no range; what a form has to know about them stands here.
_PLAIN = {
    "betas": ParameterInfo(
        "betas", "0.9,0.99", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Decay of AdamW's two averages."),
    ),
    "sample_prompt": ParameterInfo(
        "sample_prompt", "", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Texts that the samples go on from."),
    ),
    "lora_targets": ParameterInfo(
        "lora_targets", "", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Ends of the names of the matrices that get an adapter: q_proj, v_proj."),
    ),
}  # fmt: skip


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
        self._infos = {info.name: info for info in parameters_of(TrainParams)} | _PLAIN
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


def groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """GROUPS, and what has been added to TrainParams and has no place in them yet, by its name."""
    placed = {name for _, rows in GROUPS for name, _ in rows} | ELSEWHERE
    others = [info.name for info in parameters_of(TrainParams) if info.name not in placed]
    more = tuple((name, name.replace("_", " ").capitalize()) for name in others)
    return (*GROUPS, (QT_TRANSLATE_NOOP("TrainSettings", "More"), more)) if more else GROUPS


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
