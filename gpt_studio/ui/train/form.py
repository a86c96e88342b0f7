"""The short form of a new run: data, start, what to learn, time, name, Start; all settings unfold below."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import command_text, spare_threads, train_arguments
from gpt_studio.ui.fields import FloatField
from gpt_studio.ui.style import restyle

from .data_field import DataField
from .labels import count_text, problem_label, quiet_label, short_count, title_label
from .preview import Preview, estimated_parameters, estimated_tokens
from .settings import AllSettings

SIZES = ("2x2x64", "4x4x128", "6x6x192", "6x6x384")
VOCABULARIES = ("char", "bpe:1000", "gpt2")
VOCABULARY_SIZES = {"bpe:1000": 1000, "gpt2": 50_257}
LONGEST_CONTEXT = 256  # what a run takes by itself
MINUTES, STEPS = 0, 1
_SHAPE = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})x([1-9]\d{0,5})")
_NAME = re.compile(r"[^\s/\\:*?\"<>|.][^/\\:*?\"<>|]{0,100}")


class Amount(FloatField):
    """Minutes or steps, without zeros behind the point."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)


class RunForm(QWidget):
    """Makes TrainParams. `root` is the folder in which runs are made."""

    start_requested = Signal(object)  # TrainParams

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._model: ModelLoaded | None = None
        self.data = DataField(self)
        self.start_from = QComboBox(self)
        self.network, self.shape = QComboBox(self), QLineEdit(self)
        self.vocabulary = QComboBox(self)
        self.amount, self.unit = Amount(self), QComboBox(self)
        self.name = QLineEdit(self)
        self.unfold = QToolButton(self)
        self.settings = AllSettings(self)
        self.start, self.problem_shown = QPushButton(self), problem_label(self)
        self.command, self.copy = QLineEdit(self), QPushButton(self)
        self._title, self._purpose = title_label(self), quiet_label(self)
        self._learn_note, self._time_note, self._name_note = (quiet_label(self) for _ in range(3))
        self._captions: list[QLabel] = []
        self._fill_choices()
        self._lay_out()
        self._connect()
        self._retranslate()

    # -- building --------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        self.start_from.addItem("")
        for shape in SIZES:
            self.network.addItem("", shape)
        self.network.addItem("", "")
        self.network.setCurrentIndex(SIZES.index("4x4x128"))
        for vocabulary in VOCABULARIES:
            self.vocabulary.addItem("", vocabulary)
        self.unit.addItems(["", ""])
        self.amount.setGroupSeparatorShown(True)
        self.shape.setText("4x4x128")
        for box in (self.start_from, self.network, self.vocabulary):
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.command.setReadOnly(True)
        self.start.setProperty("kind", "primary")
        self.unfold.setCheckable(True)
        self.unfold.setAutoRaise(True)
        self.unfold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        learn = _column(_row(self.network, self.shape, self.vocabulary), self._learn_note)
        time = _column(_row(self.amount, self.unit, stretch=True), self._time_note)
        name = _column(self.name, self._name_note)
        for row, content in enumerate((self.data, self.start_from, learn, time, name)):
            caption = QLabel(self)
            caption.setContentsMargins(0, 5, 0, 0)
            self._captions.append(caption)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(content, QLayout):
                grid.addLayout(content, row, 1)
            else:
                grid.addWidget(content, row, 1)
        grid.addLayout(_row(self.start, self.problem_shown), len(self._captions), 1)
        grid.addLayout(_row(self.command, self.copy), len(self._captions) + 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._purpose)
        column.addLayout(grid)
        column.addWidget(self.unfold)
        column.addWidget(self.settings)
        column.addStretch(1)
        self.start.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.problem_shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _connect(self) -> None:
        self.data.changed.connect(self._on_data_changed)
        for box in (self.start_from, self.network, self.vocabulary):
            box.currentIndexChanged.connect(self._update)
        self.unit.currentIndexChanged.connect(self._on_unit_changed)
        self.amount.valueChanged.connect(self._update)
        for line in (self.shape, self.name):
            line.textChanged.connect(self._update)
        self.settings.changed.connect(self._update)
        self.unfold.toggled.connect(self._on_unfolded)
        self.start.clicked.connect(self._on_start)
        self.copy.clicked.connect(self._on_copy)

    # -- what it makes ---------------------------------------------------------------------------------

    def params(self) -> TrainParams:
        """The run as the form stands. Raises StudioError naming what is missing or wrong."""
        given = self.settings.values()
        if self.data.preview is None:
            raise StudioError("bad_parameter", self.tr("Choose a text to learn from"))
        given |= {"data": (str(self.data.preview.path.absolute()),), "run": str(self._folder())}
        given |= self._start_values() | self._time_values()
        given.setdefault("threads", spare_threads())
        given = self._samples(given) | given
        params = replace(TrainParams(), **given)
        params.check()
        return params

    def _start_values(self) -> dict[str, Any]:
        if self._continues() and self._model is not None:
            return {"model": self._model.key.path}
        return {"from_scratch": self._checked_shape(), "tokenizer": self.vocabulary.currentData()}

    def _checked_shape(self) -> str:
        shape = self.network.currentData() or self.shape.text().strip()
        match = _SHAPE.fullmatch(shape)
        if match is None or int(match[3]) % int(match[2]):
            raise StudioError(
                "bad_parameter",
                self.tr("The size is not understood"),
                expected=self.tr("layers x heads x width, such as 4x4x128; the heads divide the width"),
                found=shape,
            )
        return shape

    def _time_values(self) -> dict[str, Any]:
        if self.unit.currentIndex() == MINUTES:
            return {"minutes": self.amount.value()}
        return {"steps": round(self.amount.value())}

    def _samples(self, given: dict[str, Any]) -> dict[str, Any]:
        """Samples that nobody asked about: ten in a run, from the first words of the text."""
        prompt = _first_words(self.data.preview)
        return {"sample_every": max(1, given.get("steps", 1000) // 10), "sample_prompt": (prompt,)} if prompt else {}

    def _folder(self) -> Path:
        """The folder of the run. Raises StudioError for a name that cannot be one, or is taken."""
        name = self.name.text().strip() or self._suggested_name()
        if not _NAME.fullmatch(name):
            raise StudioError("bad_parameter", self.tr("The name cannot be that of a folder"), found=name)
        folder = self._root / name
        if folder.exists():
            raise StudioError("bad_parameter", self.tr("There is a run of this name already"), found=name)
        return folder

    def _suggested_name(self) -> str:
        """What the run is called when no name is given: text and start, and a number where that is taken."""
        text = self.data.preview.path.stem if self.data.preview else "run"
        start = self._model_name() if self._continues() else self.network.currentData() or self.shape.text()
        base = re.sub(r"[^\w.-]+", "_", f"{text}-{start}").strip("._-")[:60] or "run"
        number = 1
        while (self._root / (base if number == 1 else f"{base}-{number}")).exists():
            number += 1
        return base if number == 1 else f"{base}-{number}"

    def _continues(self) -> bool:
        return self.start_from.currentData() == "model"

    def _model_name(self) -> str:
        return Path(self._model.key.path).name if self._model else ""

    # -- what changes it -------------------------------------------------------------------------------

    def take_file(self, path: Path) -> None:
        """Make a file the data."""
        self.data.choose(path)

    def set_model(self, model: ModelLoaded | None) -> None:
        """Offer the loaded model as the start."""
        before = self._continues()
        self._model = model
        self.start_from.blockSignals(True)
        while self.start_from.count() > 1:
            self.start_from.removeItem(1)
        if model is not None:
            self.start_from.addItem("", "model")
        self.start_from.setCurrentIndex(1 if before and model is not None else 0)
        self.start_from.blockSignals(False)
        self._retranslate()

    def refresh(self) -> None:
        """Look again at what may have changed outside: names that are taken by now."""
        self._update()

    def _on_data_changed(self) -> None:
        self._update()
        if self.data.preview is not None:
            self.start.setFocus()

    def _on_unit_changed(self, unit: int) -> None:
        self.amount.setDecimals(1 if unit == MINUTES else 0)
        self.amount.setRange(*((0.1, 100_000) if unit == MINUTES else (1, 100_000_000)))
        self.amount.setSingleStep(1 if unit == MINUTES else 100)
        self.amount.setValue(5 if unit == MINUTES else 2000)
        self._update()

    def _on_unfolded(self, shown: bool) -> None:
        self.settings.setVisible(shown)
        self.unfold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _on_start(self) -> None:
        try:
            self.start_requested.emit(self.params())
        except StudioError:
            self._update()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())

    # -- what it shows ---------------------------------------------------------------------------------

    def _update(self) -> None:
        continues = self._continues()
        for widget in (self.network, self.vocabulary):
            widget.setVisible(not continues)
        self.shape.setVisible(not continues and not self.network.currentData())
        self._learn_note.setText(self._learn_text())
        self._time_note.setText(self._time_text())
        self.name.setPlaceholderText(self._suggested_name())
        self._suggest_settings()
        self._name_note.setText(self.tr("Its folder: {path}").format(path=self._root))
        self._show_problem()

    def _suggest_settings(self) -> None:
        """What the empty fields of all settings will mean, where it depends on this form."""
        preview, steps = self.data.preview, round(self.amount.value())
        per_run = 1000 if self.unit.currentIndex() == MINUTES else steps
        for name, text in (
            ("lr", "5e-05" if self._continues() else "0.001"),
            ("min_lr", self.tr("a tenth of it")),
            ("context", self.tr("at most {count}").format(count=min(LONGEST_CONTEXT, self._model_context()))),
            ("warmup", self.tr("a twentieth of all")),
            ("decay_steps", self.tr("all steps")),
            ("eval_every", self.tr("a twentieth of all")),
            ("early_stop", self.tr("never")),
            ("save_every", self.tr("with validation")),
            ("sample_every", str(max(1, per_run // 10)) if preview else ""),
            ("sample_prompt", _first_words(preview)),
            ("threads", str(spare_threads())),
        ):
            self.settings.suggest(name, text)

    def _show_problem(self) -> None:
        try:
            params, problem = self.params(), ""
        except StudioError as error:
            params, problem = None, error.one_line()
        self.start.setEnabled(params is not None)
        self.problem_shown.setText(problem)
        restyle(self.problem_shown, role="muted" if self.data.preview is None else "error")
        self.command.setText(command_text(train_arguments(params)) if params else "")
        self.command.setCursorPosition(0)
        self.copy.setEnabled(params is not None)

    def _learn_text(self) -> str:
        preview = self.data.preview
        if self._continues() and self._model is not None:
            first = self.tr("All of its weights go on learning (full finetuning).")
            kind, size = self._model.info.tokenizer.kind, self._model.info.tokenizer.size
            return " ".join(filter(None, (first, self._tokens_text(preview, kind, size))))
        vocabulary = str(self.vocabulary.currentData())
        try:
            shape = self._checked_shape()
        except StudioError:
            return ""
        rows = VOCABULARY_SIZES.get(vocabulary) or (preview.alphabet if preview else 96)
        count = short_count(estimated_parameters(shape, rows, LONGEST_CONTEXT))
        first = self.tr("About {count} parameters, every one of them new.").format(count=count)
        return " ".join(filter(None, (first, self._tokens_text(preview, vocabulary))))

    def _tokens_text(self, preview: Preview | None, tokenizer: str, size: int = 0) -> str:
        if preview is None:
            return ""
        tokens = short_count(estimated_tokens(preview, tokenizer, size))
        return self.tr("The text is about {tokens} tokens.").format(tokens=tokens)

    def _time_text(self) -> str:
        if self.unit.currentIndex() == MINUTES:
            return self.tr("How many steps fit is measured when the run starts. One core is left to this window.")
        try:
            given = self.settings.values()
        except StudioError:
            return ""
        context = given.get("context") or min(LONGEST_CONTEXT, self._model_context())
        tokens = round(self.amount.value()) * given.get("batch", 8) * given.get("accumulate", 1) * context
        return self.tr("About {tokens} tokens are read.").format(tokens=short_count(tokens))

    def _model_context(self) -> int:
        return self._model.info.context if self._continues() and self._model else LONGEST_CONTEXT

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Teach a model from your own text"))
        self._purpose.setText(
            self.tr("A run is a process of its own: it goes on when this window is closed, and saves as it goes.")
        )
        names = (self.tr("Data"), self.tr("Start from"), self.tr("What to learn"), self.tr("Time to spend"))
        for caption, text in zip(self._captions, (*names, self.tr("Name")), strict=True):
            caption.setText(text)
        fields = (self.data.button, self.start_from, self.network, self.amount, self.name)
        for caption, field in zip(self._captions, fields, strict=True):
            caption.setBuddy(field)
        self.start_from.setItemText(0, self.tr("A new model"))
        if self.start_from.count() > 1:
            self.start_from.setItemText(1, self.tr("The loaded model: {name}").format(name=self._model_name()))
        self._retranslate_choices()
        self.unfold.setText(self.tr("All settings"))
        self.start.setText(self.tr("Start"))
        self.copy.setText(self.tr("Copy as command"))
        self.command.setPlaceholderText(self.tr("The same run as a command"))
        for widget, name in (
            (self.start_from, names[1]),
            (self.network, self.tr("Size of the new model")),
            (self.shape, self.tr("Layers x heads x width")),
            (self.vocabulary, self.tr("Vocabulary of the new model")),
            (self.amount, names[3]),
            (self.unit, self.tr("Minutes or steps")),
            (self.name, self.tr("Name of the run")),
            (self.command, self.tr("The same run as a command")),
        ):
            widget.setAccessibleName(name)
        self._on_unfolded(self.unfold.isChecked())
        if self.amount.decimals() == 2:  # as it was made
            self._on_unit_changed(self.unit.currentIndex())
        self._update()

    def _retranslate_choices(self) -> None:
        sizes = (self.tr("Tiny"), self.tr("Small"), self.tr("Medium"), self.tr("Large"))
        for row, (size, shape) in enumerate(zip(sizes, SIZES, strict=True)):
            layers, heads, width = shape.split("x")
            what = self.tr("{layers} layers, {heads} heads, {width} wide")
            self.network.setItemText(row, f"{size}: {what.format(layers=layers, heads=heads, width=width)}")
        self.network.setItemText(len(SIZES), self.tr("Another size…"))
        new = self.tr("New pieces of words, {count} tokens").format(count=count_text(1000))
        gpt2 = self.tr("GPT-2's pieces of words, {count} tokens").format(count=count_text(50_257))
        for row, text in enumerate((self.tr("Characters"), new, gpt2)):
            self.vocabulary.setItemText(row, text)
        for row, text in enumerate((self.tr("minutes"), self.tr("steps"))):
            self.unit.setItemText(row, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _first_words(preview: Preview | None) -> str:
    """What samples go on from when nothing else is asked for: the beginning of the text."""
    return preview.beginning.rstrip("…")[:40] if preview else ""


def _row(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return row


def _column(*items: QWidget | QLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for item in items:
        if isinstance(item, QLayout):
            column.addLayout(item)
        else:
            column.addWidget(item)
    return column
