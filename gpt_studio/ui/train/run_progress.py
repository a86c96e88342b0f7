"""How far a run is: a bar, the step, and about how long it will still take."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from .following import FollowedRun
from .labels import count_text, duration_text, quiet_label


class RunProgress(QWidget):
    """Shows the run as of its last look."""

    def __init__(self, run: FollowedRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.bar, self.place = QProgressBar(self), quiet_label(self)
        self.bar.setTextVisible(False)
        self.place.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.place)
        self._retranslate()

    def refresh(self) -> None:
        """Show where it stands now; while it prepares nobody knows how far it is."""
        steps = self._run.state.steps if self._run.state else 0
        if self._run.status == "preparing":
            self.bar.setRange(0, 0 if self.isVisible() else 1)
        else:
            self.bar.setRange(0, max(1, steps))
            self.bar.setValue(min(self._run.step, steps))
        self.place.setText(self._text(steps))

    def _text(self, steps: int) -> str:
        if not steps:
            return ""
        text = self.tr("step {step} of {steps}").format(step=count_text(self._run.step), steps=count_text(steps))
        left = self._run.seconds_left()
        if left is None or self._run.stopping:
            return text
        return text + " · " + self.tr("about {time} left").format(time=duration_text(left))

    def _retranslate(self) -> None:
        self.bar.setAccessibleName(self.tr("Steps done"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
