from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.checkpoints import Progress, Training
from gpt_studio.training.feed import Windows
from gpt_studio.training.optimiser import make_optimiser
from gpt_studio.training.pace import steps_that_fit, steps_within
from gpt_studio.training.plan import default_eval_every, settle


@pytest.mark.parametrize(
    ("budget", "step", "validation"), [(60, 0.01, 0.2), (600, 0.5, 20), (5, 0.3, 1), (3600, 0.002, 4)]
)
def test_steps_and_their_validations_fill_the_budget_without_passing_it(
    budget: float, step: float, validation: float
) -> None:
    for eval_every in (7, None):
        steps = steps_within(budget, step, validation, eval_every)
        spent = steps * step + steps / (eval_every or default_eval_every(steps)) * validation
        assert spent <= budget * 1.02
        assert spent >= budget * 0.85 - step - validation


def test_a_budget_below_one_step_gives_one_step() -> None:
    assert steps_within(0.1, 5.0, 1.0, None) == 1


def test_measuring_leaves_the_weights_as_they_were() -> None:
    model = Decoder(DecoderConfig(11, 1, 2, 16, 12))
    init_weights(model, 0)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    _, plan = settle(TrainParams(from_scratch="1x2x16", minutes=0.01, batch=2), 12)
    ids = np.random.default_rng(0).integers(0, 11, 300).astype(np.uint16)
    optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    training = Training(model, chars_of(["abcdefghijk"]), optimiser, Progress())
    feed = Windows(ids[:250], ids[250:], plan)
    assert steps_that_fit(training, feed, replace(plan, lr=1.0), None) >= 1
    assert all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())
    assert not optimiser.state
