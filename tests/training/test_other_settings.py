"""A run whose settings were changed meanwhile is not gone on with as if nothing had happened."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start
from gpt_studio.training.parallel import Group
from gpt_studio.training.run_file import read_run_file, write_run_file

QUIET = start.Speech(None, io.StringIO())


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four steps, its data beside it."""
    place = tmp_path_factory.mktemp("settings")
    (place / "prose.txt").write_text("the king my lord and thou art not so fair as night\n" * 60)
    params = TrainParams(
        from_scratch="1x2x16", data=(str(place / "prose.txt"),), run=str(place / "run"), steps=4, batch=2, context=16,
        dropout=0.1, eval_every=2, eval_batches=1, threads=1,
    )  # fmt: skip
    return start.begin(params, Path("unused"), QUIET).folder


CHANGES = {
    "batch": {"batch": 3},
    "accumulate": {"accumulate": 2},
    "context": {"context": 12},
    "seed": {"seed": 1},
    "dropout": {"dropout": 0.2},
    "lr": {"lr": 1e-4},
    "threads": {"threads": 2},
    "from_scratch": {"from_scratch": "2x2x16"},
    "decay_steps": {"steps": 40},
    "val_fraction": {"val_fraction": 0.2},
}


@pytest.mark.parametrize("name", CHANGES)
def test_another_setting_is_refused_with_what_to_do(finished: Path, name: str) -> None:
    file = finished / "run.toml"
    before, weights = file.read_bytes(), (finished / "checkpoints/step-000004/model.safetensors").read_bytes()
    params, record = read_run_file(file)
    write_run_file(file, replace(params, **CHANGES[name]), record)
    try:
        with pytest.raises(StudioError, match="step-000004 was trained by other settings") as caught:
            start.resume(finished, extend=None if name == "decay_steps" else 2, speech=QUIET)
    finally:
        file.write_bytes(before)
    error = caught.value
    assert error.code == "settings_changed"
    assert error.expected and error.expected.startswith(name) and error.found and error.found.startswith(name)
    assert error.expected != error.found
    assert error.remedy and "continue as a new run: train --model" in error.remedy
    assert (finished / "checkpoints/step-000004/model.safetensors").read_bytes() == weights


def test_another_number_of_processes_is_refused(finished: Path) -> None:
    before = (finished / "run.toml").read_bytes()
    with pytest.raises(StudioError, match="other settings") as caught:
        start.resume(finished, extend=1, speech=QUIET, group=Group(0, 2))
    assert caught.value.remedy and "torchrun --nproc-per-node 1" in caught.value.remedy
    (finished / "run.toml").write_bytes(before)


@pytest.mark.parametrize(
    "change", [{"save_every": 1}, {"eval_every": 1}, {"log_every": 2}, {"sample_prompt": ("the",)}]
)
def test_what_a_run_writes_and_when_may_change(finished: Path, tmp_path: Path, change: dict[str, object]) -> None:
    run = shutil.copytree(finished, tmp_path / "run")
    params, record = read_run_file(run / "run.toml")
    write_run_file(run / "run.toml", replace(params, **change), record)
    assert start.resume(run, extend=1, speech=QUIET).step == 5


def test_a_new_run_goes_on_from_the_checkpoint_as_the_refusal_says(finished: Path, tmp_path: Path) -> None:
    params, _ = read_run_file(finished / "run.toml")
    more = replace(
        params, from_scratch=None, model=str(finished / "checkpoints/step-000004"), batch=3,
        decay_steps=None, run=str(tmp_path / "new"),
    )  # fmt: skip
    assert start.begin(more, Path("unused"), QUIET).status == "finished"
