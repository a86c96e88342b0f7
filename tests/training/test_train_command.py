"""`gpt-studio train` as a process: exit codes, what it prints, signals."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gpt_studio.cli import main
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import start_training, train_arguments
from gpt_studio.training import loop, start, step
from gpt_studio.training.run_file import read_run_file


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., int]]:
    """`gpt-studio train …` in this process and the folder of the test; returns the exit code."""
    monkeypatch.setenv("GPT_STUDIO_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGTERM)

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main.main(["train", *words])
        return int(ended.value.code or 0)

    yield run
    signal.signal(signal.SIGTERM, before)


def small(text_file: Path, *more: str) -> list[str]:
    shape = ["--from-scratch", "1x2x16", "--batch", "2", "--context", "16", "--threads", "1"]
    return [*shape, "--data", str(text_file), *more]


def test_json_prints_the_lines_of_metrics_and_nothing_else(
    train: Callable[..., int], text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(*small(text_file, "--steps", "3", "--json")) == 0
    out, err = capsys.readouterr()
    run = tmp_path / "runs/prose-1x2x16"
    assert out == (run / "metrics.jsonl").read_text()
    assert [json.loads(line)["step"] for line in out.splitlines()] == [1, 2, 3]
    assert "step 3 of 3" in err and "step 3 of 3" in (run / "log.txt").read_text()


def test_a_run_is_extended_by_name_and_repeated_from_its_file(
    train: Callable[..., int], text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(*small(text_file, "--steps", "3")) == 0
    assert train("--resume", "prose-1x2x16", "--extend", "2") == 0
    assert "finished at step 5" in capsys.readouterr().out
    changed = ["--steps", "1", "--betas", "0.5,0.6", "--seed", "9"]
    assert train(str(tmp_path / "runs/prose-1x2x16/run.toml"), *changed) == 0
    params, _ = read_run_file(tmp_path / "runs/prose-1x2x16-2/run.toml")
    assert (params.steps, params.betas, params.seed, params.batch) == (1, (0.5, 0.6), 9, 2)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--from-scratch", "1x2x16", "--data", "nowhere.txt"], 3, "nowhere.txt does not exist"),
        (["--resume", "nothing"], 3, "there is no run nothing"),
        (["--model", "nowhere", "--data", "TEXT"], 3, "nowhere"),
        (["absent.toml"], 3, "absent.toml does not exist"),
        (["--from-scratch", "1x2x16", "--data", "TEXT", "--method", "lora"], 2, "an adapter is trained on a model"),
        (["--from-scratch", "1x2x16", "--data", "TEXT", "--shard"], 2, "torchrun --nproc-per-node N"),
        (["--from-scratch", "1x2x16", "--data", "TEXT", "--betas", "0.9"], 2, "--betas"),
        (["--data", "TEXT"], 2, "--from-scratch"),
        (["--resume", "x", "--steps", "4"], 2, "--steps"),
        (["--extend", "4"], 2, "--resume"),
    ],
)
def test_a_refusal_is_one_line_and_an_exit_code(
    train: Callable[..., int],
    text_file: Path,
    words: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert train(*(str(text_file) if word == "TEXT" else word for word in words)) == code
    out, err = capsys.readouterr()
    assert out == "" and said in err and len(err.strip().splitlines()) == 1


def test_a_dry_run_says_what_the_run_needs_and_makes_none(
    train: Callable[..., int], text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(*small(text_file, "--steps", "30", "--dry-run", "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["steps"], found["context"], found["tokens"]) == (30, 16, 32) and found["seconds"] > 0
    assert not (tmp_path / "runs").exists()
    assert train(*small(text_file, "--steps", "30", "--dry-run")) == 0
    assert f"{found['parameters']:,} parameters" in capsys.readouterr().out
    assert train("--resume", "x", "--dry-run") == 2


def test_a_run_that_diverges_ends_with_its_lines_a_checkpoint_and_why(
    train: Callable[..., int],
    text_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop, "take_step", lambda *args: step.StepResult(math.nan, math.nan, 1e-3, updated=False))
    assert train(*small(text_file, "--steps", "50", "--json")) == 3
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["step"] for line in lines] == [1, 2, 3] and "no finite gradient" in lines[-1]["stopped"]
    assert "training diverged at step 3" in err.splitlines()[-1] and "step-000003" in err.splitlines()[-1]
    assert (tmp_path / "runs/prose-1x2x16/checkpoints/step-000003/manifest.json").is_file()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_sigterm_saves_and_exits_130(text_file: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    words = small(text_file, "--steps", "1000000", "--run", str(run), "--eval-every", "1000000")
    child = subprocess.Popen([sys.executable, "-m", "gpt_studio", "train", *words], stdout=subprocess.DEVNULL)
    try:
        wait_for(run, 3)
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 130
    finally:
        child.kill()
        child.wait()
    state = json.loads((run / "state.json").read_text())
    assert state["status"] == "stopped" and state["last"] == f"step-{state['step']:06d}"
    assert len((run / "metrics.jsonl").read_text().splitlines()) == state["step"]


def wait_for(run: Path, lines: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = run / "metrics.jsonl"
        if path.exists() and path.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.02)
    raise AssertionError("the run wrote no metrics")


def test_a_run_started_as_the_window_does_logs_every_line_once(params: TrainParams, text_file: Path) -> None:
    run = Path(params.run or "")
    child = start_training(train_arguments(params), run)
    deadline = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    log = (run / "log.txt").read_text()
    assert child.poll() == 0, log
    assert log.count("finished at step 12") == 1 and log.count("step 12 of 12") == 1


@pytest.mark.slow
def test_a_full_disk_leaves_the_checkpoint_before_and_says_so(params: TrainParams, quiet: start.Speech) -> None:
    """RLIMIT_FSIZE stands for the disk: the moments are a byte larger than a file may be."""
    resource = pytest.importorskip("resource")
    run = start.begin(replace(params, steps=4, save_every=2, eval_every=2), Path("unused"), quiet).folder
    size = (run / "checkpoints/step-000004/trainer.safetensors").stat().st_size
    command = [sys.executable, "-m", "gpt_studio", "train", "--resume", str(run), "--extend", "4"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, size - 1)),
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "step 6 was not saved" in done.stdout and "step 8 was not saved" in done.stderr
    state = json.loads((run / "state.json").read_text())
    assert (state["status"], state["last"]) == ("failed", "step-000004")
    assert sorted(path.name for path in (run / "checkpoints").iterdir()) == ["step-000002", "step-000004"]
    assert start.resume(run, speech=quiet).step == 8
    assert json.loads((run / "state.json").read_text())["last"] == "step-000008"
