"""A run that no longer learns ends or pauses, and says why; what is broken is never saved."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import checkpoints, loop, start, step
from gpt_studio.training.divergence import Divergence


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def state(run: Path) -> dict[str, Any]:
    return json.loads((run / "state.json").read_text())


def result(loss: float) -> step.StepResult:
    return step.StepResult(loss, 1.0, 1e-3, updated=math.isfinite(loss))


def broken_at(*steps: int) -> Callable[..., Any]:
    def take(*args: Any) -> Any:
        return result(math.nan) if args[4] in steps else step.take_step(*args)

    return take


def poisoned_at(at: int) -> Callable[..., Any]:
    """take_step behind which a weight is not finite."""

    def take(model: Any, *args: Any) -> Any:
        taken = step.take_step(model, *args)
        if args[3] == at:
            with torch.no_grad():
                model.ln_f.weight[0] = math.nan
        return taken

    return take


class Watcher(threading.Thread):
    """Somebody who sees each pause, and then lets the run go on, or stops it at the last one."""

    def __init__(self, run: Path, pauses: int, *, stop: bool) -> None:
        super().__init__(daemon=True)
        self.run_folder, self.pauses, self.stops = run, pauses, stop
        self.said: list[str] = []

    def run(self) -> None:
        request = self.run_folder / "pause.request"
        while len(self.said) < self.pauses:
            if request.exists() and state(self.run_folder)["status"] == "paused":
                self.said.append(state(self.run_folder)["message"])
                if self.stops and len(self.said) == self.pauses:
                    request_stop(self.run_folder)
                    return
                request.unlink()
            time.sleep(0.01)


@pytest.fixture
def watching(params: TrainParams) -> Callable[..., tuple[start.Outcome, list[str]]]:
    """The outcome of a run that pauses, and what it said."""

    def watched(params: TrainParams, quiet: start.Speech, pauses: int, *, stop: bool) -> Any:
        watcher = Watcher(Path(params.run or ""), pauses, stop=stop)
        watcher.start()
        outcome = start.begin(replace(params, on_divergence="pause"), Path("unused"), quiet)
        watcher.join(10)
        assert not watcher.is_alive()
        return outcome, watcher.said

    return watched


def test_three_steps_without_a_finite_gradient_pause_the_run_and_it_goes_on(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch, watching: Any
) -> None:
    monkeypatch.setattr(loop, "take_step", broken_at(3, 5, 6, 7))
    outcome, said = watching(params, quiet, 1, stop=False)
    run = outcome.folder
    assert (outcome.status, outcome.step) == ("finished", 12)
    assert len(said) == 1 and "step 7" in said[0] and "step-000004" in said[0] and "no finite gradient" in said[0]
    assert [line["loss"] is None for line in metrics(run)] == [n in (3, 5, 6, 7) for n in range(1, 13)]
    assert [line["step"] for line in metrics(run) if line["paused"]] == [7]
    assert state(run)["message"] == ""


def test_a_paused_run_is_stopped_and_leaves_what_is_finite(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch, watching: Any
) -> None:
    monkeypatch.setattr(loop, "take_step", broken_at(5, 6, 7))
    outcome, _ = watching(params, quiet, 1, stop=True)
    assert (outcome.status, outcome.step) == ("stopped", 7)
    assert checkpoints.verifies(outcome.folder / "checkpoints/step-000007")
    monkeypatch.undo()
    assert start.resume(outcome.folder, speech=quiet).status == "finished"


def test_weights_that_are_not_finite_pause_the_run_and_are_never_saved(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch, watching: Any
) -> None:
    monkeypatch.setattr(loop, "take_step", poisoned_at(8))
    outcome, said = watching(params, quiet, 2, stop=True)
    run = outcome.folder
    assert "weights that are not finite" in said[0] and "no finite gradient" in said[1]
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["step-000004"]
    assert (state(run)["status"], state(run)["last"]) == ("stopped", "step-000004")
    assert "weights that are not finite" in state(run)["message"]


def test_a_run_that_nobody_watches_saves_and_ends(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "take_step", broken_at(5, 6, 7))
    with pytest.raises(StudioError) as refused:
        start.begin(params, Path("unused"), quiet)
    run = Path(params.run or "")
    assert refused.value.code == "diverged"
    assert all(text in refused.value.one_line() for text in ("step 7", "no finite gradient", "step-000007"))
    assert (state(run)["status"], state(run)["last"]) == ("failed", "step-000007")
    assert state(run)["message"] == refused.value.one_line()
    assert checkpoints.verifies(run / "checkpoints/step-000007")
    assert [(line["step"], line["paused"]) for line in metrics(run) if line["stopped"]] == [(7, None)]
    monkeypatch.undo()
    assert start.resume(run, speech=quiet).step == 12


def test_a_last_step_that_leaves_weights_that_are_not_finite_fails_the_run(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "take_step", poisoned_at(12))
    with pytest.raises(StudioError, match="weights that are not finite"):
        start.begin(params, Path("unused"), quiet)
    assert state(Path(params.run or ""))["status"] == "failed"


def test_a_learning_rate_of_a_thousand_pauses_the_run(params: TrainParams, quiet: start.Speech, watching: Any) -> None:
    wild = replace(params, lr=10.0, clip=0.0, steps=60, eval_every=60, schedule="constant", weight_decay=0.0)
    monkey = pytest.MonkeyPatch()
    monkey.setattr(loop, "take_step", lambda *args: taken_at_rate(1e3, *args))
    try:
        outcome, said = watching(wild, quiet, 1, stop=True)
    finally:
        monkey.undo()
    assert outcome.status == "stopped" and outcome.step < 60 and ("loss" in said[0] or "gradient" in said[0])


def taken_at_rate(lr: float, *args: Any) -> Any:
    model, optimiser, feed, plan, *rest = args
    return step.take_step(model, optimiser, feed, replace(plan, lr=lr, min_lr=lr), *rest)


def test_a_loss_ten_times_the_usual_for_twenty_steps_is_a_reason() -> None:
    watch = Divergence()
    usual = [watch.reason(result(1.0 + n % 3 / 10), 0) for n in range(50)]
    high = [watch.reason(result(11.5), 0) for _ in range(20)]
    assert not any(usual) and not any(high[:19]) and "10 times its usual 1.1" in high[19]
    watch.begin_anew()
    assert not any(watch.reason(result(11.5), 0) for _ in range(30))


def test_a_few_high_losses_and_one_that_falls_are_none() -> None:
    watch = Divergence()
    falling = [watch.reason(result(5.0 * 0.9**n), 0) for n in range(100)]
    spikes = [watch.reason(result(100.0 if n % 20 else 1e-4), 0) for n in range(200)]
    assert not any(falling) and not any(spikes)
    assert watch.reason(result(math.nan), 2) == "" and watch.reason(result(math.nan), 3)
