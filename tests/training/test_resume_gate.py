"""Sixty steps with dropout, killed with SIGKILL at steps 1, 7, 20, 37 and 59: the run that nothing happened to, in hex.

For every kind of training, with the slow gates; in every run of the tests test_resume.py kills one at step 16 and one
while it saves.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import killing
import msgspec
import pytest

from gpt_studio.files.hashes import sha256_file
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
SCRIPT = str(Path(killing.__file__))
STEPS = 60
slow = (pytest.mark.slow, pytest.mark.timeout(1800))

Kind = Callable[[TrainParams, Path], TrainParams]


def text(params: TrainParams, place: Path) -> TrainParams:
    return params


def examples(params: TrainParams, place: Path) -> TrainParams:
    """Prompts and answers of unequal length, several in a row, the prompts masked."""
    rows = [
        {"prompt": f"{a} and {b}? ", "completion": f"{a + b} it is, {'so ' * (a % 4)}"}
        for a in range(9)
        for b in range(9)
    ]
    (place / "sums.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return replace(params, data=(str(place / "sums.jsonl"),), mask_prompt=True, context=40, val_fraction=0.1)


def adapter(params: TrainParams, place: Path) -> TrainParams:
    """An adapter with its own dropout on a network that a first run leaves."""
    first = replace(params, run=str(place / "first"), steps=2, eval_every=2, save_every=None)
    base = start.begin(first, Path("unused"), start.Speech(None, None)).folder / "checkpoints/step-000002"
    return replace(
        params, from_scratch=None, model=str(base), method="lora", lora_rank=4, lora_dropout=0.2, lr=1e-2, dropout=0.1
    )


def run_of(kind: Kind, params: TrainParams, place: Path) -> TrainParams:
    return kind(replace(params, steps=STEPS, dropout=0.2, eval_every=10, save_every=5), place)


def train(what: str, last: int, *words: str) -> None:
    """In a process of its own where it is killed."""
    if not last:
        return killing.train(what, 0, "forgetful" in words)
    command = [sys.executable, SCRIPT, what, str(last), *words]
    done = subprocess.run(command, capture_output=True, timeout=280, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return None


def losses(run: Path) -> list[list[str]]:
    """Loss, validation loss and norm of the gradient of each step as hexadecimal floats."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [
        [float(line[key]).hex() if line[key] is not None else "" for key in ("loss", "val_loss", "grad_norm")]
        for line in lines
    ]


def last_files(run: Path) -> dict[str, str]:
    folder = run / f"checkpoints/step-{STEPS:06d}"
    return {path.name: sha256_file(path) for path in sorted(folder.iterdir())}


def killed_and_gone_on(params: TrainParams, at: list[int], *words: str) -> Path:
    """One run, killed after each of these steps and gone on with after each, to its end."""
    run = Path(params.run or "")
    what = msgspec.json.encode(params).decode()
    for step in at:
        train(what, step, *words)
        assert len(losses(run)) >= step
        what = str(run)
    train(what, 0, *words)
    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "kills"),
    [
        (text, [[7, 37]]),
        pytest.param(text, [[1], [7], [20], [37], [59]], marks=slow),
        pytest.param(examples, [[1], [7], [20], [37], [59]], marks=slow),
        pytest.param(adapter, [[1], [7], [20], [37], [59]], marks=slow),
    ],
    ids=["text", "text-every", "examples-every", "adapter-every"],
)
def test_every_loss_after_a_kill_is_the_same_to_the_last_bit(
    params: TrainParams, tmp_path: Path, kind: Kind, kills: list[list[int]]
) -> None:
    params = run_of(kind, params, tmp_path)
    straight = replace(params, run=str(tmp_path / "straight"))
    train(msgspec.json.encode(straight).decode(), 0)
    expected, files = losses(tmp_path / "straight"), last_files(tmp_path / "straight")
    assert len(expected) == STEPS and len({loss for loss, _, _ in expected}) > STEPS - 3
    assert any(name.endswith("model.safetensors") for name in files)
    for number, at in enumerate(kills):
        run = killed_and_gone_on(replace(params, run=str(tmp_path / f"killed-{number}")), at)
        assert losses(run) == expected, at
        assert last_files(run) == files, at


@pytest.mark.slow
def test_without_the_seed_of_dropout_the_losses_are_others(params: TrainParams, tmp_path: Path) -> None:
    """The gate can fail: a run whose dropout forgets where it was goes on otherwise."""
    params = run_of(text, params, tmp_path)
    straight = replace(params, run=str(tmp_path / "straight"))
    train(msgspec.json.encode(straight).decode(), 0, "forgetful")
    run = killed_and_gone_on(params, [37], "forgetful")
    expected, found = losses(tmp_path / "straight"), losses(run)
    assert found[:35] == expected[:35]
    assert found[35:] != expected[35:]
    assert last_files(run)["model.safetensors"] != last_files(tmp_path / "straight")["model.safetensors"]
