"""What a new run takes, under its controls: parameters, memory and time, and where the numbers come from."""

from __future__ import annotations

import psutil
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from gpt_studio.protocol.estimates import SPARE, Estimate, RunEstimate, between
from gpt_studio.protocol.training import TrainParams
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.style import restyle

from .labels import bytes_text, count_text, duration_text, quiet_label, short_count, step_time_text
from .measuring import Measuring


class EstimateLine(QWidget):
    """Follows a Measuring for the run that the form makes, while it is on screen; empty while there is none."""

    wanted = Signal(object)  # TrainParams | None
    again_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._measuring: Measuring | None = None
        self._params: TrainParams | None = None
        self.numbers, self.source = quiet_label(self), quiet_label(self)
        self.numbers.setProperty("role", "")
        self.again = QPushButton(self)
        self.again.setProperty("kind", "link")
        self.again.clicked.connect(self.again_asked)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.numbers, 0, 0, 1, 2)
        grid.addWidget(self.source, 1, 0)
        grid.addWidget(self.again, 1, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.source.setContentsMargins(0, 2, 0, 0)  # on the line of the button's text
        self.again.setText(self.tr("Measure again"))
        self._show()

    def follow(self, measuring: Measuring) -> None:
        """Show what it measures."""
        self._measuring = measuring
        self.wanted.connect(measuring.want)
        self.again_asked.connect(measuring.again)
        measuring.changed.connect(self._show)
        self._show()

    def show_params(self, params: TrainParams | None) -> None:
        """The run that the form makes."""
        self._params = params
        self._ask()
        self._show()

    def expected(self) -> RunEstimate | None:
        """What the run would take, as far as it is known."""
        found = None if self._measuring is None else self._measuring.estimate
        if found is None or self._params is None:
            return None
        steps, seconds = _length(found, self._params)
        return RunEstimate(steps, round(seconds, 3), found.memory_bytes, found.pace)

    def _ask(self) -> None:
        self.wanted.emit(self._params if self.isVisible() else None)

    def _show(self) -> None:
        measuring, params = self._measuring, self._params
        if measuring is None or params is None:
            for widget in (self.numbers, self.source, self.again):
                widget.hide()
            return
        found = measuring.estimate
        numbers = "" if found is None else self._numbers(found, params)
        self.numbers.setText(numbers)
        self.numbers.setVisible(bool(numbers))
        text, role = self._source(measuring)
        self.source.setText(text)
        self.source.show()
        if self.source.property("role") != role:
            restyle(self.source, role=role)
        self.again.setVisible(bool(found or measuring.failure))

    def _numbers(self, found: Estimate, params: TrainParams) -> str:
        """One line that each language orders."""
        count, memory = short_count(found.parameters), bytes_text(found.memory_bytes)
        if found.trained != found.parameters:
            count = self.tr("{trained} of {count}").format(trained=short_count(found.trained), count=count)
        steps, seconds = _length(found, params)
        if params.minutes is not None:
            text = self.tr("{count} parameters learn · at most {memory} of memory · about {steps} steps in {time}")
        else:
            text = self.tr("{count} parameters learn · at most {memory} of memory · {steps} steps in about {time}")
        return text.format(count=count, memory=memory, steps=count_text(steps), time=duration_text(seconds))

    def _source(self, measuring: Measuring) -> tuple[str, str]:
        """Where the numbers come from, or why there are none yet, and the tone of that."""
        found = measuring.estimate
        if found is not None:
            free = psutil.virtual_memory().available
            if found.memory_bytes > free:
                return self.tr("Only {free} of memory are free.").format(free=bytes_text(free)), "error"
            text = self.tr("Estimated from steps on this machine: {time} for {count} tokens.")
            return text.format(count=count_text(found.tokens), time=step_time_text(found.step_s)), "muted"
        if measuring.failure:
            return self.tr("Could not be measured: {reason}").format(reason=translated(measuring.failure)), "error"
        if measuring.waits_for_text:
            return self.tr("Parameters, memory and time are measured when nothing is being written."), "muted"
        return self.tr("Parameters, memory and time are being measured on a few steps…"), "muted"

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted.emit(None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.again.setText(self.tr("Measure again"))
            self._show()
        super().changeEvent(event)


def _length(found: Estimate, params: TrainParams) -> tuple[int, float]:
    """Steps of the run, and the seconds that they take with what is done between them."""
    often, steps = between(params), params.steps or 0
    if params.minutes is not None:
        steps = found.pace.steps_within(60 * SPARE * params.minutes, often)
    return steps, found.pace.seconds(steps, often)
