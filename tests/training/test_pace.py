from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path

import pytest
import torch

from gpt_studio.protocol.estimates import Between, Pace, default_eval_every
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import prepare
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.pace import pace_of_run
from gpt_studio.training.prepare import Prepared, prepare_new


@pytest.mark.parametrize(
    ("budget", "step", "validation"), [(60, 0.01, 0.2), (600, 0.5, 20), (5, 0.3, 1), (3600, 0.002, 4)]
)
def test_steps_and_their_validations_fill_the_budget_without_passing_it(
    budget: float, step: float, validation: float
) -> None:
    for eval_every in (7, None):
        often = Between(eval_every)
        steps = Pace(step, validation).steps_within(budget, often)
        spent = steps * step + steps / (eval_every or default_eval_every(steps)) * validation
        assert spent <= budget * 1.02
        assert spent >= budget * 0.85 - step - validation
        assert Pace(step, validation).seconds(steps, often) == pytest.approx(spent)


def test_samples_before_and_with_each_validation_take_their_time_too() -> None:
    pace = Pace(step_s=0.1, validation_s=2.0, samples_s=1.0)
    assert pace.seconds(100, Between(eval_every=10)) == pytest.approx(1 + 100 * 0.1 + 10 * 2 + 10 * 1)
    assert pace.seconds(100, Between(eval_every=10, sample_every=50)) == pytest.approx(1 + 10 + 20 + 2)
    assert pace.steps_within(31.0, Between(eval_every=10)) == 75


def test_a_budget_below_one_step_gives_one_step() -> None:
    assert Pace(5.0, 1.0).steps_within(0.1) == 1


def test_each_validation_and_the_steps_asked_for_save_a_checkpoint() -> None:
    pace = Pace(step_s=0.1, saving_s=3.0)
    assert pace.seconds(100, Between(eval_every=10)) == pytest.approx(100 * 0.1 + 10 * 3)
    assert pace.seconds(100, Between(eval_every=10, save_every=25)) == pytest.approx(100 * 0.1 + 10 * 3 + 4 * 3)
    assert pace.seconds_more(100, 40, Between(eval_every=10)) == pytest.approx(60 * 0.1 + 6 * 3)


def test_measuring_leaves_the_weights_as_they_were(
    params: TrainParams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, torch.Tensor]] = []

    def noted(prepared: Prepared, home: Path | None) -> Pace:
        weights = prepared.training.model.state_dict()
        seen.append({name: weight.clone() for name, weight in weights.items()})
        pace = pace_of_run(replace(prepared, plan=replace(prepared.plan, lr=1.0)), home)
        assert all(torch.equal(weight, seen[0][name]) for name, weight in weights.items())
        assert not prepared.training.optimiser.state
        return pace

    monkeypatch.setattr(prepare, "pace_of_run", noted)
    timed = replace(params, steps=None, minutes=0.01, sample_prompt=("the",), sample_tokens=9)
    found = prepare_new(timed, read_source(timed), tmp_path)
    assert seen and found.pace is not None and min(astuple(found.pace)) > 0
    assert found.plan.steps == found.pace.steps_within(0.97 * 0.6, Between(eval_every=4))
    assert not list(tmp_path.glob(".*"))
