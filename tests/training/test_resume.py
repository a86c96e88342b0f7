"""A run that is killed goes on bit by bit; what is damaged is not gone on from."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch

from gpt_studio.files.hashes import sha256_file
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import checkpoints, loop, start, step
from gpt_studio.training.run_file import read_run_file

STEPS = 30
# A process that trains and kills itself with SIGKILL: before step 17, or when a checkpoint is half written.
KILLED = """
import msgspec, os, signal, sys
from pathlib import Path
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import checkpoints, loop, start, step

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def take(*args):
    return die() if WHERE == "step" and args[4] == 17 else step.take_step(*args)

def publish(beside, place):
    real(beside, place) if WHERE == "step" or place.name != "step-000020" else die()

WHERE = sys.argv[2]
real = checkpoints.durable.publish_folder
loop.take_step, checkpoints.durable.publish_folder = take, publish
start.begin(msgspec.json.decode(sys.argv[1], type=TrainParams), Path("unused"))
"""


@pytest.fixture
def long(params: TrainParams) -> TrainParams:
    return replace(params, steps=STEPS, eval_every=5, save_every=10)


@pytest.fixture
def straight(long: TrainParams, quiet: start.Speech) -> Path:
    """The folder of the run that nothing happened to."""
    return start.begin(replace(long, run=f"{long.run}-straight"), Path("unused"), quiet).folder


def kill(params: TrainParams, where: str) -> Path:
    command = [sys.executable, "-c", KILLED, msgspec.json.encode(params).decode(), where]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return Path(params.run or "")


def losses(run: Path) -> list[tuple[str, str]]:
    """Loss and validation loss of every step as hexadecimal floats."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [tuple(float(line[key]).hex() if line[key] else "" for key in ("loss", "val_loss")) for line in lines]


def assert_same(run: Path, other: Path, last: str) -> None:
    assert losses(run) == losses(other)
    files = sorted(path.name for path in (other / "checkpoints" / last).iterdir())
    assert "model.safetensors" in files and "trainer.safetensors" in files
    for name in files:
        assert sha256_file(run / "checkpoints" / last / name) == sha256_file(other / "checkpoints" / last / name)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("where", ["step", "save"])
def test_a_run_killed_by_signal_9_goes_on_bit_by_bit(
    long: TrainParams, straight: Path, quiet: start.Speech, where: str
) -> None:
    run = kill(long, where)
    assert len(losses(run)) == {"step": 16, "save": 20}[where]
    strays = [path for path in (run / "checkpoints").iterdir() if ".tmp-" in path.name]
    assert bool(strays) == (where == "save")
    assert start.resume(run, speech=quiet).status == "finished"
    assert not [path for path in run.rglob("*") if ".tmp-" in path.name]
    assert_same(run, straight, f"step-{STEPS:06d}")


def test_a_run_that_is_stopped_by_request_goes_on_bit_by_bit(
    long: TrainParams, straight: Path, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(long.run or "")

    def take(*args: Any) -> Any:
        if args[4] == 8:
            request_stop(run)
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    assert start.begin(long, Path("unused"), quiet).step == 7
    monkeypatch.undo()
    start.resume(run, speech=quiet)
    assert_same(run, straight, f"step-{STEPS:06d}")


def test_a_run_whose_dropout_forgets_where_it_was_goes_on_otherwise(
    long: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above compare could be otherwise: they see random numbers that are those of the process."""
    seed = torch.manual_seed
    monkeypatch.setattr(torch, "manual_seed", lambda _: torch.default_generator)
    seed(7)
    whole = replace(long, steps=15, decay_steps=10, run=f"{long.run}-straight")
    straight = start.begin(whole, Path("unused"), quiet).folder
    seed(7)
    run = start.begin(replace(long, steps=10), Path("unused"), quiet).folder
    seed(8)  # another process
    start.resume(run, extend=5, speech=quiet)
    assert losses(run)[:10] == losses(straight)[:10]
    assert not set(losses(run)[10:]) & set(losses(straight)[10:])


def test_a_longer_run_keeps_its_learning_rate_and_goes_on_where_it_was(
    long: TrainParams, quiet: start.Speech, tmp_path: Path
) -> None:
    run = start.begin(replace(long, steps=10), Path("unused"), quiet).folder
    with pytest.raises(StudioError, match="complete"):
        start.resume(run, speech=quiet)
    outcome = start.resume(run, extend=5, speech=quiet)
    assert (outcome.status, outcome.step) == ("finished", 15)
    whole = replace(long, steps=15, decay_steps=10, run=str(tmp_path / "whole"))
    assert_same(run, start.begin(whole, Path("unused"), quiet).folder, "step-000015")
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [line["lr"] for line in lines[9:]] == [pytest.approx(3e-4)] * 6
    assert start.resume(run, extend=2, speech=quiet).step == 17


def test_an_early_stopped_run_is_extended_from_the_step_it_reached(
    long: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "validate", lambda *_: 1.0)
    run = start.begin(replace(long, early_stop=1), Path("unused"), quiet).folder
    outcome = start.resume(run, extend=4, speech=quiet)
    assert outcome.step == 14


def test_other_data_is_refused_at_resume(long: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(long, steps=5), Path("unused"), quiet).folder
    data = Path(long.data[0])
    before = data.read_bytes()
    data.write_bytes(before[:-1] + b"!")
    with pytest.raises(StudioError, match=r"prose\.txt is not what the run was started with") as caught:
        start.resume(run, extend=5, speech=quiet)
    assert caught.value.code == "data_changed"
    now = json.loads((run / "state.json").read_text())
    assert (now["status"], now["step"], now["last"]) == ("failed", 5, "step-000005")
    data.unlink()
    with pytest.raises(StudioError, match=r"prose\.txt does not exist"):
        start.resume(run, extend=5, speech=quiet)
    data.write_bytes(before)
    assert start.resume(run, extend=5, speech=quiet).step == 10


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset % len(data)] ^= 1 << (offset % 8)
    path.write_bytes(bytes(data))


DAMAGE: list[tuple[str, Callable[[Path], None]]] = [
    ("a bit of the weights", lambda folder: flip(folder / "model.safetensors", 4321)),
    ("a bit of the moments", lambda folder: flip(folder / "trainer.safetensors", 9999)),
    ("a bit of the manifest", lambda folder: flip(folder / "manifest.json", 150)),
    ("the weights' tail", lambda folder: os.truncate(folder / "model.safetensors", 5000)),
    ("a file", lambda folder: (folder / "trainer.json").unlink()),
    ("the manifest", lambda folder: (folder / "manifest.json").unlink()),
    ("the manifest's tail", lambda folder: os.truncate(folder / "manifest.json", 100)),
    ("nothing but a stranger's file", lambda folder: (folder / "extra.bin").touch()),
]


@pytest.mark.parametrize(("what", "damage"), DAMAGE, ids=[what for what, _ in DAMAGE])
def test_a_damaged_checkpoint_is_not_gone_on_from(
    long: TrainParams, straight: Path, quiet: start.Speech, what: str, damage: Callable[[Path], None]
) -> None:
    damage(straight / "checkpoints/step-000030")
    assert checkpoints.newest(straight / "checkpoints") == straight / "checkpoints/step-000020"
    before = losses(straight)
    (straight / "state.json").unlink()  # the run did not end well
    assert start.resume(straight, speech=quiet).status == "finished"
    assert "step-000030 is damaged or incomplete: the run goes on from step 20" in (straight / "log.txt").read_text()
    assert losses(straight) == before
    assert checkpoints.verifies(straight / "checkpoints/step-000030")


def test_every_single_bit_that_flips_in_a_checkpoint_is_noticed(straight: Path, tmp_path: Path) -> None:
    source = straight / "checkpoints/step-000030"
    copy = tmp_path / "copy"
    shutil.copytree(source, copy)
    assert checkpoints.verifies(copy)
    for name in sorted(path.name for path in source.iterdir()):
        for offset in range(3, (source / name).stat().st_size, max(1, (source / name).stat().st_size // 23)):
            flip(copy / name, offset)
            changed = name != "manifest.json" or not _same_meaning(copy / name, source / name)
            assert checkpoints.verifies(copy) != changed, (name, offset)
            shutil.copyfile(source / name, copy / name)


def _same_meaning(a: Path, b: Path) -> bool:
    """Whether two manifests name the same files and hashes; white space and the step may differ."""
    try:
        return json.loads(a.read_bytes())["files"] == json.loads(b.read_bytes())["files"]
    except (ValueError, KeyError):
        return False


def test_a_run_that_is_alive_is_not_trained_twice(long: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(long, steps=5), Path("unused"), quiet).folder
    now = json.loads((run / "state.json").read_text())
    now |= {"status": "running", "heartbeat": time.time(), "pid": os.getppid()}
    (run / "state.json").write_text(json.dumps(now))
    with pytest.raises(StudioError, match="is being trained by process"):
        start.resume(run, extend=5, speech=quiet)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (run / "state.json").write_text(json.dumps(now | {"pid": gone.pid}))
    assert start.resume(run, extend=5, speech=quiet).status == "finished"


def test_lines_beyond_the_checkpoint_and_unfinished_ones_are_cut(long: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(long, steps=5), Path("unused"), quiet).folder
    before = (run / "metrics.jsonl").read_bytes()
    with (run / "metrics.jsonl").open("ab") as f:
        f.write(b'{"step": 6, "tokens": 1}\nnonsense\n{"step": 5, "tok')
    start.resume(run, extend=1, speech=quiet)
    after = (run / "metrics.jsonl").read_bytes()
    assert after.startswith(before) and len(after.splitlines()) == 6
    assert read_run_file(run / "run.toml")[0].steps == 6
