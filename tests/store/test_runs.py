"""Run folders written by hand, as another process or another machine may leave them."""

import json
import os
import platform
import subprocess
import sys
import time

import psutil
import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store import runs

NOW = 1_700_000_000.0


def write_run(folder, *, settings='model = "bundled"\nmethod = "full"\n', **changes):
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        "status": "running", "pid": os.getpid(), "host": platform.node(), "started": NOW, "heartbeat": time.time(),
        "step": 40, "steps": 100, "best": None, "last": None, "best_val_loss": 1.5, "message": "",
    }  # fmt: skip
    (folder / "state.json").write_text(json.dumps(state | changes))
    (folder / "run.toml").write_text(settings)
    return folder


def write_checkpoint(folder, name, *, whole=True):
    place = folder / "checkpoints" / name
    place.mkdir(parents=True)
    (place / "model.safetensors").write_bytes(b"weights")
    if whole:
        (place / "manifest.json").write_text("{}")
    return place


@pytest.fixture(scope="module")
def dead_pid():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as child:
        pass
    assert not psutil.pid_exists(child.pid)
    return child.pid


def test_a_summary_says_what_state_and_settings_say(tmp_path):
    folder = write_run(tmp_path / "shakespeare")
    assert runs.summarise(folder) == runs.RunSummary(
        name="shakespeare", path=str(folder), status="running", step=40, steps=100, best_val_loss=1.5,
        started=NOW, method="full", model="bundled",
    )  # fmt: skip


def test_a_run_from_scratch_names_its_shape_as_the_model(tmp_path):
    folder = write_run(tmp_path / "a", settings='from_scratch = "4x4x128"\nmethod = "full"\n')
    assert runs.summarise(folder).model == "4x4x128"


def test_runs_are_listed_newest_first_and_other_folders_are_not(tmp_path):
    write_run(tmp_path / "old", started=NOW)
    write_run(tmp_path / "new", started=NOW + 60)
    write_run(tmp_path / ".hidden")
    (tmp_path / "notes").mkdir()
    (tmp_path / "file.txt").write_text("x")
    assert [run.name for run in runs.find_runs(tmp_path)] == ["new", "old"]


def test_a_root_that_is_not_there_has_no_runs(tmp_path):
    assert runs.find_runs(tmp_path / "absent") == []


@pytest.mark.parametrize("file", ["state.json", "run.toml"])
def test_a_file_cut_at_any_byte_gives_a_row_and_never_an_error(tmp_path, file):
    folder = write_run(tmp_path / "a")
    whole = (folder / file).read_bytes()
    statuses = set()
    for length in range(len(whole)):
        (folder / file).write_bytes(whole[:length])
        (found,) = runs.find_runs(tmp_path)
        statuses.add(found.status)
        if file == "state.json":
            assert found.status == "damaged"
            assert "state.json" in found.problem
    assert statuses == ({"damaged"} if file == "state.json" else {"running"})


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b'{"status": 3}', b"\xff\xfe", b"[" * 100_000, b'{"step": NaN}', b"x" * 2_000_000],
)
def test_a_state_that_is_no_state_is_a_problem_of_its_run_only(tmp_path, content):
    write_run(tmp_path / "good")
    write_run(tmp_path / "bad")
    (tmp_path / "bad" / "state.json").write_bytes(content)
    found = {run.name: run for run in runs.find_runs(tmp_path)}
    assert found["good"].status == "running"
    assert found["bad"].status == "damaged"
    assert "state.json" in found["bad"].problem


def test_an_unknown_status_is_refused(tmp_path):
    folder = write_run(tmp_path / "a", status="dancing")
    with pytest.raises(StudioError, match="dancing"):
        runs.read_state(folder)


def test_a_run_with_nothing_but_a_log_is_starting_and_later_failed(tmp_path):
    (tmp_path / "a").mkdir()
    log = tmp_path / "a" / "log.txt"
    log.write_text("Killed\n")
    assert [(run.status, run.problem) for run in runs.find_runs(tmp_path)] == [("preparing", "")]
    os.utime(log, (NOW, NOW))
    (found,) = runs.find_runs(tmp_path)
    assert (found.status, found.started) == ("failed", None)
    assert "state.json" in found.problem


def test_a_preparing_run_without_settings_yet_has_no_problem(tmp_path):
    folder = write_run(tmp_path / "a", status="preparing")
    (folder / "run.toml").unlink()
    found = runs.summarise(folder)
    assert (found.status, found.problem) == ("preparing", "")


# -- is it alive? --------------------------------------------------------------------------------------


def test_a_fresh_heartbeat_is_believed(tmp_path, dead_pid):
    state = runs.read_state(write_run(tmp_path / "a", pid=dead_pid, heartbeat=NOW))
    assert runs.current_status(state, NOW + runs.SILENT_AFTER_S) == "running"


@pytest.mark.parametrize("status", runs.ALIVE)
def test_an_old_heartbeat_of_a_dead_process_here_means_interrupted(tmp_path, dead_pid, status):
    state = runs.read_state(write_run(tmp_path / "a", status=status, pid=dead_pid, heartbeat=NOW))
    assert runs.current_status(state, NOW + 10.5) == "interrupted"


def test_an_old_heartbeat_from_another_machine_means_silent(tmp_path, dead_pid):
    state = runs.read_state(write_run(tmp_path / "a", host="elsewhere", pid=dead_pid, heartbeat=NOW))
    assert runs.current_status(state, NOW + 10.5) == "silent"


def test_an_old_heartbeat_of_a_living_process_means_silent(tmp_path):
    later = time.time()
    state = runs.read_state(write_run(tmp_path / "a", heartbeat=later))
    assert runs.current_status(state, later + 10.5) == "silent"


def test_a_process_made_after_the_last_heartbeat_is_another_one(tmp_path):
    made = psutil.Process().create_time()
    state = runs.read_state(write_run(tmp_path / "a", heartbeat=made - 60))
    assert runs.current_status(state, made) == "interrupted"


@pytest.mark.parametrize("pid", [-1, 0, 2**70])
def test_absurd_process_numbers_are_dead_ones(tmp_path, pid):
    folder = write_run(tmp_path / "a", pid=pid, heartbeat=1.0)
    assert runs.summarise(folder).status in ("interrupted", "damaged")


@pytest.mark.parametrize("status", ["stopped", "finished", "failed"])
def test_a_run_that_ended_needs_no_heartbeat(tmp_path, dead_pid, status):
    folder = write_run(tmp_path / "a", status=status, pid=dead_pid, heartbeat=NOW)
    assert runs.summarise(folder).status == status


# -- checkpoints ---------------------------------------------------------------------------------------


def test_checkpoints_are_those_with_a_manifest_in_the_order_of_steps(tmp_path):
    folder = write_run(tmp_path / "a")
    for name in ("step-001000", "step-000200", "step-1000000", "notes"):
        write_checkpoint(folder, name)
    write_checkpoint(folder, "step-002000", whole=False)
    assert runs.checkpoints(folder) == ("step-000200", "step-001000", "step-1000000")


def test_best_and_last_are_the_ones_that_the_state_names(tmp_path):
    folder = write_run(tmp_path / "a", best="step-000200", last="step-000400")
    for name in ("step-000200", "step-000400", "step-000300"):
        write_checkpoint(folder, name)
    assert runs.result(folder, "best") == folder / "checkpoints" / "step-000200"
    assert runs.result(folder, "last") == folder / "checkpoints" / "step-000400"


@pytest.mark.parametrize("name", ["../../outside", "/etc", "step-000999", "", None])
def test_a_named_checkpoint_that_is_not_in_the_folder_is_never_followed(tmp_path, name):
    write_checkpoint(tmp_path, "outside")
    folder = write_run(tmp_path / "a", best=name)
    assert runs.result(folder, "best") is None
    place = write_checkpoint(folder, "step-000200")
    assert runs.result(folder, "best") == place


# -- requests and names --------------------------------------------------------------------------------


def test_a_stop_is_a_file_in_the_folder(tmp_path):
    folder = write_run(tmp_path / "a")
    assert not runs.stop_requested(folder)
    runs.request_stop(folder)
    assert (folder / "stop.request").exists()
    assert runs.stop_requested(folder)


def test_a_stop_that_cannot_be_written_names_the_folder(tmp_path):
    with pytest.raises(StudioError, match="gone"):
        runs.request_stop(tmp_path / "gone")


def test_a_run_is_found_by_its_name_and_by_its_path(tmp_path):
    folder = write_run(tmp_path / "root" / "a")
    assert runs.find_run("a", tmp_path / "root") == folder
    assert runs.find_run(str(folder), tmp_path) == folder
    for name in ("b", "..", "", str(tmp_path)):
        with pytest.raises(StudioError, match="no run"):
            runs.find_run(name, tmp_path / "root")
