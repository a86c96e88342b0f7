from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.plan import default_eval_every, settle
from gpt_studio.training.run_file import DataRecord, RunRecord, read_run_file, write_run_file

RECORD = RunRecord([DataRecord("/data/ü.txt", 12, "ab" * 32)], "char", 65, 9, 3, 1234, {"torch": "2.13.0"})


def test_a_run_file_gives_back_parameters_and_record(tmp_path: Path) -> None:
    params = replace(
        settle(TrainParams(from_scratch="2x2x32", data=("/a b.txt", '/q"uote.txt'), minutes=2), 64)[0],
        betas=(0.8, 0.95),
        sample_prompt=("ROMEO:\n", "\\n"),
    )
    write_run_file(tmp_path / "run.toml", params, RECORD)
    assert read_run_file(tmp_path / "run.toml") == (params, RECORD)


def test_whole_numbers_may_stand_where_fractions_are_meant(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('model = "bundled"\nlr = 1\nminutes = 3\nbetas = [0, 0.5]\n')
    params, record = read_run_file(tmp_path / "c.toml")
    assert (params.lr, params.minutes, params.betas, record) == (1, 3, (0, 0.5), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps = 'many'", "steps"),
        ("stepps = 3", "stepps"),
        ("steps = ", "TOML"),
        ("data = 'a.txt'", "data"),
        ("betas = [0.9]", "betas"),
        ("[record]\ndata = 3", "record"),
        ("x = " + "[" * 5000, "TOML"),
    ],
)
def test_a_configuration_that_is_not_understood_names_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(StudioError) as caught:
        read_run_file(tmp_path / "c.toml")
    assert "c.toml" in caught.value.one_line()
    assert said in caught.value.one_line() or said == "record"


def test_defaults_are_those_of_the_command_line() -> None:
    scratch, plan = settle(TrainParams(from_scratch="1x1x8"), 256)
    assert (scratch.lr, scratch.min_lr, scratch.warmup, scratch.steps) == (1e-3, 1e-4, 50, 1000)
    assert (plan.decay_steps, plan.tokens_per_step) == (1000, 8 * 256)
    model, _ = settle(TrainParams(model="bundled", steps=10_000), 128)
    assert (model.lr, model.warmup) == (5e-5, 100)
    assert settle(model, 128)[0] == model  # settling again changes nothing


def test_validations_are_a_twentieth_of_the_steps_apart_within_limits() -> None:
    assert [default_eval_every(steps) for steps in (1, 5, 20, 200, 1000, 100_000)] == [1, 5, 10, 10, 50, 500]
