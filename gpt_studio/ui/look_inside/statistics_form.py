"""A head in six numbers, each with what it means."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from gpt_studio.protocol.attention import HeadStatistics

from .labels import share

NOTHING = "–"


class StatisticsForm(QWidget):
    """Names on the left, numbers with their units on the right; every name explains itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [QLabel(self) for _ in range(6)]
        self._values = [QLabel(NOTHING, self) for _ in range(6)]
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        layout.setVerticalSpacing(3)
        layout.setHorizontalSpacing(10)
        for name, value in zip(self._names, self._values, strict=True):
            name.setProperty("role", "muted")
            name.setBuddy(value)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addRow(name, value)
        self._retranslate()

    def show_statistics(self, found: HeadStatistics | None) -> None:
        """The numbers of one head; None shows dashes."""
        for value, text in zip(self._values, [NOTHING] * 6 if found is None else self._texts(found), strict=True):
            value.setText(text)

    def texts(self) -> list[str]:
        """What stands on the right, from top to bottom."""
        return [value.text() for value in self._values]

    def _texts(self, found: HeadStatistics) -> list[str]:
        tokens = self.tr("{number} tokens")
        effective = found.effective_tokens
        return [
            NOTHING if found.entropy is None else self.tr("{number} of 1").format(number=f"{found.entropy:.2f}"),
            NOTHING if effective is None else tokens.format(number=f"{effective:.1f}"),
            NOTHING if found.sink is None else share(found.sink),
            NOTHING if found.previous is None else share(found.previous),
            share(found.own),
            tokens.format(number=f"{found.distance:.1f}"),
        ]

    def _retranslate(self) -> None:
        for name, value, (title, tip) in zip(self._names, self._values, self._meanings(), strict=True):
            name.setText(title)
            for label in (name, value):
                label.setToolTip(tip)
            value.setAccessibleName(title)

    def _meanings(self) -> list[tuple[str, str]]:
        return [
            (
                self.tr("Entropy"),
                self.tr(
                    "How evenly the head looks around: 0 when each token looks at one other, 1 when at all alike. "
                    "Mean over the rows i ≥ 1 of H / ln(i + 1), H = −Σ A ln A."
                ),
            ),
            (
                self.tr("Effective"),
                self.tr(
                    "How many tokens a row looks at, in effect: mean over the rows i ≥ 1 of exp(H), H = −Σ A ln A."
                ),
            ),
            (
                self.tr("First token"),
                self.tr(
                    "The share that rests on the first token, the attention sink: mean over the rows i ≥ 1 of A(i, 0). "
                    "Xiao et al. 2023, arXiv 2309.17453."
                ),
            ),
            (
                self.tr("Previous"),
                self.tr("The share that goes to the token before: mean over the rows i ≥ 1 of A(i, i − 1)."),
            ),
            (self.tr("Itself"), self.tr("The share that stays with the token itself: mean over all rows of A(i, i).")),
            (
                self.tr("Distance"),
                self.tr("How far back the head looks: mean over all rows of Σ A(i, j) · (i − j)."),
            ),
        ]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
