"""The short form of a new run: data, start, what to learn, time, name, Start; all settings unfold below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.datasets import DataPreviewed
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import command_text, spare_threads, train_arguments
from gpt_studio.ui.errors.saying import line_of
from gpt_studio.ui.style import restyle

from .estimate_line import EstimateLine
from .labels import problem_label, quiet_label, short_count, title_label
from .layouts import column_of, row_of
from .name_field import NameField
from .run_data import RunData
from .run_name import free_name
from .settings import AllSettings
from .start_choice import StartChoice
from .time_field import TimeField


class RunForm(QWidget):
    """Makes TrainParams. `root` is the folder in which runs are made."""

    start_requested = Signal(object)  # TrainParams
    look_wanted = Signal(object)  # TrainParams of which the data is to be looked at, None for no data

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self.learnt = RunData(self)
        self.data, self.facts, self.choices = self.learnt.field, self.learnt.facts, self.learnt.choices
        self._looked_for: TrainParams | None = None
        self.begin = StartChoice(self)
        self.time = TimeField(self)
        self.called = NameField(root, self)
        self.name = self.called.line
        self.start, self.problem_shown = QPushButton(self), problem_label(self)
        self.command, self.copy = QLineEdit(self), QPushButton(self)
        self.estimate = EstimateLine(self)
        self.unfold = QToolButton(self)
        self.settings = AllSettings(self)
        self._title, self._purpose = title_label(self), quiet_label(self)
        self._time_note = quiet_label(self)
        self._captions: list[QLabel] = []
        self._lay_out()
        self._connect()
        self._retranslate()
        self._on_unfolded(False)

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.command.setReadOnly(True)
        self.start.setProperty("kind", "primary")
        self.unfold.setCheckable(True)
        self.unfold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.start.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.problem_shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._purpose)
        column.addLayout(self._rows())
        column.addWidget(self.unfold)
        column.addWidget(self.settings)
        column.addStretch(1)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        contents = (
            (self.data, column_of(self.learnt)),
            (self.begin.start_from, column_of(self.begin.start_from)),
            (self.begin.network, column_of(self.begin.rows(), self.begin.note)),
            (self.time.amount, column_of(self.time, self._time_note)),
            (self.name, column_of(self.called)),
        )
        for row, (field, content) in enumerate(contents):
            caption = QLabel(self)
            caption.setContentsMargins(0, 5, 0, 0)
            caption.setBuddy(field)
            self._captions.append(caption)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(content, row, 1)
        grid.addWidget(self.estimate, len(contents), 1)
        grid.addLayout(row_of(self.start, self.problem_shown), len(contents) + 1, 1)
        grid.addLayout(row_of(self.command, self.copy), len(contents) + 2, 1)
        return grid

    def _connect(self) -> None:
        self.learnt.changed.connect(self._on_data_changed)
        self.learnt.choice_changed.connect(self.refresh)
        for part in (self.begin, self.time, self.called, self.settings):
            part.changed.connect(self.refresh)
        self.unfold.toggled.connect(self._on_unfolded)
        self.start.clicked.connect(self._on_start)
        self.copy.clicked.connect(self._on_copy)

    @property
    def look(self) -> DataPreviewed | None:
        """What the engine has found in the data."""
        return self.learnt.look

    # -- what it makes ---------------------------------------------------------------------------------

    def params(self) -> TrainParams:
        """The run as the form stands. Raises StudioError naming what is missing or wrong."""
        given = self.settings.values()
        self.learnt.check()
        given |= self.learnt.values() | {"run": str(self.called.folder())} | self.begin.values() | self.time.values()
        usual = {"batch": self.begin.usual_batch(), "threads": spare_threads(), "on_divergence": "pause"}
        usual |= {"sample_prompt": self.learnt.prompts()}  # with each validation
        params = replace(TrainParams(), **(usual | given))
        params.check()
        return params

    def look_params(self) -> TrainParams | None:
        """What a look at the data depends on; None where there is none, or a field is not understood."""
        if self.data.preview is None:
            return None
        try:
            given = self.settings.values()
            kept = {name: given[name] for name in ("context", "format", "val_fraction") if name in given}
            wanted = replace(TrainParams(), **(kept | self.begin.values() | self.learnt.values()))
            return replace(wanted, bad_lines="refuse")  # a look skips them in any case, and names them
        except StudioError:
            return None

    # -- what changes it -------------------------------------------------------------------------------

    def take_file(self, path: Path) -> None:
        """Make a file the data."""
        self.data.choose(path)

    def take_settings(self, settings: Mapping[str, Any]) -> str:
        """Fill the form with a run's settings; returns the model that has to be loaded first, if any."""
        self.learnt.take(settings)
        self.time.take(settings)
        self.settings.take(settings)
        missing = self.begin.take(settings)
        self.refresh()
        return missing

    def set_model(self, model: ModelLoaded | None) -> None:
        """Offer the loaded model as the start."""
        self.begin.set_model(model)

    def show_look(self, look: DataPreviewed) -> None:
        """What the engine has found in the data."""
        self.learnt.show_look(look)
        self.refresh()

    def show_failure(self, line: str) -> None:
        """Why the data cannot be looked at."""
        self.learnt.show_failure(line)
        self.refresh()

    def _on_data_changed(self) -> None:
        self._looked_for = None
        self.refresh()
        if self.data.preview is not None:
            self.start.setFocus()

    def _on_unfolded(self, shown: bool) -> None:
        self.settings.setVisible(shown)
        self.unfold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _on_start(self) -> None:
        try:
            self.start_requested.emit(self.params())
        except StudioError:
            self.refresh()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())

    # -- what it shows ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what follows from the fields, and from the names that are taken by now."""
        self.begin.update(self.data.preview)
        self._time_note.setText(self._time_text())
        text = self.data.preview.path.stem if self.data.preview else "run"
        self.called.suggest(free_name(self._root, text, self.begin.name()))
        self._suggest_settings()
        self._want_look()
        self._show_problem()

    def _want_look(self) -> None:
        wanted = self.look_params()
        if wanted is not None and wanted == self._looked_for:
            return
        self._looked_for = wanted
        if wanted is not None:
            self.learnt.wait()
        self.look_wanted.emit(wanted)

    def _suggest_settings(self) -> None:
        """What the empty fields of all settings mean, where no single number says it."""
        for name, text in (
            ("batch", str(self.begin.usual_batch())),
            ("lr", self.begin.usual_rate()),
            ("min_lr", self.tr("a tenth of it")),
            ("context", self.tr("at most {count}").format(count=self.begin.context())),
            ("warmup", self.tr("a twentieth of all")),
            ("decay_steps", self.tr("all steps")),
            ("eval_every", self.tr("a twentieth of all")),
            ("early_stop", self.tr("never")),
            ("save_every", self.tr("with validation")),
            ("sample_every", self.tr("with validation")),
            ("sample_prompt", "\n".join(self.learnt.prompts())),
            ("threads", str(spare_threads())),
        ):
            self.settings.suggest(name, text)

    def _show_problem(self) -> None:
        try:
            params, problem = self.params(), ""
        except StudioError as error:
            params, problem = None, line_of(error)
        self.start.setEnabled(params is not None)
        self.estimate.show_params(params)
        self.problem_shown.setText(problem)
        role = "muted" if self.learnt.waits else "error"
        if self.problem_shown.property("role") != role:
            restyle(self.problem_shown, role=role)
        command = command_text(train_arguments(params)) if params else ""
        if command != self.command.text():
            self.command.setText(command)
            self.command.setCursorPosition(0)
        self.copy.setEnabled(params is not None)

    def _time_text(self) -> str:
        if self.time.steps is None:
            return self.tr("One core is left to this window.")
        try:
            given = self.settings.values()
        except StudioError:
            return ""
        each = (
            given.get("batch", self.begin.usual_batch())
            * given.get("accumulate", 1)
            * given.get("context", self.begin.context())
        )
        return self.tr("About {tokens} tokens are read.").format(tokens=short_count(self.time.steps * each))

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Teach a model from your own data"))
        self._purpose.setText(
            self.tr("A run is a process of its own: it goes on when this window is closed, and saves as it goes.")
        )
        captions = (self.tr("Data"), self.tr("Start from"), self.tr("What to learn"), self.tr("Time to spend"))
        for caption, text in zip(self._captions, (*captions, self.tr("Name")), strict=True):
            caption.setText(text)
        self.begin.retranslate()
        self.unfold.setText(self.tr("All settings"))
        self.start.setText(self.tr("Start"))
        self.copy.setText(self.tr("Copy as command"))
        self.command.setPlaceholderText(self.tr("The same run as a command"))
        self.command.setAccessibleName(self.command.placeholderText())
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
