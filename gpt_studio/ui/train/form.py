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

from gpt_studio.protocol.datasets import DataPreviewed
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import command_text, spare_threads, train_arguments
from gpt_studio.ui.style import restyle

from .data_choices import DataChoices
from .data_facts import DataFactsView
from .data_field import DataField
from .estimate_line import EstimateLine
from .labels import problem_label, quiet_label, short_count, title_label
from .preview import Preview
from .run_name import can_be_a_folder, free_name
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
        self.data, self.facts, self.choices = DataField(self), DataFactsView(self), DataChoices(self)
        self.look: DataPreviewed | None = None
        self._looked_for: TrainParams | None = None
        self.begin = StartChoice(self)
        self.time = TimeField(self)
        self.name = QLineEdit(self)
        self.start, self.problem_shown = QPushButton(self), problem_label(self)
        self.command, self.copy = QLineEdit(self), QPushButton(self)
        self.estimate = EstimateLine(self)
        self.unfold = QToolButton(self)
        self.settings = AllSettings(self)
        self._title, self._purpose = title_label(self), quiet_label(self)
        self._time_note, self._name_note = quiet_label(self), quiet_label(self)
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
            (self.data, _column(self.data, self.choices, self.facts)),
            (self.begin.start_from, _column(self.begin.start_from)),
            (self.begin.network, _column(self.begin.row_of_new_model(), self.begin.note)),
            (self.time.amount, _column(self.time, self._time_note)),
            (self.name, _column(self.name, self._name_note)),
        )
        for row, (field, content) in enumerate(contents):
            caption = QLabel(self)
            caption.setContentsMargins(0, 5, 0, 0)
            caption.setBuddy(field)
            self._captions.append(caption)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(content, row, 1)
        grid.addWidget(self.estimate, len(contents), 1)
        grid.addLayout(_row(self.start, self.problem_shown), len(contents) + 1, 1)
        grid.addLayout(_row(self.command, self.copy), len(contents) + 2, 1)
        return grid

    def _connect(self) -> None:
        self.data.changed.connect(self._on_data_changed)
        for part in (self.begin, self.time, self.settings, self.choices):
            part.changed.connect(self.refresh)
        self.name.textChanged.connect(self.refresh)
        self.unfold.toggled.connect(self._on_unfolded)
        self.start.clicked.connect(self._on_start)
        self.copy.clicked.connect(self._on_copy)

    # -- what it makes ---------------------------------------------------------------------------------

    def params(self) -> TrainParams:
        """The run as the form stands. Raises StudioError naming what is missing or wrong."""
        given = self.settings.values()
        if self.data.preview is None:
            raise StudioError("bad_parameter", self.tr("Choose a text to learn from"))
        self._check_data()
        given |= self._data_values() | {"run": str(self._folder())} | self.begin.values() | self.time.values()
        given = {"threads": spare_threads(), "on_divergence": "pause"} | given
        params = replace(TrainParams(), **(self._samples() | given))
        params.check()
        return params

    def _data_values(self) -> dict[str, Any]:
        """The parameters that say what the data is."""
        preview = self.data.preview
        if preview is None:
            return {}
        said = self.choices.values() if preview.rows else {}
        return {"data": (str(preview.path.absolute()),)} | said

    def _check_data(self) -> None:
        """Raise StudioError for rows that cannot be learnt from as they stand, or are not looked at yet."""
        if self.data.preview is None or not self.data.preview.rows:
            return
        if self.facts.failure.text():
            raise StudioError("bad_data", self.tr("The data cannot be used as it is"))
        if self.look is None:
            raise StudioError("bad_data", self.tr("The data is being looked at"))
        if self.look.facts.form == "":
            raise StudioError("bad_data", self.tr("Say which column is what"))
        if self.choices.refuses:
            raise StudioError("bad_data", self.tr("Some lines hold no example: mend them, or skip them"))
        if not self.look.facts.rows:
            raise StudioError("bad_data", self.tr("The data holds no example"))

    def look_params(self) -> TrainParams | None:
        """What a look at the data depends on; None where there is none, or a field is not understood."""
        if self.data.preview is None:
            return None
        try:
            given = self.settings.values()
            kept = {name: given[name] for name in ("context", "format", "val_fraction") if name in given}
            wanted = replace(TrainParams(), **(kept | self.begin.values() | self._data_values()))
            return replace(wanted, bad_lines="refuse")  # a look skips them in any case, and names them
        except StudioError:
            return None

    def _samples(self) -> dict[str, Any]:
        """Samples with each validation: from what its examples ask, or the first words of the text."""
        prompts = self._prompts()
        return {"sample_prompt": prompts} if prompts else {}

    def _prompts(self) -> tuple[str, ...]:
        if self.data.preview is not None and self.data.preview.rows:
            return self.look.prompts if self.look else ()
        prompt = _first_words(self.data.preview)
        return (prompt,) if prompt else ()

    def _folder(self) -> Path:
        """The folder of the run. Raises StudioError for a name that cannot be one, or is taken."""
        name = self.name.text().strip() or self._suggested_name()
        if not can_be_a_folder(name):
            raise StudioError("bad_parameter", self.tr("The name cannot be that of a folder"), found=name)
        if (self._root / name).exists():
            raise StudioError("bad_parameter", self.tr("There is a run of this name already"), found=name)
        return self._root / name

    def _suggested_name(self) -> str:
        text = self.data.preview.path.stem if self.data.preview else "run"
        return free_name(self._root, text, self.begin.name())

    # -- what changes it -------------------------------------------------------------------------------

    def take_file(self, path: Path) -> None:
        """Make a file the data."""
        self.data.choose(path)

    def take_settings(self, settings: Mapping[str, Any]) -> str:
        """Fill the form with a run's settings; returns the model that has to be loaded first, if any."""
        data = settings.get("data") or []
        if data:
            self.data.choose(Path(str(data[0])))
        self.choices.take(settings)
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
        self.look = look
        self.choices.show_facts(look.facts)
        self.facts.show_facts(look.facts)
        self.refresh()

    def show_failure(self, line: str) -> None:
        """Why the data cannot be looked at."""
        self.look = None
        self.facts.fail(line)
        self.refresh()

    def _on_data_changed(self) -> None:
        self.look, self._looked_for = None, None
        self.choices.forget()
        self.facts.show_facts(None)
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
        self._name_note.setText(self.tr("Its folder: {path}").format(path=self._root))
        self.name.setPlaceholderText(self._suggested_name())
        self._suggest_settings()
        self._want_look()
        self._show_problem()

    def _want_look(self) -> None:
        wanted = self.look_params()
        if wanted is not None and wanted == self._looked_for:
            return
        self._looked_for = wanted
        if wanted is not None:
            self.look = None
            self.facts.show_facts(self.facts.facts, waiting=True)
        self.look_wanted.emit(wanted)

    def _suggest_settings(self) -> None:
        """What the empty fields of all settings mean, where no single number says it."""
        for name, text in (
            ("lr", self.begin.usual_rate()),
            ("min_lr", self.tr("a tenth of it")),
            ("context", self.tr("at most {count}").format(count=self.begin.context())),
            ("warmup", self.tr("a twentieth of all")),
            ("decay_steps", self.tr("all steps")),
            ("eval_every", self.tr("a twentieth of all")),
            ("early_stop", self.tr("never")),
            ("save_every", self.tr("with validation")),
            ("sample_every", self.tr("with validation")),
            ("sample_prompt", "\n".join(self._prompts())),
            ("threads", str(spare_threads())),
        ):
            self.settings.suggest(name, text)

    def _show_problem(self) -> None:
        try:
            params, problem = self.params(), ""
        except StudioError as error:
            params, problem = None, self._line_of(error)
        self.start.setEnabled(params is not None)
        self.estimate.show_params(params)
        self.problem_shown.setText(problem)
        waiting = self.data.preview is None or (self.look is None and not self.facts.failure.text())
        role = "muted" if waiting else "error"
        if self.problem_shown.property("role") != role:
            restyle(self.problem_shown, role=role)
        command = command_text(train_arguments(params)) if params else ""
        if command != self.command.text():
            self.command.setText(command)
            self.command.setCursorPosition(0)
        self.copy.setEnabled(params is not None)

    def _line_of(self, error: StudioError) -> str:
        """A refusal in the language in force, as far as it was made here."""
        said = [self.tr("expected {what}").format(what=error.expected)] if error.expected else []
        said += [self.tr("found {what}").format(what=error.found)] if error.found else []
        if not said:
            return error.message
        between = self.tr(", ", "between what was expected and what was found")
        return self.tr("{name}: {what}").format(name=error.message, what=between.join(said))

    def _time_text(self) -> str:
        if self.time.steps is None:
            return self.tr("How many steps fit is measured when the run starts. One core is left to this window.")
        try:
            given = self.settings.values()
        except StudioError:
            return ""
        each = given.get("batch", 8) * given.get("accumulate", 1) * given.get("context", self.begin.context())
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
        self.name.setAccessibleName(self.tr("Name of the run"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _first_words(preview: Preview | None) -> str:
    """What samples go on from when nothing else is asked for: the beginning of the text."""
    return preview.beginning.rstrip("…")[:40] if preview else ""


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
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
