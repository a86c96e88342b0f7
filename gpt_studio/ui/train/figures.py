"""The headline numbers of a run, each with its unit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gpt_studio.protocol.runs import MetricsLine, RunState

from .labels import bytes_text, count_text, duration_text, quiet_label, short_count

COLUMNS = 8
NAMES = ("loss", "validation", "best", "speed", "elapsed", "rate", "norm", "memory")


@dataclass(frozen=True)
class Headline:
    """What the numbers are taken from: the newest line of metrics, the newest validation and the state."""

    line: MetricsLine | None = None
    validation: tuple[int, float] | None = None  # step, nats
    best: tuple[int, float] | None = None
    state: RunState | None = None


class Figures(QWidget):
    """A row of captions over values; what is not known yet is a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Headline()
        self.values: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(0)
        for column, name in enumerate(NAMES):
            caption, value = quiet_label(self), QLabel(self)
            caption.setWordWrap(False)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            font = value.font()
            font.setPointSizeF(font.pointSizeF() * 1.12)
            value.setFont(font)
            grid.addWidget(caption, 0, column)
            grid.addWidget(value, 1, column)
            self._captions[name], self.values[name] = caption, value
        grid.setColumnStretch(COLUMNS, 1)
        self._retranslate()

    def show_headline(self, shown: Headline) -> None:
        """Show other numbers."""
        self._shown = shown
        for name, text in self._texts().items():
            self.values[name].setText(text or "–")

    def _texts(self) -> dict[str, str]:
        line, state = self._shown.line, self._shown.state
        return {
            "loss": _loss(line.loss if line else None),
            "validation": _loss(self._shown.validation[1] if self._shown.validation else None),
            "best": self._best_text(),
            "speed": self._speed_text(line),
            "elapsed": duration_text(state.elapsed_s) if state else "",
            "rate": f"{line.lr:.2e}" if line and line.lr is not None else "",
            "norm": f"{line.grad_norm:.2f}" if line and line.grad_norm is not None else "",
            "memory": bytes_text(line.memory_bytes) if line and line.memory_bytes else "",
        }

    def _best_text(self) -> str:
        if self._shown.best is None:
            return ""
        step, loss = self._shown.best
        return self.tr("{loss} at step {step}").format(loss=_loss(loss), step=count_text(step))

    def _speed_text(self, line: MetricsLine | None) -> str:
        if line is None or line.tok_s is None:
            return ""
        return self.tr("{count} tokens/s").format(count=short_count(line.tok_s))

    def _retranslate(self) -> None:
        for name, text, tip in (
            ("loss", self.tr("Loss"), self.tr("Mean of −ln p over the tokens of the newest step, in nats.")),
            ("validation", self.tr("Validation"), self.tr("The same over text that is not trained on, in nats.")),
            ("best", self.tr("Best validation"), self.tr("The lowest validation loss so far, in nats.")),
            ("speed", self.tr("Speed"), self.tr("Tokens trained on per second, without validation and saving.")),
            ("elapsed", self.tr("Elapsed"), self.tr("Training time of all starts of this run together.")),
            ("rate", self.tr("Learning rate"), self.tr("Size of the newest step.")),
            ("norm", self.tr("Gradient norm"), self.tr("Length of the gradient before it was clipped.")),
            ("memory", self.tr("Memory"), self.tr("What the run's process holds in memory.")),
        ):
            self._captions[name].setText(text)
            self._captions[name].setToolTip(tip)
            self.values[name].setToolTip(tip)
            self.values[name].setAccessibleName(text)
        self.show_headline(self._shown)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _loss(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
