"""What a run will take, from a few of its steps that were taken and thrown away. Times in seconds, sizes in bytes."""

from __future__ import annotations

from dataclasses import dataclass

from .training import TrainParams

SPARE = 0.97  # of the minutes; the rest is for a machine that slows down


def default_eval_every(steps: int) -> int:
    """A twentieth of the steps, but from 10 (or the last) to 500."""
    return min(max(steps // 20, 10), steps, 500)


@dataclass(frozen=True)
class Between:
    """Steps between what is done now and then; None: as often as the run does it by itself."""

    eval_every: int | None = None
    sample_every: int | None = None
    save_every: int | None = None


BY_ITSELF = Between()


def between(params: TrainParams) -> Between:
    """As the parameters ask for it."""
    return Between(params.eval_every, params.sample_every, params.save_every)


@dataclass(frozen=True)
class Pace:
    """What a step takes, a validation with all that is measured beside it, a round of samples, a checkpoint."""

    step_s: float
    validation_s: float = 0.0
    samples_s: float = 0.0
    saving_s: float = 0.0

    def seconds(self, steps: int, between: Between = BY_ITSELF) -> float:
        """So many steps with their validations, samples and checkpoints, and the samples before the first."""
        return self.samples_s + steps * self._each(steps, between)

    def seconds_more(self, steps: int, done: int, between: Between = BY_ITSELF) -> float:
        """What is left of so many steps when some are `done`."""
        return (steps - done) * self._each(steps, between)

    def steps_within(self, budget: float, between: Between = BY_ITSELF) -> int:
        """Most steps that fit into so many seconds; at least 1."""
        steps = max(1, int(budget / self.step_s))
        for _ in range(20):  # a rarer validation allows more steps, more steps a rarer validation: this settles
            steps = max(1, int((budget - self.samples_s) / self._each(steps, between)))
        return steps

    def _each(self, steps: int, between: Between) -> float:
        """A step with its share of what is done now and then. Each validation may be the best and is saved."""
        validated = between.eval_every or default_eval_every(steps)
        now_and_then = self.validation_s / validated + self.samples_s / (between.sample_every or validated)
        saved = self.saving_s / validated + (self.saving_s / between.save_every if between.save_every else 0.0)
        return self.step_s + now_and_then + saved


@dataclass(frozen=True)
class Estimate:
    """What `train --dry-run` finds.

    `parameters`, `trained` and `vocabulary` are those of the run itself where `exact`; else the data was too large to
    be read whole. `memory_bytes` is the most that was held during the steps, `tokens` are those of a step, `steps` and
    `seconds` are of the run as it was asked for.
    """

    parameters: int
    trained: int
    vocabulary: int
    exact: bool
    context: int
    tokens: int
    memory_bytes: int
    step_s: float
    validation_s: float
    samples_s: float
    steps: int
    seconds: float
    saving_s: float = 0.0

    @property
    def pace(self) -> Pace:
        return Pace(self.step_s, self.validation_s, self.samples_s, self.saving_s)


@dataclass(frozen=True)
class RunEstimate:
    """estimate.json: what a run was to take for so many `steps`, as was said after `said_at` of them (0: before)."""

    steps: int
    seconds: float
    memory_bytes: int
    pace: Pace
    said_at: int = 0
