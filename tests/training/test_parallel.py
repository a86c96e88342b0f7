"""Several processes train what one would have trained, to the order of the sums."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import five_steps
import pytest
import torch
from safetensors.torch import load_file

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import checkpoints, start
from gpt_studio.training.feed import IGNORED, MicroBatch
from gpt_studio.training.parallel import ALONE, Group
from gpt_studio.training.start import check_group

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="torchrun and gloo as on POSIX")

FIVE_STEPS = str(Path(five_steps.__file__))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


Start = Callable[[list[str]], list[subprocess.Popen[str]]]


@pytest.fixture
def pair() -> Iterator[Start]:
    """The same command in two processes that find each other, as torchrun starts them; none is left behind."""
    started: list[subprocess.Popen[str]] = []

    def start(arguments: list[str]) -> list[subprocess.Popen[str]]:
        shared = {"WORLD_SIZE": 2, "LOCAL_WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
        for rank in range(2):
            here = {name: str(value) for name, value in (shared | {"RANK": rank, "LOCAL_RANK": rank}).items()}
            words = [sys.executable, *arguments]
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            started.append(subprocess.Popen(words, env=os.environ | here, text=True, **pipes))
        return started[-2:]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def finish(started: list[subprocess.Popen[str]]) -> list[str]:
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started), said
    return said


def command(params: TrainParams, *more: str) -> list[str]:
    """`train` with these parameters, by a file that this writes beside the run."""
    from gpt_studio.training.run_file import write_run_file

    place = Path(f"{params.run}.toml")
    write_run_file(place, params, None)
    return ["-m", "gpt_studio", "train", str(place), *more]


def losses(run: Path) -> list[float]:
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [line[key] for line in lines for key in ("loss", "val_loss") if line[key] is not None]


def test_two_processes_equal_one_to_1e_6_in_float64(tmp_path: Path, pair: Start) -> None:
    five_steps.take(tmp_path / "one", ALONE)
    finish(pair([FIVE_STEPS, str(tmp_path / "two")]))
    for feed in five_steps.FEEDS:
        one, two, other = (
            load_file(tmp_path / f"{name}-{feed}-{rank}") for name, rank in (("one", 0), ("two", 0), ("two", 1))
        )
        assert all(torch.equal(two[name], other[name]) for name in two)
        assert len(set(one["numbers"][:, 0].tolist())) == 6
        for name, tensor in one.items():
            assert tensor.dtype == torch.float64
            assert (tensor - two[name]).abs().max() < 1e-6, (feed, name)


def test_each_process_takes_its_share_of_the_rows() -> None:
    batch = MicroBatch(torch.arange(15).view(5, 3), torch.full((5, 3), IGNORED), torch.zeros(5, 3))
    shares = [Group(rank, 3).share(batch) for rank in range(3)]
    assert all(share is not None and share.documents is not None for share in shares)
    assert torch.equal(torch.cat([share.inputs for share in shares if share]), batch.inputs)
    assert [share.inputs.size(0) for share in shares if share] == [1, 2, 2]
    assert [Group(rank, 6).share(batch) is None for rank in range(6)] == [True, *[False] * 5]
    assert Group().share(batch).inputs.data_ptr() == batch.inputs.data_ptr()


def test_what_several_processes_cannot_share_is_refused(params: TrainParams) -> None:
    check_group(replace(params, batch=2), Group(0, 2))
    with pytest.raises(StudioError, match="row of each micro-batch"):
        check_group(replace(params, batch=2), Group(0, 3))
    with pytest.raises(StudioError, match="not measured"):
        check_group(replace(params, steps=None, minutes=1.0), Group(0, 2))
    check_group(replace(params, minutes=1.0), Group(0, 2))


@pytest.fixture
def shared(params: TrainParams, tmp_path: Path) -> TrainParams:
    """A run with unequal shares: three rows by two processes."""
    return replace(params, batch=3, steps=20, dropout=0.0, eval_every=5, save_every=5, run=str(tmp_path / "shared"))


@pytest.mark.slow
def test_torchrun_trains_a_run_as_one_process_does(shared: TrainParams, quiet: start.Speech, tmp_path: Path) -> None:
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [sys.executable, *torchrun, *command(shared)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("finished at step 20") == 1 and "in each of 2 processes" in done.stdout
    run = Path(shared.run or "")
    one = start.begin(replace(shared, run=str(tmp_path / "one")), Path("unused"), quiet).folder
    assert losses(run) == pytest.approx(losses(one), abs=1e-5)
    weights = [load_file(place / "checkpoints/step-000020/model.safetensors") for place in (run, one)]
    assert all((weights[0][name] - weights[1][name]).abs().max() < 1e-4 for name in weights[1])
    assert json.loads((run / "state.json").read_text())["status"] == "finished"
    assert [p.name for p in (run / "checkpoints").iterdir() if not checkpoints.verifies(p)] == []


@pytest.mark.slow
def test_two_processes_of_which_one_is_killed_end_by_name_and_go_on_bit_by_bit(
    shared: TrainParams, pair: Start
) -> None:
    shared = replace(shared, dropout=0.2, steps=2000, decay_steps=2000, eval_every=2000, save_every=5, log_every=1)
    run = Path(shared.run or "")
    started = pair(command(shared))
    wait_for_step(run, 25)
    os.kill(started[1].pid, signal.SIGKILL)
    said = [process.communicate(timeout=120)[0] for process in started]
    assert started[0].returncode not in (0, None)
    assert "another process of this run is gone" in said[0] and "--resume" in said[0]
    state = json.loads((run / "state.json").read_text())
    assert state["status"] == "failed" and "another process" in state["message"]
    saved = checkpoints.newest(run / "checkpoints")
    assert saved is not None and int(saved.name[5:]) >= 25 - 25 % 5
    reached = int(saved.name[5:])
    before = losses(run)
    started = pair(["-m", "gpt_studio", "train", "--resume", str(run)])
    wait_for_step(run, reached + 25)
    (run / "stop.request").touch()
    finish(started)
    assert losses(run)[: len(before)] == before  # the steps after the checkpoint were taken again
    assert json.loads((run / "state.json").read_text())["status"] == "stopped"


def wait_for_step(run: Path, step: int) -> None:
    """Until so many steps are written, or two minutes are over."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if (run / "metrics.jsonl").exists() and len((run / "metrics.jsonl").read_text().splitlines()) >= step:
            return
        time.sleep(0.02)
    raise AssertionError(f"step {step} was not reached: {(run / 'log.txt').read_text() if run.exists() else 'no run'}")
