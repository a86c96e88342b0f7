"""What a run will take, from a few of its steps that were taken and thrown away. Times in seconds, sizes in bytes."""

from __future__ import annotations

from dataclasses import dataclass

SPARE = 0.97  # of the minutes; the rest is for saving


def default_eval_every(steps: int) -> int:
    """A twentieth of the steps, but from 10 (or the last) to 500."""
    return min(max(steps // 20, 10), steps, 500)


@dataclass(frozen=True)
class Pace:
    """What a step takes, a validation, and a round of samples."""

    step_s: float
    validation_s: float = 0.0
    samples_s: float = 0.0

    def seconds(self, steps: int, eval_every: int | None = None, sample_every: int | None = None) -> float:
        """So many steps with their validations and samples; None: where the run has them by itself."""
        return self.samples_s + steps * self._each(steps, eval_every, sample_every)

    def steps_within(self, budget: float, eval_every: int | None = None, sample_every: int | None = None) -> int:
        """Most steps that fit into so many seconds; at least 1."""
        steps = max(1, int(budget / self.step_s))
        for _ in range(20):  # a rarer validation allows more steps, more steps a rarer validation: this settles
            steps = max(1, int((budget - self.samples_s) / self._each(steps, eval_every, sample_every)))
        return steps

    def _each(self, steps: int, eval_every: int | None, sample_every: int | None) -> float:
        between = eval_every or default_eval_every(steps)
        return self.step_s + self.validation_s / between + self.samples_s / (sample_every or between)


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

    @property
    def pace(self) -> Pace:
        return Pace(self.step_s, self.validation_s, self.samples_s)
