"""From one query and one key to their share: step by step, in numbers or in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gpt_studio.protocol.looking import Calculated
from gpt_studio.ui import theme
from gpt_studio.ui.terms import tip

from .strip import VectorStrip
from .wording import Step

MONO = 9.0


class Derivation(QWidget):
    """Vectors as strips, then a row for each step: its name, how it is worked out, what comes out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = False
        self._steps: Sequence[Step] = ()
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self.strips = [VectorStrip(self) for _ in range(3)]
        self._names = [QLabel(self) for _ in range(3)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        for row, (name, strip) in enumerate(zip(self._names, self.strips, strict=True)):
            name.setProperty("role", "muted")
            name.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(strip, row, 1, 1, 2)
        self._grid.setRowMinimumHeight(3, 6)

    def show_vectors(self, found: Calculated, key: int) -> None:
        """q, k of one key, and their products number by number."""
        q, k = found.q, found.k[key]
        most = float(max(np.abs(q).max(), np.abs(k).max()))
        for strip, values, scale, term in zip(
            self.strips, (q, k, q * k), (most, most, None), ("query", "key", "product"), strict=True
        ):
            strip.show_vector(values, scale)
            strip.setToolTip(tip(term))
        titles = ("q", "k", "q × k")
        for name, title, term in zip(self._names, titles, ("query", "key", "product"), strict=True):
            name.setText(title)
            name.setToolTip(tip(term))

    def show_steps(self, steps: Sequence[Step]) -> None:
        """The steps of one key."""
        self._steps = steps
        while len(self._rows) < len(steps):
            self._rows.append(self._row(len(self._rows)))
        for at, row in enumerate(self._rows):
            for label in row:
                label.setVisible(at < len(steps))
        for (title, told, result), step in zip(self._rows, steps, strict=False):
            title.setText(step.title)
            told.setText(step.sentence if self._words else step.formula)
            told.setFont(self.font() if self._words else theme.mono_font(MONO))
            result.setText(f"= {step.result}")
            for label in (title, told, result):
                label.setToolTip(tip(step.term))

    def set_words(self, words: bool) -> None:
        """Sentences in the place of formulas."""
        self._words = words
        self.show_steps(self._steps)

    def texts(self) -> list[tuple[str, str, str]]:
        """What is shown, row by row."""
        shown = self._rows[: len(self._steps)]
        return [(title.text(), told.text(), result.text()) for title, told, result in shown]

    def _row(self, at: int) -> tuple[QLabel, QLabel, QLabel]:
        title, told, result = QLabel(self), QLabel(self), QLabel(self)
        for label in (title, told, result):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        result.setFont(theme.mono_font(MONO))
        result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for column, label in enumerate((title, told, result)):
            self._grid.addWidget(label, 4 + at, column)
        return title, told, result

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_rows"):
            self.show_steps(self._steps)
        super().changeEvent(event)
