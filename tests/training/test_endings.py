"""A run that ends before its last planned step says why, everywhere, and can be taken further."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store import runs as reader
from gpt_studio.training import checkpoints, loop, start
from gpt_studio.training.run_file import read_run_file


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def losses(run: Path) -> list[float]:
    return [line["loss"] for line in metrics(run)]


@pytest.fixture
def ended_by_the_clock(params: TrainParams, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A run of twelve steps that gets a few of them done in its minutes, and what it said to people."""
    ticks, people = itertools.count(), io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(loop.time, "perf_counter", lambda: next(ticks))
        outcome = start.begin(replace(params, minutes=1.5), Path("unused"), start.Speech(None, people))
    assert outcome.status == "time_up" and 0 < outcome.step < 12
    return outcome.folder, people.getvalue()


def test_a_run_that_the_clock_ends_says_that_its_time_was_up(ended_by_the_clock: tuple[Path, str]) -> None:
    run, said = ended_by_the_clock
    state = reader.read_state(run)
    last = metrics(run)[-1]
    assert last["val_loss"] is not None and last["step"] == state.step
    assert state.last == f"step-{state.step:06d}" and checkpoints.verifies(run / "checkpoints" / state.last)
    assert f"time was up (1.5 min) at step {state.step} of 12" in state.message
    assert f"the learning rate was {last['lr']:.2e}, at step 12 it was to be 3.00e-04" in state.message
    assert last["stopped"] == state.message and state.message in said
    assert "--resume run goes on to step 12" in said and "finished" not in said
    summary = reader.summarise(run)
    assert (summary.status, summary.step, summary.steps, summary.problem) == ("time_up", state.step, 12, "")


def test_resumed_it_goes_on_by_its_plan_as_if_there_had_been_no_clock(
    ended_by_the_clock: tuple[Path, str], params: TrainParams, quiet: start.Speech, tmp_path: Path
) -> None:
    run, _ = ended_by_the_clock
    outcome = start.resume(run, speech=quiet)
    assert (outcome.status, outcome.step, reader.read_state(run).message) == ("finished", 12, "")
    straight = start.begin(replace(params, run=str(tmp_path / "straight")), Path("unused"), quiet).folder
    assert losses(run) == losses(straight)
    assert read_run_file(run / "run.toml")[0].minutes is None
    with pytest.raises(StudioError, match="is complete"):
        start.resume(run, speech=quiet)


def test_extended_it_takes_so_many_steps_more_on_its_schedule(
    ended_by_the_clock: tuple[Path, str], params: TrainParams, quiet: start.Speech, tmp_path: Path
) -> None:
    run, _ = ended_by_the_clock
    reached = reader.read_state(run).step
    outcome = start.resume(run, extend=1, speech=quiet)
    assert (outcome.status, outcome.step) == ("finished", reached + 1)
    straight = start.begin(replace(params, run=str(tmp_path / "straight")), Path("unused"), quiet).folder
    assert losses(run) == losses(straight)[: reached + 1]


@pytest.fixture
def no_better(params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch) -> Path:
    validations = iter([3.0, 2.0, 2.1, 2.2, 2.3])
    with monkeypatch.context() as patched:
        patched.setattr(loop, "validate", lambda *_: next(validations))
        outcome = start.begin(replace(params, eval_every=1, early_stop=2), Path("unused"), quiet)
    assert (outcome.status, outcome.step) == ("early_stopped", 4)
    return outcome.folder


def test_a_run_that_no_longer_improves_ends_early_and_names_its_best(no_better: Path) -> None:
    state = reader.read_state(no_better)
    assert (state.status, state.step, state.best) == ("early_stopped", 4, "step-000002")
    assert reader.checkpoints(no_better) == ("step-000002", "step-000004")
    assert "no better 2 times in a row: ended early at step 4 of 12" in state.message
    assert "the best was 2.0000 at step 2" in state.message
    assert [line["stopped"] for line in metrics(no_better)] == [None, None, None, state.message]


def test_resumed_it_goes_on_to_its_last_planned_step_however_validation_turns_out(
    no_better: Path, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "validate", lambda *_: 5.0)
    assert (start.resume(no_better, speech=quiet).status, reader.read_state(no_better).step) == ("finished", 12)
    assert reader.read_state(no_better).best_val_loss == 2.0


def test_a_run_whose_last_step_is_no_better_has_finished(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    validations = iter([1.0, 2.0, 3.0])
    monkeypatch.setattr(loop, "validate", lambda *_: next(validations))
    run = start.begin(replace(params, early_stop=2), Path("unused"), quiet).folder
    assert reader.read_state(run).status == "finished" and metrics(run)[-1]["stopped"] is None


def test_a_run_whose_data_was_moved_stays_as_it_was_until_its_new_place_is_known(
    ended_by_the_clock: tuple[Path, str], params: TrainParams, quiet: start.Speech, tmp_path: Path
) -> None:
    run, _ = ended_by_the_clock
    before = {name: (run / name).read_bytes() for name in ("run.toml", "state.json", "metrics.jsonl")}
    Path(params.data[0]).rename(tmp_path / "moved.txt")
    for extend in (None, 3):
        with pytest.raises(StudioError, match=r"prose\.txt does not exist.*its new place into run\.toml"):
            start.resume(run, extend, speech=quiet)
        assert {name: (run / name).read_bytes() for name in before} == before
    text = (run / "run.toml").read_text()
    (run / "run.toml").write_text(text.replace("prose.txt", "moved.txt"))
    assert start.resume(run, speech=quiet).status == "finished"


def test_an_extension_that_fails_does_not_count(params: TrainParams, quiet: start.Speech, text_file: Path) -> None:
    run = start.begin(params, Path("unused"), quiet).folder
    whole = text_file.read_bytes()
    text_file.write_bytes(whole + b"more")
    with pytest.raises(StudioError, match="is not what the run was started with"):
        start.resume(run, extend=3, speech=quiet)
    text_file.write_bytes(whole)
    assert start.resume(run, extend=3, speech=quiet).step == 15
