"""One run as it is followed: its folder read on, and its process where this window started it. Without Qt."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import RunEstimate
from gpt_studio.protocol.runs import ESTIMATE_FILE, LOG_FILE, RUN_FILE, RunState, SkippedLines
from gpt_studio.store import runs
from gpt_studio.store.processes import TrainingProcess
from gpt_studio.store.run_estimate import read_estimate
from gpt_studio.store.run_lines import MetricsTail, SampleLine, SamplesTail
from gpt_studio.store.run_record import skipped_lines
from gpt_studio.store.tails import last_lines

from .figures import Headline
from .history import History

LOG_LINES = 30
# Megabytes of metrics that one look reads at most; a longer file is caught up with in the next looks.
READS_AT_ONCE = 4
ENDED_BADLY = ("failed", "interrupted", "damaged")
GOING = ("preparing", "running", "paused", "silent")


@dataclass(frozen=True)
class News:
    """What a look has found beside the state: whether lines came or went, and new samples."""

    lines: bool = False
    samples: tuple[SampleLine, ...] = ()
    samples_void: bool = False


@dataclass(eq=False)
class FollowedRun:
    """State, status, metrics and checkpoints of a run, as of the last `look`."""

    folder: Path
    process: TrainingProcess | None = None
    state: RunState | None = None
    status: str = "preparing"
    problem: str = ""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    estimate: RunEstimate | None = None
    history: History = field(default_factory=History)
    checkpoints: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    stopping: bool = False
    never_began: bool = False  # the last process ended before it wrote a state

    def __post_init__(self) -> None:
        self._metrics = MetricsTail(self.folder)
        self._samples = SamplesTail(self.folder)
        self._read: dict[str, int] = {}  # when files were written that have been read, in ns since 1970
        self._ended = 0.0  # when a process of ours was found to have ended, in seconds since 1970

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def going(self) -> bool:
        """Whether it may still write."""
        return self.status in GOING

    @property
    def yielding(self) -> bool:
        """Whether it leaves a share of its time to text that is being written."""
        return self.status == "running" and self.state is not None and self.state.yielding > 0

    def follow(self, process: TrainingProcess) -> None:
        """It goes on in another process."""
        self.process = process
        self.stopping = self.never_began = False

    def look(self) -> News:
        """Read what is new. Never raises: what cannot be read is the run's `problem`."""
        ended = self.process is not None and self.process.poll() is not None
        self._read_state()
        self.status = self._current_status(ended)
        if ended:
            self.process = None
            self._ended = time.time()
        if not self.going:
            self.stopping = False
        elif self.stopping:
            self._ask_again()
        self.checkpoints = runs.checkpoints(self.folder)
        self.log = self._last_of_log() if self.status in ENDED_BADLY else ()
        lines = self._read_metrics()
        samples = self._samples.read()
        return News(lines, samples.lines, samples.restarted)

    def _read_state(self) -> None:
        self.problem = ""
        try:
            self.state = runs.read_state(self.folder)
        except StudioError as error:
            if error.code != "absent" or not self.process:
                self.problem = error.one_line()
        if self._written(RUN_FILE):
            with contextlib.suppress(StudioError):
                self.settings = runs.read_settings(self.folder)
        if self._written(ESTIMATE_FILE):
            self.estimate = read_estimate(self.folder)

    def _written(self, name: str) -> bool:
        """Whether a file was written since it was read."""
        try:
            written = (self.folder / name).stat().st_mtime_ns
        except OSError:
            return False
        if self._read.get(name) == written:
            return False
        self._read[name] = written
        return True

    def _current_status(self, ended: bool) -> str:
        """What is known of a process of ours is believed before its files."""
        written = self.state.status if self.state else "preparing"
        if self.process is not None:
            begun = self.state is not None and self.state.heartbeat >= self.process.started
            self.never_began = ended and not begun
            if not ended:
                return written if begun else "preparing"
        if self.never_began:
            return "failed"
        if self.problem:
            return runs.summarise(self.folder).status
        beaten = self.state.heartbeat if self.state else 0.0
        if written in runs.ALIVE and (ended or beaten < self._ended):
            return "interrupted"
        return runs.current_status(self.state) if self.state else written

    def _ask_again(self) -> None:
        """A process that had not begun when it was asked to stop takes the request away."""
        if self.state is not None and not runs.stop_requested(self.folder):
            with contextlib.suppress(StudioError):
                runs.request_stop(self.folder)

    def _read_metrics(self) -> bool:
        changed = False
        for _ in range(READS_AT_ONCE):
            new = self._metrics.read()
            if new.restarted:
                self.history.clear()
            self.history.append(new.lines)
            changed = changed or new.restarted or bool(new.lines)
            if not new.more:
                break
        return changed

    def _last_of_log(self) -> tuple[str, ...]:
        return tuple(last_lines(self.folder / LOG_FILE, LOG_LINES))

    # -- asking ----------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Ask it to end its step and save. Raises StudioError."""
        runs.request_stop(self.folder)
        self.stopping = True

    @property
    def can_go_on(self) -> bool:
        """Whether `train --resume` would take it: it has begun once and is not at work."""
        return not self.going and self.status != "damaged" and (self.folder / RUN_FILE).is_file()

    def resume_arguments(self) -> list[str]:
        """What `gpt-studio train` is told to go on with it; one at its last planned step goes on for as many again."""
        arguments = ["--resume", str(self.folder)]
        if self.status == "finished" and self.state is not None:
            arguments += ["--extend", str(self.more_steps)]
        return arguments

    @property
    def more_steps(self) -> int:
        """How many steps a finished run is extended by."""
        return max(1, self.state.steps if self.state else 1)

    @property
    def skipped(self) -> SkippedLines | None:
        """Lines of its data that hold no example."""
        return skipped_lines(self.settings)

    @property
    def paused_because(self) -> str:
        """Why it paused itself, where it did."""
        return (self.history.last.paused or "") if self.history.last else ""

    def result(self, which: str) -> Path | None:
        """The `best` or the `last` checkpoint."""
        return runs.result(self.folder, which)

    # -- numbers ---------------------------------------------------------------------------------------

    def headline(self) -> Headline:
        """The numbers above the curve."""
        steps, losses = self.history.validations
        newest = (int(steps[-1]), float(losses[-1])) if len(steps) else None
        best: tuple[int, float] | None = None
        if self.state is not None and self.state.best and self.state.best_val_loss is not None:
            best = (runs.checkpoint_step(self.state.best), self.state.best_val_loss)
        return Headline(self.history.last, newest, best, self.state)

    @property
    def step(self) -> int:
        """The newest step: metrics are written at each, the state every two seconds."""
        logged = self.history.last.step if self.history.last else 0
        return max(logged, self.state.step if self.state else 0)

    def seconds_left(self) -> float | None:
        """An estimate: the steps that remain at the pace so far, at most the minutes that remain."""
        state = self.state
        if state is None or self.status != "running" or state.step < 1 or state.elapsed_s <= 0:
            return None
        left = (state.steps - state.step) * state.elapsed_s / state.step
        minutes = self.settings.get("minutes")
        if isinstance(minutes, int | float):
            left = min(left, 60 * minutes - state.elapsed_s)
        return max(0.0, left)
