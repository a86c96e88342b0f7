"""What stands beside the numbers of a run: what it was to take and what it took, and what it did not learn from."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gpt_studio.protocol.estimates import RunEstimate
from gpt_studio.protocol.runs import RunState, SkippedLines

from .following import FollowedRun
from .labels import bytes_text, count_text, duration_text, quiet_label


class RunNotes(QWidget):
    """Quiet lines under the numbers; hidden while there is nothing to say."""

    def __init__(self, run: FollowedRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.spent, self.skipped = quiet_label(self), quiet_label(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.spent)
        column.addWidget(self.skipped)

    def refresh(self) -> None:
        """Show what is known by now."""
        run = self._run
        said = "" if run.estimate is None else self._estimated(run.estimate)
        took = "" if run.going or run.state is None or not run.step else self._took(run.state)
        self.spent.setText(" ".join(filter(None, [said, took])))
        self.spent.setVisible(bool(said))
        self.skipped.setText("" if run.skipped is None else self._skipped(run.skipped))
        self.skipped.setToolTip("" if run.skipped is None else self._named(run.skipped))
        self.skipped.setVisible(run.skipped is not None)
        self.setVisible(bool(said) or run.skipped is not None)

    def _estimated(self, said: RunEstimate) -> str:
        if said.said_at:
            text = self.tr("Estimated after step {at}: {time} and {memory} of memory for {steps} steps.")
        else:
            text = self.tr("Estimated before the start: {time} and {memory} of memory for {steps} steps.")
        time, memory = duration_text(said.seconds), bytes_text(said.memory_bytes)
        return text.format(at=count_text(said.said_at), time=time, memory=memory, steps=count_text(said.steps))

    def _took(self, state: RunState) -> str:
        text = self.tr("Took {time} and at most {memory} for {steps} steps.")
        if not state.peak_bytes:
            text = self.tr("Took {time} for {steps} steps.")
        time, memory = duration_text(state.elapsed_s), bytes_text(state.peak_bytes)
        return text.format(time=time, memory=memory, steps=count_text(state.step))

    def _skipped(self, skipped: SkippedLines) -> str:
        """How many, and the first one; the tooltip has more of them."""
        text = self.tr("%n line(s) of the data hold no example and were skipped: {first}", "", skipped.count)
        first = self._place(skipped, 0) if skipped.first else ""
        return text.format(first=first + (" …" if skipped.count > 1 else ""))

    def _named(self, skipped: SkippedLines) -> str:
        named = [self._place(skipped, number) for number in range(len(skipped.first))]
        return "\n".join([*named, *(["…"] if skipped.count > len(named) else [])])

    def _place(self, skipped: SkippedLines, number: int) -> str:
        row = skipped.first[number]
        text = self.tr("{file}, line {line}: {reason}")
        return text.format(file=row.file, line=count_text(row.line), reason=row.reason)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)
