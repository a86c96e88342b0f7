"""What the head has read, and what it adds to the residual stream: z and z · W_O."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gpt_studio.protocol.looking import Calculated
from gpt_studio.ui import theme
from gpt_studio.ui.terms import tip

from .numbers import few, number
from .strip import VectorStrip
from .wording import told_of_head

MONO = 9.0


class HeadResult(QWidget):
    """Two vectors: how each is worked out, its numbers as a strip, its norm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Calculated | None = None
        self._words = False
        self.strips = [VectorStrip(self) for _ in range(2)]
        self._names = [QLabel(self) for _ in range(2)]
        self._told = [QLabel(self) for _ in range(2)]
        self._norms = [QLabel(self) for _ in range(2)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, term in enumerate(("z", "out")):
            for column, widget in enumerate((self._names[at], self.strips[at], self._norms[at])):
                widget.setToolTip(tip(term))
                grid.addWidget(widget, 2 * at, column)
            self._told[at].setProperty("role", "muted")
            self._told[at].setWordWrap(True)
            self._told[at].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._told[at].setToolTip(tip(term))
            grid.addWidget(self._told[at], 2 * at + 1, 1, 1, 2)
            for label in (self._names[at], self._told[at], self._norms[at]):
                label.setTextFormat(Qt.TextFormat.PlainText)
            self._norms[at].setFont(theme.mono_font(MONO))

    def show_found(self, found: Calculated) -> None:
        """z and out of an answer."""
        self._found = found
        for strip, values in zip(self.strips, (found.z, found.out), strict=True):
            strip.show_vector(values)
        self._show()

    def set_words(self, words: bool) -> None:
        """Sentences in the place of numbers."""
        self._words = words
        self._show()

    def texts(self) -> list[str]:
        """What is said of z and of out."""
        return [label.text() for label in self._told]

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        for name, text in zip(self._names, ("z", "z · W_O"), strict=True):
            name.setText(text)
        for label, values in zip(self._norms, (found.z, found.out), strict=True):
            label.setText(f"[{len(values):,}]  ‖·‖ {number(float(np.linalg.norm(values.astype(np.float64))))}")
        shown = (few(tuple(found.z[:6].tolist()), 6), few(tuple(found.out[:6].tolist()), 6))
        said = [bool(found.off) and at == (found.off == "layer") for at in range(2)]  # what is off is said in words
        for label, sentence, numbers, off in zip(self._told, told_of_head(found), shown, said, strict=True):
            label.setText(sentence if self._words or off else numbers)
            label.setFont(self.font() if self._words or off else theme.mono_font(MONO))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange) and hasattr(self, "_norms"):
            self._show()
        super().changeEvent(event)
