"""What a run was to take is kept with it, and stands beside what it took."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path

import pytest

from gpt_studio.protocol.estimates import Between, Pace, RunEstimate
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store import runs
from gpt_studio.store.run_card import write_card
from gpt_studio.store.run_estimate import keep_estimate, read_estimate
from gpt_studio.training import start, surroundings
from gpt_studio.training.timings import Timings

MEASURED = RunEstimate(12, 90.0, 500_000_000, Pace(0.5, 1.0, 0.0, 2.0))


def test_a_run_says_by_its_first_steps_what_all_of_them_will_take(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(params, sample_prompt=("the",), sample_tokens=2), Path("unused"), quiet).folder
    said, state = read_estimate(run), runs.read_state(run)
    assert said is not None and (said.steps, said.said_at) == (12, 4)
    assert min(astuple(said.pace)) > 0
    left = said.pace.seconds_more(12, 4, Between(4, 4))
    assert 0 < said.seconds - left < state.elapsed_s
    assert 0 < said.memory_bytes <= state.peak_bytes


def test_what_was_measured_before_the_start_stays(params: TrainParams, quiet: start.Speech, tmp_path: Path) -> None:
    keep_estimate(Path(params.run or ""), MEASURED)
    run = start.begin(params, Path("unused"), quiet).folder
    assert read_estimate(run) == MEASURED
    text = write_card(run, tmp_path / "card.md")[0].read_text()
    assert "| estimated | 0:01:30 for 12 steps, 500 MB of memory at most (said before the first step) |" in text
    peak = runs.read_state(run).peak_bytes / 1e6
    assert f"for 12 steps, {peak:,.0f} MB of memory at most |" in text


def test_a_run_by_the_clock_is_measured_before_its_first_step(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(params, steps=None, minutes=0.01), Path("unused"), quiet).folder
    said = read_estimate(run)
    assert said is not None and (said.said_at, said.steps) == (0, runs.read_state(run).steps)
    assert said.seconds <= max(0.6, said.pace.seconds(1, Between(4)))


def test_a_longer_run_is_estimated_anew_by_the_same_pace(params: TrainParams, quiet: start.Speech) -> None:
    keep_estimate(Path(params.run or ""), MEASURED)
    run = start.begin(params, Path("unused"), quiet).folder
    start.resume(run, extend=8, speech=quiet)
    assert read_estimate(run) == replace(MEASURED, steps=20, seconds=90.0 + 8 * (0.5 + 1 / 4 + 2 / 4))


def test_saving_is_part_of_the_time_that_a_run_takes(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(surroundings, "Yielding", lambda *_: Standing(seconds))
    monkeypatch.setattr("gpt_studio.training.checkpoints.save", lambda *_: seconds.__setitem__(0, seconds[0] + 7.0))
    monkeypatch.setattr("gpt_studio.training.keeping.checkpoints.prune", lambda *_: None)
    run = start.begin(params, Path("unused"), quiet).folder
    assert runs.read_state(run).elapsed_s == 3 * 7.0
    said = read_estimate(run)
    assert said is not None and said.pace.saving_s == 7.0
    assert said.seconds == 7.0 + 8 * 7.0 / 4


class Standing:
    """A clock that somebody else moves."""

    def __init__(self, seconds: list[float]) -> None:
        self._seconds = seconds

    def clock(self) -> float:
        return self._seconds[0]

    def give(self) -> None:
        """To nobody."""


def test_the_first_step_warms_up_and_is_not_counted() -> None:
    now = [0.0]
    timings = Timings(lambda: now[0])
    for seconds in (9.0, 1.0, 2.0):
        with timings.of("step"):
            now[0] += seconds
    with timings.of("saving"):
        now[0] += 4.0
    assert timings.pace() == Pace(1.5, 0.0, 0.0, 4.0)


def test_an_estimate_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert read_estimate(tmp_path) is None
    (tmp_path / "estimate.json").write_text('{"steps": "many"}')
    assert read_estimate(tmp_path) is None
