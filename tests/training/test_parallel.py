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
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import doubled
import five_steps
import msgspec
import pytest
import torch
import torch.distributed as dist
from prose import prose
from safetensors.torch import load_file
from transformers import GPT2Config, GPT2LMHeadModel

from gpt_studio.gpt.loaded import load_model
from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import checkpoints, start
from gpt_studio.training.feed import IGNORED, MicroBatch
from gpt_studio.training.parallel import ALONE, Group, joined
from gpt_studio.training.start import check_group

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="torchrun and gloo as on POSIX")

SCRIPT = str(Path(doubled.__file__))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_pair(arguments: list[str]) -> list[subprocess.Popen[str]]:
    """The same command in two processes that find each other, as torchrun starts them."""
    shared = {"WORLD_SIZE": 2, "LOCAL_WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
    started: list[subprocess.Popen[str]] = []
    for rank in range(2):
        here = {name: str(value) for name, value in (shared | {"RANK": rank, "LOCAL_RANK": rank}).items()}
        words = [sys.executable, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        started.append(subprocess.Popen(words, env=os.environ | here, text=True, **pipes))
    return started


Start = Callable[[list[str]], list[subprocess.Popen[str]]]


@pytest.fixture
def pair() -> Iterator[Start]:
    """`start_pair`; none of them is left behind."""
    started: list[subprocess.Popen[str]] = []

    def start(arguments: list[str]) -> list[subprocess.Popen[str]]:
        started.extend(start_pair(arguments))
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


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def losses(run: Path) -> list[float]:
    return [line[key] for line in metrics(run) for key in ("loss", "val_loss") if line[key] is not None]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one process, two, and two that share the weights out, have left the same steps."""
    place = tmp_path_factory.mktemp("steps")
    with beside([SCRIPT, str(place), "steps"]):
        five_steps.take(place / "one", ALONE)
    return place


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of whole runs."""
    place = tmp_path_factory.mktemp("runs")
    params = params_of(place)
    (place / "params.json").write_bytes(msgspec.json.encode(params))
    with beside([SCRIPT, str(place), "runs"]):
        doubled.train(params, place / "one", ALONE)
    return place


@contextmanager
def beside(arguments: list[str]) -> Iterator[None]:
    """Two processes of this command that end well."""
    started = start_pair(arguments)
    try:
        yield
        finish(started)
    finally:
        for process in started:
            process.kill()
            process.communicate()


def params_of(place: Path) -> list[TrainParams]:
    """An adapter, frozen parts until nothing improves, and a run that is asked to stop; all paused for a while."""
    text = place / "prose.txt"
    text.write_text(prose(0, 600))
    base = place / "base"
    GPT2LMHeadModel(GPT2Config(vocab_size=64, n_positions=32, n_embd=16, n_layer=2, n_head=2)).save_pretrained(base)
    save_tokenizer(base, chars_of([text.read_text()]))
    shared = TrainParams(
        data=(str(text),), steps=10, batch=3, accumulate=2, context=16, lr=3e-2, clip=0.3, eval_every=2, eval_batches=2,
        sample_every=4, sample_prompt=("the king",), sample_tokens=9, forget_text=str(text), threads=1,
    )  # fmt: skip
    return [
        replace(shared, run="lora", model=str(base), method="lora", lora_rank=3, lora_rslora=True),
        replace(
            shared, run="frozen", from_scratch="2x2x16", method="freeze", freeze=("embeddings", "layers 0"), lr=0.0,
            early_stop=2,
        ),
        replace(shared, run="stopped", from_scratch="2x2x16"),
    ]  # fmt: skip


@pytest.mark.parametrize("many", ["two", "parts"])
def test_two_processes_equal_one_to_1e_6_in_float64(steps: Path, many: str) -> None:
    for feed in five_steps.FEEDS:
        one, two, other = (
            load_file(steps / f"{name}-{feed}-{rank}") for name, rank in (("one", 0), (many, 0), (many, 1))
        )
        assert set(other) == (set(one) if many == "two" else {"numbers"})
        assert all(torch.equal(two[name], other[name]) for name in other)
        assert len(set(one["numbers"][:, 0].tolist())) == 6
        for name, tensor in one.items():
            assert tensor.dtype == torch.float64
            assert (tensor - two[name]).abs().max() < 1e-6, (feed, name)


@pytest.mark.slow
@pytest.mark.parametrize("many", ["two", "parts"])
@pytest.mark.parametrize(("run", "last"), [("lora", 10), ("frozen", 8), ("stopped", 8)])
def test_a_run_of_two_processes_equals_that_of_one_to_1e_6_in_float64(
    runs: Path, run: str, last: int, many: str
) -> None:
    one, two = (metrics(runs / name / run) for name in ("one", many))
    assert [line["step"] for line in one] == list(range(last + 1))
    assert numbers_of(two) == pytest.approx(numbers_of(one), abs=1e-6)
    assert (runs / many / run / "samples.jsonl").read_bytes() == (runs / "one" / run / "samples.jsonl").read_bytes()
    folders = [runs / name / run / f"checkpoints/step-{last:06d}" for name in ("one", many)]
    assert all(checkpoints.verifies(folder) for folder in folders)
    assert len({tuple(sorted(path.name for path in folder.iterdir())) for folder in folders}) == 1
    for name in ("trainer.safetensors", "adapter_model.safetensors" if run == "lora" else "model.safetensors"):
        first, second = (load_file(folder / name) for folder in folders)
        assert list(first) == list(second)
        assert all((first[key] - second[key]).abs().max() < 1e-6 for key in first)
        header = (folders[0] / name).read_bytes()[:200]
        assert (folders[1] / name).read_bytes().startswith(header)


def numbers_of(lines: list[dict[str, Any]]) -> list[float]:
    """Everything that is measured, one behind the other."""
    found: list[float] = []
    for line in lines:
        assert line["step"] == 0 or line["general_loss"] is not None or line["step"] % 2
        found += [line[key] for key in ("loss", "val_loss", "lr", "grad_norm", "general_loss") if line[key] is not None]
        if line["heads"] is not None:
            found += [number for layer in line["heads"]["induction"] for number in layer]
    return found


def test_each_process_takes_its_share_of_the_rows() -> None:
    batch = MicroBatch(torch.arange(15).view(5, 3), torch.full((5, 3), IGNORED), torch.zeros(5, 3))
    shares = [Group(rank, 3).share(batch) for rank in range(3)]
    assert all(share is not None and share.documents is not None for share in shares)
    assert torch.equal(torch.cat([share.inputs for share in shares if share]), batch.inputs)
    assert [share.inputs.size(0) for share in shares if share] == [1, 2, 2]
    assert [Group(rank, 6).share(batch) is None for rank in range(6)] == [True, *[False] * 5]
    assert Group().share(batch).inputs.data_ptr() == batch.inputs.data_ptr()
    (alike,) = {Group(rank, 6, shards=True).share(batch).inputs.size(0) for rank in range(6)}  # all compute together
    assert alike == 1 and Group(0, 6, shards=True).share(replace(batch, targets=batch.inputs)).learnt == 0


def test_what_several_processes_cannot_share_is_refused(params: TrainParams) -> None:
    check_group(replace(params, batch=2), Group(0, 2))
    with pytest.raises(StudioError, match="row of each micro-batch"):
        check_group(replace(params, batch=2), Group(0, 3))
    with pytest.raises(StudioError, match="not measured"):
        check_group(replace(params, steps=None, minutes=1.0), Group(0, 2))
    check_group(replace(params, minutes=1.0), Group(0, 2))


@pytest.mark.parametrize(("cuda", "expected"), [(False, "gloo"), (True, "cpu:gloo,cuda:nccl")])
def test_gradients_go_by_gloo_and_those_on_a_gpu_by_nccl(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, expected: str
) -> None:
    begun: list[str] = []
    taken: list[int] = []
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "3")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", taken.append)
    monkeypatch.setattr(dist, "init_process_group", lambda backend, **_: begun.append(backend))
    monkeypatch.setattr(dist, "get_rank", lambda: 1)
    monkeypatch.setattr(dist, "destroy_process_group", lambda: None)
    with joined(shards=True) as group:
        assert group == Group(1, 2, shards=True)
    assert begun == [expected]
    assert taken == ([1] if cuda else [])


@pytest.fixture
def shared(params: TrainParams, tmp_path: Path) -> TrainParams:
    """A run with unequal shares: three rows by two processes."""
    return replace(params, batch=3, steps=20, dropout=0.0, eval_every=5, save_every=5, run=str(tmp_path / "shared"))


TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


def torchrun(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TORCHRUN, *words], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("shard", [[], ["--shard"]], ids=["", "shard"])
def test_torchrun_trains_a_run_as_one_process_does(
    shared: TrainParams, quiet: start.Speech, tmp_path: Path, shard: list[str]
) -> None:
    done = torchrun(command(shared, *shard))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("finished at step 20") == 1 and "in each of 2 processes" in done.stdout
    assert ("share the weights out" in done.stdout) == bool(shard)
    run = Path(shared.run or "")
    one = start.begin(replace(shared, run=str(tmp_path / "one")), Path("unused"), quiet).folder
    assert losses(run) == pytest.approx(losses(one), abs=1e-5)
    weights = [load_file(place / "checkpoints/step-000020/model.safetensors") for place in (run, one)]
    assert all((weights[0][name] - weights[1][name]).abs().max() < 1e-4 for name in weights[1])
    assert json.loads((run / "state.json").read_text())["status"] == "finished"
    assert [p.name for p in (run / "checkpoints").iterdir() if not checkpoints.verifies(p)] == []


@pytest.mark.slow
def test_a_run_goes_on_with_its_weights_shared_out_or_not(shared: TrainParams, tmp_path: Path) -> None:
    """Ten steps in parts, ten as they are, ten in parts: the losses of thirty, and its files."""
    shared = replace(shared, steps=30, decay_steps=30)
    straight = replace(shared, run=str(tmp_path / "straight"))
    assert torchrun(command(straight)).returncode == 0
    assert torchrun(command(replace(shared, steps=10), "--shard")).returncode == 0
    for words in ([], ["--shard"]):
        done = torchrun(["-m", "gpt_studio", "train", "--resume", shared.run or "", "--extend", "10", *words])
        assert done.returncode == 0, done.stderr
    run, other = Path(shared.run or ""), Path(straight.run or "")
    assert losses(run)[:-1] == pytest.approx([*losses(other)[:-1]], abs=1e-5)
    ours, theirs = (load_model(place / "checkpoints/step-000030").model for place in (run, other))
    for (name, weight), expected in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        assert (weight - expected).abs().max() < 1e-4, name


@pytest.mark.slow
@pytest.mark.parametrize("shard", [[], ["--shard"]], ids=["", "shard"])
def test_two_processes_of_which_one_is_killed_end_by_name_and_go_on_bit_by_bit(
    shared: TrainParams, pair: Start, shard: list[str]
) -> None:
    shared = replace(shared, dropout=0.2, steps=2000, decay_steps=2000, eval_every=2000, save_every=5, log_every=1)
    run = Path(shared.run or "")
    started = pair(command(shared, *shard))
    wait_for_step(run, 27)  # what is in parts is saved by all: the line of a step comes before its checkpoint
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
    started = pair(["-m", "gpt_studio", "train", "--resume", str(run), *shard])
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
