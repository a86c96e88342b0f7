"""What is to be learnt of rows: which column is what, answers alone or all, and what becomes of bad lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gpt_studio.protocol.datasets import DataFacts
from gpt_studio.ui.errors.saying import translated

from .choice import Choice
from .labels import quiet_label

ROLES = ("prompt", "completion", "system", "text")
REFUSE, SKIP = "refuse", "skip"


class DataChoices(QWidget):
    """`values` are parameters of a run; only what concerns the data at hand is shown."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: DataFacts | None = None
        self._mapped = False  # whether the columns have to be told
        self.roles: dict[str, QComboBox] = {role: Choice(self) for role in ROLES}
        self._captions: dict[str, QLabel] = {role: QLabel(self) for role in ROLES}
        self._ask = quiet_label(self)
        self.answers = QCheckBox(self)
        self.answers.setChecked(True)
        self._bad, self.bad_lines = quiet_label(self), Choice(self)
        self._bad.setProperty("role", "warning")
        for choice in (REFUSE, SKIP):
            self.bad_lines.addItem("", choice)
        self._lay_out()
        for box in (*self.roles.values(), self.bad_lines):
            box.currentIndexChanged.connect(self._on_changed)
        self.answers.toggled.connect(self._on_changed)
        self._retranslate()
        self.show_facts(None)

    def _lay_out(self) -> None:
        self._columns = QWidget(self)
        grid = QGridLayout(self._columns)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, role in enumerate(ROLES):
            row, column = divmod(place, 2)
            self._captions[role].setBuddy(self.roles[role])
            self.roles[role].setMinimumContentsLength(10)
            grid.addWidget(self._captions[role], row, 2 * column)
            grid.addWidget(self.roles[role], row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        self._lines = QWidget(self)
        row_of_bad = QHBoxLayout(self._lines)
        row_of_bad.setContentsMargins(0, 0, 0, 0)
        row_of_bad.addWidget(self._bad, 1)
        row_of_bad.addWidget(self.bad_lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._ask, self._columns, self.answers, self._lines):
            column.addWidget(widget)

    # -- values ----------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """`columns`, `mask_prompt` and `bad_lines` where they matter."""
        found: dict[str, Any] = {"mask_prompt": self.answers.isChecked()}
        columns = self._said_columns()
        if columns:
            found["columns"] = columns
        if self._facts is not None and self._facts.bad:
            found["bad_lines"] = self.bad_lines.currentData()
        return found

    def _said_columns(self) -> tuple[str, ...]:
        """Once they say what is learnt: a text, or a prompt with its completion."""
        said = {role: str(box.currentData()) for role, box in self.roles.items() if box.currentData()}
        if not self._mapped or not ("text" in said or {"prompt", "completion"} <= said.keys()):
            return ()
        return tuple(f"{role}={column}" for role, column in said.items())

    def take(self, settings: Mapping[str, Any]) -> None:
        """As another run had it; its columns are asked for again."""
        self.answers.setChecked(bool(settings.get("mask_prompt", False)))
        self.bad_lines.setCurrentIndex(self.bad_lines.findData(settings.get("bad_lines", REFUSE)))

    @property
    def refuses(self) -> bool:
        """Whether there are bad lines that nobody has agreed to skip."""
        return self._names_bad and self.bad_lines.currentData() == REFUSE

    @property
    def _names_bad(self) -> bool:
        """Whether there are bad lines, for another reason than that the columns have to be told first."""
        facts = self._facts
        return facts is not None and facts.bad > 0 and (facts.form != "" or not facts.columns)

    # -- what it shows ---------------------------------------------------------------------------------

    def forget(self) -> None:
        """Other data: nothing is known of its columns."""
        self._mapped = False
        for box in self.roles.values():
            box.blockSignals(True)
            box.clear()
            box.blockSignals(False)
        self.bad_lines.setCurrentIndex(0)
        self.show_facts(None)

    def show_facts(self, facts: DataFacts | None) -> None:
        """Ask what the data at hand leaves open."""
        self._facts = facts
        if facts is not None and facts.form == "" and facts.columns and not self._mapped:
            self._offer(facts)
        rows = facts is not None and not facts.running and facts.form != "" and facts.rows > 0
        self._ask.setVisible(self._mapped)
        self._columns.setVisible(self._mapped)
        self.answers.setVisible(rows and facts is not None and facts.form != "text")  # whole texts have none
        self._lines.setVisible(self._names_bad)
        self._show_bad()
        self.setVisible(self._mapped or rows or not self._lines.isHidden())

    def _offer(self, facts: DataFacts) -> None:
        """The columns in each box, with what stands in the first row."""
        self._mapped = True
        for box in self.roles.values():
            box.blockSignals(True)
            box.clear()
            box.addItem(self.tr("(none)"), "")
            for column, value in zip(facts.columns, facts.first, strict=True):
                box.addItem(column, column)
                box.setItemData(box.count() - 1, value, Qt.ItemDataRole.ToolTipRole)
            box.blockSignals(False)

    def _show_bad(self) -> None:
        if self._facts is None or not self._facts.bad_rows:
            return
        first = self._facts.bad_rows[0]
        many = self.tr("%n lines hold no example", "", self._facts.bad)
        text = self.tr("{many}: line {line}: {reason}")
        self._bad.setText(text.format(many=many, line=first.line, reason=translated(first.reason)))
        lines = self.tr("{file}, line {line}: {reason}")
        bad_rows = self._facts.bad_rows
        told = [lines.format(file=bad.file, line=bad.line, reason=translated(bad.reason)) for bad in bad_rows]
        self._bad.setToolTip("\n".join(told))

    def _on_changed(self) -> None:
        self.changed.emit()

    def _retranslate(self) -> None:
        names = (self.tr("Prompt"), self.tr("Answer"), self.tr("System"), self.tr("or text"))
        for role, name in zip(ROLES, names, strict=True):
            self._captions[role].setText(name)
            self.roles[role].setAccessibleName(self.tr("Column: {name}").format(name=name))
        self._ask.setText(self.tr("The columns have no known names. Which is what?"))
        self.answers.setText(self.tr("Learn only the answers"))
        self.answers.setToolTip(
            self.tr("What is asked is read but not learnt: the loss counts the tokens of the answers alone.")
        )
        self.bad_lines.setItemText(0, self.tr("Refuse to start"))
        self.bad_lines.setItemText(1, self.tr("Skip them"))
        self.bad_lines.setAccessibleName(self.tr("What to do with lines that hold no example"))
        self._show_bad()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
