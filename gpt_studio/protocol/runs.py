"""The run folder: names of its files, its state and its metrics. The run writes, everyone else only reads."""

from __future__ import annotations

from dataclasses import dataclass

from .datasets import BadRow

RUN_FILE = "run.toml"
STATE_FILE = "state.json"
METRICS_FILE = "metrics.jsonl"
SAMPLES_FILE = "samples.jsonl"
LOG_FILE = "log.txt"
ESTIMATE_FILE = "estimate.json"
CHECKPOINTS = "checkpoints"
STOP_REQUEST = "stop.request"
PAUSE_REQUEST = "pause.request"
YIELD_REQUEST = "yield.request"  # touched again and again while text is written beside the run
MANIFEST_FILE = "manifest.json"
HEARTBEAT_S = 2.0

# status of a run: preparing, running, paused, stopped (by request), failed, or ended by itself: finished (its last
# planned step), time_up (the clock), early_stopped (validations that are no better)
DONE = ("finished", "time_up", "early_stopped")
STATUSES = ("preparing", "running", "paused", "stopped", *DONE, "failed")


@dataclass(frozen=True)
class RunState:
    """state.json. `best` and `last` are names of checkpoint folders; times are seconds since 1970 (UTC).

    `yielding` is the share of its time that the run leaves to text which is written meanwhile, 0 at full speed.
    `elapsed_s` is the time of all starts together, without preparing, pauses and what was left to others;
    `peak_bytes` the most that a process of the run has held (0: not known).
    """

    status: str
    pid: int
    host: str
    started: float
    heartbeat: float
    step: int
    steps: int
    best: str | None = None
    last: str | None = None
    best_val_loss: float | None = None
    message: str = ""
    elapsed_s: float = 0.0
    yielding: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True)
class HeadMetrics:
    """Scores of all heads, [layer][head], on the run's probe (`probe` in run.toml: random tokens, said twice).

    `induction` and `previous` are HeadStatistics' numbers, `induction_max` the largest induction.
    """

    induction_max: float
    induction: list[list[float]]
    previous: list[list[float]]


@dataclass(frozen=True)
class VerbatimSpan:
    """The characters [start, end) of a sample stand in the training data: in `file`, by its name, its
    first letter on `line` (from 1; 0 where nobody knows)."""

    start: int
    end: int
    file: str
    line: int


@dataclass(frozen=True)
class SkippedLines:
    """How many lines of the data hold no example and were skipped, and the first of them."""

    count: int
    first: tuple[BadRow, ...] = ()


@dataclass(frozen=True)
class MetricsLine:
    """A line of metrics.jsonl. Losses in nats; `tok_s` tokens per second; `val_loss` and `heads` only where they were
    measured.

    `general_loss` is that of the general text (`forget_text`), in the line of step 0 of the model that the run began
    with; `paused` and `stopped` say why the run paused or ended itself after this step. `verbatim` is the share of the
    characters of this step's samples that stand in the training data in stretches of VerbatimSpan. `skipped` stands in
    a line of step 0, where lines of the data were skipped.
    """

    step: int
    tokens: int
    loss: float | None = None
    val_loss: float | None = None
    lr: float | None = None
    grad_norm: float | None = None
    tok_s: float | None = None
    memory_bytes: int | None = None
    heads: HeadMetrics | None = None
    general_loss: float | None = None
    paused: str | None = None
    stopped: str | None = None
    verbatim: float | None = None
    skipped: SkippedLines | None = None
