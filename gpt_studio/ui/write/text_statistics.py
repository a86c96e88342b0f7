"""Numbers of the whole text, or of what is selected, where no token is pinned: only from records that have them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui.workspace import Workspace

from .editor import Editor

PAUSE_MS = 120


@dataclass(frozen=True)
class TextStatistics:
    """`counted` of `tokens` have a probability; `nll` is their surprisal in nats, `counted_bytes` their length."""

    tokens: int
    counted: int
    nll: float
    counted_bytes: int

    @property
    def mean_surprisal(self) -> float:
        """Nats a token."""
        return self.nll / self.counted

    @property
    def perplexity(self) -> float:
        """exp of the mean surprisal; inf where that is beyond what a float holds."""
        return math.exp(self.mean_surprisal) if self.mean_surprisal < 700 else math.inf

    @property
    def bits_per_byte(self) -> float:
        return self.nll / (math.log(2) * self.counted_bytes) if self.counted_bytes else math.nan


def statistics_of(tokens: list[Token], start: int, end: int) -> TextStatistics:
    """Of the tokens that hold characters in [start, end)."""
    inside = [t.record for t in tokens if t.start < end and t.end > start]
    known = [r for r in inside if r.logprob is not None]
    nll = -math.fsum(r.logprob for r in known if r.logprob is not None)
    return TextStatistics(len(inside), len(known), nll, sum(len(r.bytes) for r in known))


class TextStatisticsPanel(QWidget):
    """Shown while nothing is pinned and something is known."""

    def __init__(self, workspace: Workspace, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._heading = QLabel(self)
        self._heading.setProperty("role", "heading")
        self._rows = [(QLabel(self), QLabel(self)) for _ in range(5)]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self.hide()
        workspace.text_changed.connect(self._later)
        workspace.busy_changed.connect(self._on_changed)
        workspace.pinned_changed.connect(self._on_changed)
        editor.selectionChanged.connect(self._later)

    def values(self) -> dict[str, str]:
        """What is shown, by name: for tests and for reading aloud."""
        return {name.text(): value.text() for name, value in self._rows}

    def statistics(self) -> TextStatistics:
        """Of what is selected, or of the whole text."""
        start, end = self._editor.selected()
        document = self._workspace.document
        return statistics_of(document.tokens(), *((start, end) if start < end else (0, len(document.text()))))

    def refresh(self) -> None:
        """Count anew."""
        found = self.statistics() if self._workspace.pinned < 0 else None
        self.setVisible(found is not None and found.counted > 0)
        if found is None or not found.counted:
            return
        start, end = self._editor.selected()
        self._heading.setText(self.tr("Selection") if start < end else self.tr("Text"))
        for (name, value), (title, text, tip) in zip(self._rows, self._texts(found), strict=True):
            name.setText(title)
            value.setText(text)
            name.setToolTip(tip)
            value.setToolTip(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.refresh()
        super().changeEvent(event)

    def _texts(self, found: TextStatistics) -> list[tuple[str, str, str]]:
        all_known = found.counted == found.tokens
        tokens = f"{found.tokens:,}"
        if not all_known:
            tokens = self.tr("{tokens}, {counted} counted").format(tokens=tokens, counted=f"{found.counted:,}")
        return [
            (
                self.tr("Tokens"),
                tokens,
                self.tr("A token counts where the model was asked for its probability; nothing precedes the first."),
            ),
            (
                self.tr("Perplexity"),
                f"{found.perplexity:,.2f}",
                self.tr("As undecided as among that many equal choices at each token.\nexp(−Σ ln p / tokens)."),
            ),
            (
                self.tr("Bits per byte"),
                f"{found.bits_per_byte:.3f}",
                self.tr("Does not depend on the tokenizer.\n−Σ log₂ p / bytes of UTF-8."),
            ),
            (
                self.tr("Log-probability"),
                self.tr("{nats} nats").format(nats=f"{-found.nll:,.2f}".replace("-", "−")),
                self.tr("Of all counted tokens together, each given what precedes it.\nΣ ln p."),
            ),
            (
                self.tr("Mean surprisal"),
                self.tr("{nats} nats").format(nats=f"{found.mean_surprisal:.3f}"),
                self.tr("−Σ ln p / tokens."),
            ),
        ]

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 12, 16)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(self._rows):
            name.setProperty("role", "muted")
            for column, label in enumerate((name, value)):
                label.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(label, number, column)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addLayout(grid)

    def _on_changed(self, _change: object) -> None:
        self._later()

    def _later(self) -> None:
        """While the model writes the numbers wait for the end."""
        if not self._workspace.busy:
            self._timer.start()
