"""The steps of a block from the token to the logits: what is computed, how wide it is, how long its vector."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gpt_studio.protocol.looking import BlockStep
from gpt_studio.ui import theme
from gpt_studio.ui.terms import tip

from .numbers import few, number
from .wording import block_title

COLUMNS = 4
MONO = 9.0


class BlockSteps(QWidget):
    """A row for each step, a heading where another layer begins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[BlockStep] = ()
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(3, 1)

    def show_steps(self, steps: Sequence[BlockStep]) -> None:
        """The steps in order."""
        self._steps = steps
        rows = [self._header(), *(self._row(step) for step in steps)]
        while len(self._labels) < COLUMNS * len(rows):
            self._labels.append(self._label(len(self._labels)))
        for at, label in enumerate(self._labels):
            row, column = divmod(at, COLUMNS)
            label.setVisible(row < len(rows))
            if row < len(rows):
                text, told = rows[row][column]
                label.setText(text)
                label.setToolTip(told)

    def texts(self) -> list[tuple[str, ...]]:
        """What is shown, row by row, without the header."""
        shown = [label.text() for label in self._labels[COLUMNS : COLUMNS * (len(self._steps) + 1)]]
        return [tuple(shown[at : at + COLUMNS]) for at in range(0, len(shown), COLUMNS)]

    def _header(self) -> list[tuple[str, str]]:
        return [
            (self.tr("step"), ""),
            (self.tr("shape"), self.tr("How many numbers stand for this position.")),
            (self.tr("norm"), tip("norm")),
            (self.tr("first numbers"), ""),
        ]

    def _row(self, step: BlockStep) -> list[tuple[str, str]]:
        title, term = block_title(step.name)
        told = tip(term) if term else ""
        if step.off:
            title = self.tr("{step}: switched off").format(step=title)
        values = few(step.values)
        return [(title, told), (f"[{step.width:,}]", told), (number(step.norm), tip("norm")), (values, told)]

    def _label(self, at: int) -> QLabel:
        row, column = divmod(at, COLUMNS)
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if column and row:
            label.setFont(theme.mono_font(MONO))
        if column in (1, 3) or not row:
            label.setProperty("role", "muted")
        if column == 3:
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        side = Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column)
        return label

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_steps(self._steps)
        super().changeEvent(event)
