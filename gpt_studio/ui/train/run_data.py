"""The data of a new run: the file, what its rows mean, what was found in it, and what keeps a run from starting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gpt_studio.protocol.datasets import DataPreviewed
from gpt_studio.protocol.errors import StudioError

from .data_choices import DataChoices
from .data_facts import DataFactsView
from .data_field import DataField
from .preview import Preview


class RunData(QWidget):
    """`look` is the engine's answer for the data as it is chosen, None while there is none."""

    changed = Signal()  # another file
    choice_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field, self.choices, self.facts = DataField(self), DataChoices(self), DataFactsView(self)
        self.look: DataPreviewed | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.field, self.choices, self.facts):
            column.addWidget(part)
        self.setFocusProxy(self.field)
        self.field.changed.connect(self._on_changed)
        self.choices.changed.connect(self.choice_changed)

    @property
    def preview(self) -> Preview | None:
        """The first look at the chosen file."""
        return self.field.preview

    @property
    def waits(self) -> bool:
        """Whether nothing is wrong yet: no file is chosen, or it is being looked at."""
        return self.preview is None or (self.look is None and not self.facts.failure.text())

    def values(self) -> dict[str, Any]:
        """The parameters that say what the data is."""
        if self.preview is None:
            return {}
        said = self.choices.values() if self.preview.rows else {}
        return {"data": (str(self.preview.path.absolute()),)} | said

    def check(self) -> None:
        """Raise StudioError for rows that cannot be learnt from as they stand, or are not looked at yet."""
        if self.preview is None:
            raise StudioError("bad_parameter", self.tr("Choose a text to learn from"))
        if self.preview.text:
            return
        if self.facts.failure.text():
            raise StudioError("bad_data", self.tr("The data cannot be used as it is"))
        if self.look is None:
            raise StudioError("bad_data", self.tr("The data is being looked at"))
        if self.look.facts.form == "" and self.look.facts.columns:
            raise StudioError("bad_data", self.tr("Say which column is what"))
        if self.choices.refuses:
            raise StudioError("bad_data", self.tr("Some lines hold no example: mend them, or skip them"))
        if not self.look.facts.rows:
            raise StudioError("bad_data", self.tr("The data holds no example"))

    def prompts(self) -> tuple[str, ...]:
        """What samples go on from when nothing else is asked for: questions of the data, or its first words."""
        if self.preview is None:
            return ()
        if not self.preview.text:
            return self.look.prompts if self.look else ()
        words = self.preview.beginning.rstrip("…")[:40]
        return (words,) if words else ()

    def take(self, settings: Mapping[str, Any]) -> None:
        """The data of another run."""
        data = settings.get("data") or []
        if data:
            self.field.choose(Path(str(data[0])))
        self.choices.take(settings)

    def show_look(self, look: DataPreviewed) -> None:
        """What the engine has found in it."""
        self.look = look
        self.choices.show_facts(look.facts)
        self.facts.show_facts(look.facts)

    def show_failure(self, line: str) -> None:
        """Why it cannot be looked at."""
        self.look = None
        self.facts.fail(line)

    def wait(self) -> None:
        """It is being looked at again."""
        self.look = None
        self.facts.show_facts(self.facts.facts, waiting=True)

    def _on_changed(self) -> None:
        self.look = None
        self.choices.forget()
        self.facts.show_facts(None)
        self.changed.emit()
