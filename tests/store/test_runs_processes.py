"""Starting a run as a process of its own, with a small script in the place of training."""

import gc
import os
import shlex
import sys
import time
from dataclasses import fields, replace

import psutil
import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import (
    command_text,
    spare_threads,
    start_training,
    train_arguments,
    train_command,
)

NOTE = "import sys, os; print(sys.argv[1:], os.getsid(0) == os.getpid(), sys.stdin.read() == '')"
WAIT = "import time; print('up', flush=True); time.sleep(600)"


def start(script, folder, *arguments):
    return start_training(arguments, folder, command=[sys.executable, "-c", script])


def wait_for_end(process):
    deadline = time.monotonic() + 30
    while (code := process.poll()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return code


def test_output_goes_to_the_log_in_a_session_of_its_own_without_input(tmp_path):
    process = start(NOTE, tmp_path / "a" / "run", "--steps", "5", "it's")
    assert wait_for_end(process) == 0
    log = tmp_path / "a" / "run" / "log.txt"
    assert log.read_text() == "['--steps', '5', \"it's\"] True True\n"
    assert wait_for_end(start("import sys; sys.exit('again')", tmp_path / "a" / "run")) == 1
    assert log.read_text().endswith("again\n")


def test_an_ended_run_is_reaped_by_poll(tmp_path):
    process = start("pass", tmp_path / "run")
    assert wait_for_end(process) == 0
    assert not psutil.pid_exists(process.pid)


def test_a_run_that_is_dropped_runs_on_without_a_warning(tmp_path):
    process = start(WAIT, tmp_path / "run")
    alive = psutil.Process(process.pid)
    del process
    gc.collect()
    assert alive.is_running()
    alive.kill()
    alive.wait(10)


def test_what_cannot_be_started_is_a_refusal_that_names_the_folder(tmp_path):
    with pytest.raises(StudioError, match="run could not be started"):
        start_training([], tmp_path / "run", command=[str(tmp_path / "absent")])
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="could not be started"):
        start("pass", tmp_path / "file")


def test_the_program_is_found_and_the_present_folder_is_not_imported_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the present folder was imported')")
    command = [part for part in train_command() if part != "train"]
    process = start_training(["--version"], tmp_path / "run", command=command)
    assert wait_for_end(process) == 0, (tmp_path / "run" / "log.txt").read_text()


def test_one_core_is_left_to_the_window():
    assert 1 <= spare_threads() <= max(1, (os.cpu_count() or 1) - 1)


# -- options -------------------------------------------------------------------------------------------


def test_only_what_differs_from_its_default_becomes_an_option():
    params = TrainParams(from_scratch="4x4x128", data=("a.txt", "b c.txt"), lr=1e-3, steps=200, betas=(0.9, 0.95))
    assert train_arguments(params) == [
        "--from-scratch", "4x4x128", "--data", "a.txt", "--data", "b c.txt", "--steps", "200", "--lr", "0.001",
        "--betas", "0.9,0.95",
    ]  # fmt: skip


def test_every_parameter_has_an_option():
    for field in fields(TrainParams):
        value = ("x",) if field.default == () else (0.5, 0.6) if field.name == "betas" else 7
        arguments = train_arguments(replace(TrainParams(), **{field.name: value}))
        assert arguments[0] == "--" + field.name.replace("_", "-")
        assert len(arguments) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="quotes as a POSIX shell does")
def test_the_text_of_a_command_is_what_a_shell_reads_back():
    arguments = ["--data", "my text's.txt", "--sample-prompt", "A $HOME `x`\n"]
    assert shlex.split(command_text(arguments)) == ["gpt-studio", "train", *arguments]
