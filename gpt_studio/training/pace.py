"""How fast this machine takes the steps of a run: measured on real ones whose effect is taken back."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

from torch.optim import AdamW

from .checkpoints import Training
from .feed import Feed
from .optimiser import make_optimiser
from .plan import Plan, default_eval_every
from .step import take_step, validate

PROBED_STEPS, PROBED_SHARE = 10, 0.03  # whichever is reached first, steps or share of the minutes
SPARE = 0.97  # the rest is for saving
COMPARED_STEPS, CLEARLY = 3, 0.9  # steps of each precision; bfloat16 has to take less than this share of the time


def steps_that_fit(training: Training, feed: Feed, plan: Plan, eval_every: int | None) -> int:
    """Steps that end with the plan's minutes, validations included. The weights are as before."""
    budget = 60 * (plan.minutes or 0.0)
    with _taken_back(training, plan) as optimiser:
        _seconds(training, optimiser, feed, plan)  # the first one warms up
        seconds: list[float] = []
        while len(seconds) < PROBED_STEPS and sum(seconds) <= PROBED_SHARE * budget:
            seconds.append(_seconds(training, optimiser, feed, plan))
        begun = time.perf_counter()
        validate(training.model, feed, precision=plan.precision)
        validation = time.perf_counter() - begun
    return steps_within(SPARE * budget, sum(seconds) / len(seconds), validation, eval_every)


def faster_precision(training: Training, feed: Feed, plan: Plan) -> str:
    """float32, or bfloat16 where steps with it are clearly faster. The weights are as before."""
    seconds: dict[str, list[float]] = {"float32": [], "bfloat16": []}
    with _taken_back(training, plan) as optimiser:
        for _ in range(1 + COMPARED_STEPS):  # by turns, so that a busy machine slows both
            for precision, taken in seconds.items():
                taken.append(_seconds(training, optimiser, feed, replace(plan, precision=precision)))
    usual = {precision: median(taken[1:]) for precision, taken in seconds.items()}
    return "bfloat16" if usual["bfloat16"] < CLEARLY * usual["float32"] else "float32"


def _seconds(training: Training, optimiser: AdamW, feed: Feed, plan: Plan) -> float:
    begun = time.perf_counter()
    take_step(training.model, optimiser, feed, plan, 1)
    return time.perf_counter() - begun


@contextmanager
def _taken_back(training: Training, plan: Plan) -> Generator[AdamW]:
    """An optimiser of its own; what its steps change is put back."""
    model = training.model
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.requires_grad}
    yield make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    model.load_state_dict(weights, strict=False)
    model.zero_grad(set_to_none=True)


def steps_within(budget: float, step: float, validation: float, eval_every: int | None) -> int:
    """Most steps of `step` seconds, each `eval_every` of them with a validation, in `budget` seconds; at least 1."""
    steps = max(1, int(budget / step))
    for _ in range(20):  # a rarer validation allows more steps, more steps a rarer validation: this settles
        steps = max(1, int(budget / (step + validation / (eval_every or default_eval_every(steps)))))
    return steps
