"""`gpt-studio runs` on folders written by hand."""

import hashlib
import json
import os
import platform
import time

import pytest
import typer
from typer.testing import CliRunner

from gpt_studio.cli import runs
from gpt_studio.protocol.errors import StudioError

KEYS = {"name", "path", "status", "step", "steps", "best_val_loss", "started", "method", "model"}


@pytest.fixture
def home(tmp_path):
    root = tmp_path / "home"
    for number, name in enumerate(("first", "second")):
        folder = root / "runs" / name
        folder.mkdir(parents=True)
        state = {
            "status": "finished", "pid": os.getpid(), "host": platform.node(), "started": 1.7e9 + number,
            "heartbeat": time.time(), "step": 20, "steps": 20, "best": "step-000010", "last": "step-000020",
            "best_val_loss": 2.25,
        }  # fmt: skip
        (folder / "state.json").write_text(json.dumps(state))
        (folder / "run.toml").write_text('from_scratch = "4x4x128"\nmethod = "full"\nsteps = 20\n')
        for checkpoint in ("step-000010", "step-000020"):
            write_checkpoint(folder / "checkpoints" / checkpoint)
    return root


def write_checkpoint(place):
    place.mkdir(parents=True)
    (place / "model.safetensors").write_bytes(place.name.encode() * 100)
    (place / "config.json").write_text("{}")
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in place.iterdir()
    }
    (place / "manifest.json").write_text(json.dumps({"step": 10, "files": files}))


def run(*words):
    app = typer.Typer()
    app.callback()(lambda: None)
    runs.register(app)
    outcome = CliRunner().invoke(app, ["runs", *map(str, words)])
    if isinstance(outcome.exception, StudioError):
        raise outcome.exception
    assert outcome.exit_code == 0, outcome.output
    return outcome


def test_the_list_has_the_keys_of_the_contract(home):
    listed = json.loads(run("--json", "--data-dir", home).stdout)
    assert [row["name"] for row in listed] == ["second", "first"]
    assert all(set(row) >= KEYS for row in listed)
    assert listed[0] == {
        "name": "second", "path": str(home / "runs" / "second"), "status": "finished", "step": 20, "steps": 20,
        "best_val_loss": 2.25, "started": 1.7e9 + 1, "method": "full", "model": "4x4x128", "problem": "",
        "message": "",
    }  # fmt: skip


def test_no_runs_are_an_empty_list(tmp_path):
    assert json.loads(run("--json", "--data-dir", tmp_path).stdout) == []
    assert run("--data-dir", tmp_path).stdout == ""


def test_a_damaged_run_is_in_the_list_with_its_problem(home):
    (home / "runs" / "first" / "state.json").write_text("{")
    damaged = json.loads(run("--json", "--data-dir", home).stdout)[-1]
    assert (damaged["name"], damaged["status"]) == ("first", "damaged")
    assert "state.json" in damaged["problem"]


def test_the_list_for_people_has_a_row_a_run(home):
    shown = run("--data-dir", home).stdout
    assert "first" in shown
    assert "20 of 20" in shown
    assert "2.2500" in shown


def test_a_name_with_markup_is_shown_as_it_is(home):
    (home / "runs" / "first").rename(home / "runs" / "[red]x")
    assert "[red]x" in run("--data-dir", home).stdout


@pytest.mark.parametrize("before", [True, False])
def test_one_run_in_full(home, before):
    options = ["--json", "--data-dir", home]
    shown = run(*options, "show", "first") if before else run("show", "first", *options)
    document = json.loads(shown.stdout)
    assert document["name"] == "first"
    assert document["state"]["best"] == "step-000010"
    assert document["settings"]["steps"] == 20
    assert [c["step"] for c in document["checkpoints"]] == [10, 20]
    assert "step-000010, 2.2500 nats per token" in run("show", home / "runs" / "first").stdout


def test_export_copies_the_best_checkpoint_byte_for_byte(home, tmp_path):
    out = tmp_path / "deep" / "mine"
    document = json.loads(run("export", "first", out, "--data-dir", home, "--json").stdout)
    source = home / "runs" / "first" / "checkpoints" / "step-000010"
    assert document["checkpoint"] == "step-000010"
    assert {p.name: p.read_bytes() for p in out.iterdir()} == {p.name: p.read_bytes() for p in source.iterdir()}
    assert document["bytes"] == sum(p.stat().st_size for p in source.iterdir())
    assert [p.name for p in out.parent.iterdir()] == ["mine"]


def test_export_can_take_the_last_one(home, tmp_path):
    run("export", "first", tmp_path / "mine", "--last", "--data-dir", home)
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() == b"step-000020" * 100


@pytest.mark.parametrize("damage", [b"", b"step-000010" * 99 + b"step-000011", None])
def test_a_damaged_checkpoint_is_not_exported_and_nothing_is_left(home, tmp_path, damage):
    weights = home / "runs" / "first" / "checkpoints" / "step-000010" / "model.safetensors"
    weights.unlink() if damage is None else weights.write_bytes(damage)
    (tmp_path / "out").mkdir()
    with pytest.raises(StudioError, match="is damaged"):
        run("export", "first", tmp_path / "out" / "mine", "--data-dir", home)
    assert list((tmp_path / "out").iterdir()) == []


def test_export_never_overwrites(home, tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(StudioError, match="is there already"):
        run("export", "first", tmp_path / "mine", "--data-dir", home)


def test_a_run_that_is_not_there_is_refused(home, tmp_path):
    for words in (("show", "third"), ("export", "third", tmp_path / "mine")):
        with pytest.raises(StudioError, match="there is no run third"):
            run(*words, "--data-dir", home)
