"""How many steps fit into the minutes: measured on real steps whose effect is taken back."""

from __future__ import annotations

import time

from .checkpoints import Training
from .feed import Feed
from .optimiser import make_optimiser
from .plan import Plan, default_eval_every
from .step import take_step, validate

PROBED_STEPS, PROBED_SHARE = 10, 0.03  # whichever is reached first, steps or share of the minutes
SPARE = 0.97  # the rest is for saving


def steps_that_fit(training: Training, feed: Feed, plan: Plan, eval_every: int | None) -> int:
    """Steps that end with the plan's minutes, validations included. The weights are as before."""
    model = training.model
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.requires_grad}
    optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    budget = 60 * (plan.minutes or 0.0)
    take_step(model, optimiser, feed, plan, 1)  # the first one warms up
    seconds: list[float] = []
    while len(seconds) < PROBED_STEPS and sum(seconds) <= PROBED_SHARE * budget:
        begun = time.perf_counter()
        take_step(model, optimiser, feed, plan, 1)
        seconds.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    validate(model, feed)
    validation = time.perf_counter() - begun
    model.load_state_dict(weights, strict=False)
    model.zero_grad(set_to_none=True)
    return steps_within(SPARE * budget, sum(seconds) / len(seconds), validation, eval_every)


def steps_within(budget: float, step: float, validation: float, eval_every: int | None) -> int:
    """Most steps of `step` seconds, each `eval_every` of them with a validation, in `budget` seconds; at least 1."""
    steps = max(1, int(budget / step))
    for _ in range(20):  # a rarer validation allows more steps, more steps a rarer validation: this settles
        steps = max(1, int(budget / (step + validation / (eval_every or default_eval_every(steps)))))
    return steps
