from __future__ import annotations

import math

import pytest
import torch
from transformers import get_scheduler

from gpt_studio.training.schedule import learning_rate


@pytest.mark.parametrize(
    ("shape", "name"), [("cosine", "cosine"), ("linear", "linear"), ("constant", "constant_with_warmup")]
)
@pytest.mark.parametrize(("warmup", "steps"), [(0, 7), (1, 20), (10, 100), (100, 2000)])
def test_the_learning_rate_of_step_s_is_entry_s_of_transformers_schedule(
    shape: str, name: str, warmup: int, steps: int
) -> None:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=3e-4)
    theirs = get_scheduler(name, optimiser, num_warmup_steps=warmup, num_training_steps=steps)
    for step in range(1, steps + 1):
        optimiser.step()
        theirs.step()
        ours = learning_rate(step, peak=3e-4, floor=0.0, warmup=warmup, steps=steps, shape=shape)
        assert ours == pytest.approx(theirs.get_last_lr()[0], rel=1e-12, abs=1e-18)


def test_cosine_falls_from_the_peak_to_the_floor_by_loshchilov_and_hutters_formula() -> None:
    for step in range(50, 401):
        angle = math.pi * (step - 50) / 350
        expected = 1e-4 + 0.5 * (1e-3 - 1e-4) * (1 + math.cos(angle))
        ours = learning_rate(step, peak=1e-3, floor=1e-4, warmup=50, steps=400, shape="cosine")
        assert ours == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("shape", "end"), [("cosine", 1e-4), ("linear", 1e-4), ("constant", 1e-3)])
def test_beyond_its_end_a_schedule_stays_where_it_ended(shape: str, end: float) -> None:
    for step in (400, 401, 1000):
        ours = learning_rate(step, peak=1e-3, floor=1e-4, warmup=50, steps=400, shape=shape)
        assert ours == pytest.approx(end)


def test_a_warm_up_longer_than_the_run_only_rises() -> None:
    rates = [learning_rate(s, peak=1.0, floor=0.1, warmup=50, steps=10, shape="cosine") for s in range(1, 11)]
    assert rates == pytest.approx([s / 50 for s in range(1, 11)])


@pytest.mark.parametrize(("warmup", "steps"), [(0, 7), (10, 100)])
def test_cosine_to_a_floor_is_transformers_cosine_with_min_lr(warmup: int, steps: int) -> None:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=3e-4)
    theirs = get_scheduler("cosine_with_min_lr", optimiser, warmup, steps, scheduler_specific_kwargs={"min_lr": 3e-5})
    for step in range(1, steps + 1):
        optimiser.step()
        theirs.step()
        ours = learning_rate(step, peak=3e-4, floor=3e-5, warmup=warmup, steps=steps, shape="cosine")
        assert ours == pytest.approx(theirs.get_last_lr()[0], rel=1e-12)
