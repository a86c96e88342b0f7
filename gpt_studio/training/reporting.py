"""What a run says of itself: a line of metrics.jsonl a step, and lines for people now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from gpt_studio.protocol.runs import HeadMetrics, MetricsLine, SkippedLines

from .lines import append_line, metrics_text
from .plan import Plan
from .run_folder import Log
from .step import StepResult

SPOKEN_EVERY_S = 2.0


@dataclass(frozen=True)
class Measured:
    """What is measured at some steps only."""

    val_loss: float | None = None
    heads: HeadMetrics | None = None
    general_loss: float | None = None
    paused: str | None = None
    stopped: str | None = None
    verbatim: float | None = None


class Reporter:
    """Writes metrics.jsonl and the log; `on_line` gets each line of metrics as it is written."""

    def __init__(self, metrics: Path, log: Log, plan: Plan, on_line: Callable[[str], None] | None) -> None:
        self._metrics, self._log, self._plan, self._on_line = metrics, log, plan, on_line
        self._process = psutil.Process()
        self._steps, self._seconds = 0, 0.0
        self._spoken = 0.0

    def say(self, text: str) -> None:
        """A line for people."""
        self._log.say(text)

    def before(self, general_loss: float | None, skipped: SkippedLines | None) -> None:
        """The line of step 0: the loss on the general text before anything is learnt, and what is not learnt from."""
        self._write(MetricsLine(step=0, tokens=0, general_loss=general_loss, skipped=skipped))
        if general_loss is not None:
            self._log.say(f"before the first step  general text {general_loss:.4f}")

    def stepped(self, seconds: float) -> None:
        """A step took so long; validation and saving do not count into the rate."""
        self._steps += 1
        self._seconds += seconds

    def step_done(self, step: int, result: StepResult, measured: Measured, *, last: bool) -> None:
        """Write what is due after a step: every `log_every` steps, with each measurement, and at the last."""
        if not (last or measured != Measured() or step % self._plan.log_every == 0):
            return
        line = MetricsLine(
            step=step,
            tokens=step * self._plan.tokens_per_step,
            loss=result.loss,
            val_loss=measured.val_loss,
            lr=result.lr,
            grad_norm=result.grad_norm,
            tok_s=self._steps * self._plan.tokens_per_step / self._seconds if self._seconds else None,
            memory_bytes=self._process.memory_info().rss,
            heads=measured.heads,
            general_loss=measured.general_loss,
            paused=measured.paused,
            stopped=measured.stopped,
            verbatim=measured.verbatim,
        )
        self._steps, self._seconds = 0, 0.0
        self._write(line)
        if last or measured != Measured() or time.monotonic() - self._spoken > SPOKEN_EVERY_S:
            self._spoken = time.monotonic()
            self._log.say(sentence(line, self._plan.steps))

    def _write(self, line: MetricsLine) -> None:
        text = metrics_text(line)
        try:
            append_line(self._metrics, text)
        except OSError as error:
            self._log.say(f"metrics of step {line.step} were not written: {error}")
        try:
            if self._on_line is not None:
                self._on_line(text)
        except OSError:
            self._on_line = None  # nobody reads there any more


def sentence(line: MetricsLine, steps: int) -> str:
    """A line of metrics for people."""
    parts = [f"step {line.step} of {steps}"]
    if line.loss is not None:
        parts.append(f"loss {line.loss:.4f}")
    if line.val_loss is not None:
        parts.append(f"validation {line.val_loss:.4f}")
    if line.general_loss is not None:
        parts.append(f"general text {line.general_loss:.4f}")
    if line.lr is not None:
        parts.append(f"lr {line.lr:.2e}")
    if line.tok_s is not None:
        parts.append(f"{line.tok_s:,.0f} tokens/s")
    return "  ".join(parts)
