"""What a run takes is what the run itself turns out to be."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import estimate as module
from gpt_studio.training import pace, start, step
from gpt_studio.training.estimate import estimate
from gpt_studio.training.run_file import read_run_file

MEMORY_FACTOR = 1.25  # of what a run of the same settings holds at most


@pytest.mark.parametrize("changes", [{}, {"tokenizer": "bpe:300"}, {"accumulate": 1, "context": None}])
def test_parameters_vocabulary_and_context_are_those_of_the_run(
    params: TrainParams, quiet: start.Speech, changes: dict[str, Any]
) -> None:
    params = replace(params, steps=1, **changes)
    found = estimate(params)
    assert not Path(params.run or "").exists()
    run = start.begin(params, Path("unused"), quiet).folder
    settled, record = read_run_file(run / "run.toml")
    assert record is not None
    built = load_model(run / "checkpoints/step-000001").model
    assert found.parameters == record.parameters == sum(weight.numel() for weight in built.parameters())
    assert (found.vocabulary, found.context, found.exact) == (record.vocabulary, settled.context, True)
    assert found.tokens == json.loads((run / "metrics.jsonl").read_text())["tokens"]


def test_an_adapter_is_counted_apart(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(params, steps=1), Path("unused"), quiet).folder
    found = estimate(replace(params, from_scratch=None, model=str(run), method="lora", lora_rank=2, run=None))
    # c_attn 16 x 48, c_proj 16 x 16, c_fc 16 x 64, c_proj 64 x 16
    assert found.trained == 2 * (16 + 48 + 16 + 16 + 16 + 64 + 64 + 16)
    assert found.parameters == sum(weight.numel() for weight in load_model(run).model.parameters())


def slow(seconds: float, taken: list[Any]) -> Callable[..., Any]:
    def take(*args: Any) -> Any:
        taken.append(args)
        time.sleep(seconds)
        return step.take_step(*args)

    return take


def test_the_time_is_that_of_steps_of_this_very_run(params: TrainParams, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Any] = []
    monkeypatch.setattr(pace, "take_step", slow(0.02, taken))
    found = estimate(replace(params, steps=40, eval_every=10))
    assert len(taken) == module.MEASURED_STEPS
    plan = taken[0][3]
    assert (plan.batch, plan.accumulate, plan.context) == (params.batch, params.accumulate, params.context)
    assert found.step_s >= 0.02
    assert found.seconds == pytest.approx(40 * found.step_s + 4 * (found.validation_s + found.saving_s))
    assert found.saving_s > 0
    fitting = estimate(replace(params, steps=None, minutes=0.1, eval_every=10))
    assert fitting.steps <= 300 and fitting.seconds <= 6


def test_of_a_large_text_the_first_lines_are_read(
    params: TrainParams, text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 3000)
    text_file.write_text(text_file.read_text() + "ünseen\n")
    found = estimate(params)
    assert not found.exact
    monkeypatch.undo()
    assert estimate(params).vocabulary == found.vocabulary + 1


@pytest.mark.slow
def test_memory_is_within_a_quarter_of_what_the_run_holds(text_file: Path, tmp_path: Path) -> None:
    words = ["train", "--from-scratch", "4x4x128", "--data", str(text_file), "--steps", "12", "--threads", "1"]
    words += ["--context", "128", "--run", str(tmp_path / "run")]
    said = subprocess.run(
        [sys.executable, "-m", "gpt_studio", *words, "--dry-run", "--json"],
        capture_output=True,
        check=True,
        timeout=300,
    ).stdout
    watched = (
        "import json, sys; from gpt_studio.cli import main; from gpt_studio.sampling.clock import peak_rss_bytes\n"
        "try: main.main(sys.argv[1:])\n"
        "except SystemExit: print(peak_rss_bytes())\n"
    )
    ran = subprocess.run([sys.executable, "-c", watched, *words], capture_output=True, check=True, timeout=300).stdout
    found, held = json.loads(said)["memory_bytes"], int(ran.splitlines()[-1])
    assert held / MEMORY_FACTOR <= found <= held * MEMORY_FACTOR
