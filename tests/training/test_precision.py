"""Products in bfloat16: near float32, chosen by measuring where asked, written down so that a run can be repeated."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import pace, prepare, start, step
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.run_file import read_run_file


def losses(run: Path) -> list[float]:
    return [json.loads(line)["loss"] for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_bfloat16_learns_as_float32_to_two_percent_and_keeps_its_weights_in_float32(
    params: TrainParams, quiet: start.Speech
) -> None:
    long = replace(params, steps=50, eval_every=50, dropout=0.0)
    exact = losses(start.begin(long, Path("unused"), quiet).folder)
    run = start.begin(replace(long, precision="bfloat16", run=f"{params.run}-2"), Path("unused"), quiet).folder
    assert losses(run) != exact
    assert losses(run)[-1] == pytest.approx(exact[-1], rel=0.02)
    weights = load_file(run / "checkpoints/step-000050/model.safetensors")
    assert {str(weight.dtype) for weight in weights.values()} == {"torch.float32"}


@pytest.mark.parametrize(("factor", "expected"), [(0.5, "bfloat16"), (0.95, "float32"), (2.0, "float32")])
def test_auto_takes_what_is_clearly_faster_and_writes_it_down(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch, factor: float, expected: str
) -> None:
    clock = [0.0]

    def take(model: Any, optimiser: Any, feed: Any, plan: Any, number: int) -> Any:
        clock[0] += factor if plan.precision == "bfloat16" else 1.0
        return step.take_step(model, optimiser, feed, plan, number)

    monkeypatch.setattr(pace, "take_step", take)
    monkeypatch.setattr(pace.time, "perf_counter", lambda: clock[0])
    auto = replace(params, precision="auto")
    prepared = prepare.prepare_new(auto, read_source(auto))
    assert (prepared.params.precision, prepared.plan.precision) == (expected, expected)
    assert prepared.feed.plan.precision == expected
    monkeypatch.undo()
    before = prepare.prepare_new(params, read_source(params)).training.model.state_dict()
    after = prepared.training.model.state_dict()
    assert all(before[name].equal(after[name]) for name in before)


def test_a_run_file_says_what_auto_chose(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(params, precision="auto", steps=1), Path("unused"), quiet).folder
    assert read_run_file(run / "run.toml")[0].precision in ("float32", "bfloat16")
