"""DRY on the stack: its numbers, and the texts at which a repetition ends."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit

from gpt_studio.protocol.sampling import SamplingParams

from .sampler_row import SamplerRow
from .stop_strings import read_stop_strings, write_stop_strings


class DryRow(SamplerRow):
    """Shows the breakers in one line, as stop strings are, below the numbers."""

    breakers_changed = Signal(tuple)

    def show_values(self, sampling: SamplingParams, *, first: bool, last: bool) -> None:
        """What is being typed is left alone."""
        super().show_values(sampling, first=first, last=last)
        if read_stop_strings(self.breakers.text()) != sampling.dry_breakers:
            self.breakers.setText(write_stop_strings(sampling.dry_breakers))

    def add_foot(self) -> None:
        tip = self.tr(
            "Where a repetition ends for DRY: tokens that hold one of these texts, separated by |. "
            "\\n is a line feed, \\t a tab, \\| a bar.\n"
            "n in m · b^(n − L) counts back to the last of them. p-e-w 2024, text-generation-webui #5677."
        )
        label, self.breakers = QLabel(self.tr("breakers"), self), QLineEdit(self)
        label.setProperty("role", "muted")
        label.setContentsMargins(16, 0, 0, 0)
        self.breakers.setPlaceholderText(self.tr("nothing"))
        self.breakers.setAccessibleName(label.text())
        for widget in (label, self.breakers):
            widget.setToolTip(tip)
        self.breakers.textEdited.connect(self._on_edited)
        row = self.grid.rowCount()
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(self.breakers, row, 1, 1, 2)
        super().add_foot()

    def _on_edited(self, text: str) -> None:
        self.breakers_changed.emit(read_stop_strings(text))
