"""A run leaves a share of its time to text that is written meanwhile, and learns the same."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_yield
from gpt_studio.training import start, yielding
from gpt_studio.training.yielding import FRESH_S, Yielding


class Clock:
    """A time that passes only when it is told to, and while somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, 0.0
        self.while_asleep: Callable[[], object] = lambda: None

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds
        self.while_asleep()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(yielding, "time", made)
    return made


@pytest.mark.parametrize(("share", "slept"), [(0.5, 0.2), (0.75, 0.6), (0.0, 0.0)])
def test_the_sleep_is_the_share_of_work_and_sleep_together(
    tmp_path: Path, clock: Clock, share: float, slept: float
) -> None:
    told: list[float] = []
    gives = Yielding(tmp_path / "yield.request", share, told.append)
    clock.now += 0.2
    gives.give()
    assert clock.slept == 0 and not told
    request_yield(tmp_path, True)
    clock.now += 0.2
    gives.give()
    assert clock.slept == pytest.approx(slept)
    assert gives.clock() == pytest.approx(100.4)
    request_yield(tmp_path, False)
    gives.give()
    assert told == ([share, 0.0] if share else [])


def test_it_wakes_as_soon_as_nobody_asks_any_more(tmp_path: Path, clock: Clock) -> None:
    request_yield(tmp_path, True)
    gives = Yielding(tmp_path / "yield.request", 0.5)
    clock.while_asleep = lambda: request_yield(tmp_path, False)
    clock.now += 10
    gives.give()
    assert clock.slept <= yielding.SLICE_S


def test_a_request_that_nobody_renews_holds_for_seconds_only(tmp_path: Path, clock: Clock) -> None:
    request_yield(tmp_path, True)
    gives = Yielding(tmp_path / "yield.request", 0.5)
    clock.now += 100
    gives.give()
    assert clock.slept == pytest.approx(FRESH_S, abs=0.1)
    clock.now += 100
    gives.give()
    assert clock.slept == pytest.approx(FRESH_S, abs=0.1)


def test_a_request_cannot_be_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    request_yield(tmp_path / "gone", True)
    assert not (tmp_path / "gone").exists()


def test_a_run_that_yields_learns_bit_for_bit_the_same(
    params: TrainParams, tmp_path: Path, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = start.begin(params, Path("unused"), quiet).folder
    slept, sleep = [], time.sleep
    monkeypatch.setattr(yielding.time, "sleep", lambda seconds: (slept.append(seconds), sleep(seconds)))
    beside, ended = tmp_path / "beside", threading.Event()

    def ask() -> None:
        while not ended.wait(0.001):
            request_yield(beside, True)

    window = threading.Thread(target=ask)
    window.start()
    try:
        start.begin(replace(params, run=str(beside), yield_share=0.3), Path("unused"), quiet)
    finally:
        ended.set()
        window.join()
    assert slept
    assert _losses(beside) == _losses(undisturbed)
    assert _checkpoints(beside) == _checkpoints(undisturbed)
    assert "yield_share = 0.3" in (beside / "run.toml").read_text()


def _losses(run: Path) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [(float(line["loss"]).hex(), float(line["val_loss"] or 0).hex()) for line in lines]


def _checkpoints(run: Path) -> dict[str, str]:
    """Hashes of weights and moments."""
    files = sorted((run / "checkpoints").glob("*/*.safetensors"))
    return {str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
