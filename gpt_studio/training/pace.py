"""How fast this machine takes the steps of a run: measured on real ones whose effect is taken back."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from statistics import mean, median

import torch
from torch.optim import AdamW

from gpt_studio.protocol.estimates import SPARE, Pace
from gpt_studio.protocol.training import TrainParams

from .checkpoints import Training
from .feed import Feed
from .optimiser import make_optimiser
from .plan import Plan
from .samples import continued
from .step import summed_loss, take_step

PROBED_STEPS, PROBED_SHARE = 10, 0.03  # whichever is reached first, steps or share of the minutes
PROBED_BATCHES, PROBED_TOKENS = 2, 8  # of a validation and of a sample; the rest takes as long
COMPARED_STEPS, CLEARLY = 3, 0.9  # steps of each precision; bfloat16 has to take less than this share of the time


def steps_that_fit(training: Training, feed: Feed, plan: Plan, params: TrainParams) -> int:
    """Steps that end with the plan's minutes, validations and samples included. The weights are as before."""
    budget = 60 * (plan.minutes or 0.0)
    with _taken_back(training, plan) as optimiser:
        _seconds(training, optimiser, feed, plan)  # the first one warms up
        pace = measured_pace(training, optimiser, feed, plan, params, PROBED_STEPS, PROBED_SHARE * budget)
    return pace.steps_within(SPARE * budget, params.eval_every, params.sample_every)


def measured_pace(
    training: Training, optimiser: AdamW, feed: Feed, plan: Plan, params: TrainParams, most: int, enough_s: float
) -> Pace:
    """The pace of at most `most` steps, fewer where they have taken `enough_s` seconds. Changes the weights."""
    seconds: list[float] = []
    while len(seconds) < most and sum(seconds) <= enough_s:
        seconds.append(_seconds(training, optimiser, feed, plan))
    return Pace(mean(seconds), _validation_seconds(training, feed, plan), _samples_seconds(training, params))


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


def _validation_seconds(training: Training, feed: Feed, plan: Plan) -> float:
    """All batches of a validation, from the first ones."""
    training.model.eval()
    seconds, batches = 0.0, 0
    with torch.inference_mode():
        for batch in feed.validation():
            if batches < PROBED_BATCHES:
                begun = time.perf_counter()
                summed_loss(training.model, batch, plan.precision).item()
                seconds += time.perf_counter() - begun
            batches += 1
    return seconds * batches / max(1, min(batches, PROBED_BATCHES))


def _samples_seconds(training: Training, params: TrainParams) -> float:
    """A sample of each prompt, from their first tokens."""
    if not params.sample_prompt:
        return 0.0
    training.model.eval()
    tokens = min(PROBED_TOKENS, params.sample_tokens)
    begun = time.perf_counter()
    for prompt in params.sample_prompt:
        continued(training, prompt, tokens, params.seed)
    return (time.perf_counter() - begun) * params.sample_tokens / tokens


@contextmanager
def _taken_back(training: Training, plan: Plan) -> Generator[AdamW]:
    """An optimiser of its own; what its steps change is put back."""
    model = training.model
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.requires_grad}
    yield make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    model.load_state_dict(weights, strict=False)
    model.zero_grad(set_to_none=True)
