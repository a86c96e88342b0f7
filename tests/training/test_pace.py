from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.estimates import Pace, default_eval_every
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.checkpoints import Progress, Training
from gpt_studio.training.feed import Windows
from gpt_studio.training.optimiser import make_optimiser
from gpt_studio.training.pace import steps_that_fit
from gpt_studio.training.plan import settle


@pytest.mark.parametrize(
    ("budget", "step", "validation"), [(60, 0.01, 0.2), (600, 0.5, 20), (5, 0.3, 1), (3600, 0.002, 4)]
)
def test_steps_and_their_validations_fill_the_budget_without_passing_it(
    budget: float, step: float, validation: float
) -> None:
    for eval_every in (7, None):
        steps = Pace(step, validation).steps_within(budget, eval_every)
        spent = steps * step + steps / (eval_every or default_eval_every(steps)) * validation
        assert spent <= budget * 1.02
        assert spent >= budget * 0.85 - step - validation
        assert Pace(step, validation).seconds(steps, eval_every) == pytest.approx(spent)


def test_samples_before_and_with_each_validation_take_their_time_too() -> None:
    pace = Pace(step_s=0.1, validation_s=2.0, samples_s=1.0)
    assert pace.seconds(100, eval_every=10) == pytest.approx(1 + 100 * 0.1 + 10 * 2 + 10 * 1)
    assert pace.seconds(100, eval_every=10, sample_every=50) == pytest.approx(1 + 10 + 20 + 2)
    assert pace.steps_within(31.0, eval_every=10) == 75


def test_a_budget_below_one_step_gives_one_step() -> None:
    assert Pace(5.0, 1.0).steps_within(0.1) == 1


def test_measuring_leaves_the_weights_as_they_were() -> None:
    model = Decoder(DecoderConfig(11, 1, 2, 16, 12))
    init_weights(model, 0)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    params, plan = settle(
        TrainParams(from_scratch="1x2x16", minutes=0.01, batch=2, sample_prompt=("ab",), sample_tokens=9), 12
    )
    ids = np.random.default_rng(0).integers(0, 11, 300).astype(np.uint16)
    optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    training = Training(model, chars_of(["abcdefghijk"]), optimiser, Progress())
    feed = Windows(ids[:250], ids[250:], plan)
    assert steps_that_fit(training, feed, replace(plan, lr=1.0), params) >= 1
    assert all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())
    assert not optimiser.state
