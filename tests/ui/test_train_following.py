"""A run as the page follows it, without the page."""

import sys
import time

import psutil
import pytest
from run_folders import append_metrics, append_sample, trainer_command, write_checkpoint, write_state

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store import runs
from gpt_studio.store.processes import start_training
from gpt_studio.ui.train.following import FollowedRun


def look_until(run, condition, timeout_s=30):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"still {run.status} at step {run.step}: {run.log}"
        run.look()
        time.sleep(0.02)


def start(run, *words, script=None):
    command = [sys.executable, "-c", script] if script else trainer_command()
    run.follow(start_training(words or ("--run", str(run.folder)), run.folder, command))


def test_numbers_come_from_lines_and_state(tmp_path):
    folder = write_state(tmp_path / "a", step=3, best="step-000002", last="step-000003", best_val_loss=2.5)
    append_metrics(folder, [1, 2], tok_s=1000.0, lr=0.001)
    append_metrics(folder, [3], val_loss=2.75, memory_bytes=5)
    run = FollowedRun(folder)
    assert run.look().lines
    assert (run.status, run.step, len(run.history)) == ("running", 3, 3)
    headline = run.headline()
    assert headline.validation == (3, 2.75)
    assert headline.best == (2, 2.5)
    assert headline.line is not None
    assert headline.line.memory_bytes == 5
    assert not run.look().lines


def test_the_step_is_that_of_the_newest_line_before_the_state_says_so(tmp_path):
    folder = write_state(tmp_path / "a", step=3)
    append_metrics(folder, range(1, 8))
    run = FollowedRun(folder)
    run.look()
    assert run.step == 7


def test_time_left_is_what_the_steps_so_far_took_and_at_most_the_minutes(tmp_path):
    folder = write_state(tmp_path / "a", step=25, steps=100, elapsed_s=50.0)
    run = FollowedRun(folder)
    run.look()
    assert run.seconds_left() == pytest.approx(150.0)
    (folder / "run.toml").write_text('from_scratch = "4x4x128"\nminutes = 2\n')
    run = FollowedRun(folder)
    run.look()
    assert run.seconds_left() == pytest.approx(70.0)
    write_state(folder, status="finished", step=100, elapsed_s=120.0)
    run.look()
    assert run.seconds_left() is None


def test_a_cut_file_of_a_resumed_run_is_read_anew(tmp_path):
    folder = write_state(tmp_path / "a")
    append_metrics(folder, range(1, 11))
    append_sample(folder, 5, "old")
    run = FollowedRun(folder)
    run.look()
    (folder / "metrics.jsonl").unlink()
    (folder / "samples.jsonl").unlink()
    append_metrics(folder, range(1, 5))
    append_sample(folder, 5, "new")
    news = run.look()
    assert news.samples_void
    assert [sample.text for sample in news.samples] == ["new"]
    assert run.history.steps.tolist() == [1, 2, 3, 4]


def test_a_long_file_is_caught_up_with_in_several_looks(tmp_path):
    folder = write_state(tmp_path / "a", steps=60_000)
    append_metrics(folder, range(1, 60_001), grad_norm=0.123456789, tok_s=123456.789)
    run = FollowedRun(folder)
    run.look()
    assert 0 < len(run.history) < 60_000
    look_until(run, lambda: len(run.history) == 60_000)


def test_damage_is_a_problem_and_never_an_error(tmp_path):
    folder = write_state(tmp_path / "a")
    (folder / "state.json").write_text("{")
    (folder / "metrics.jsonl").mkdir()
    run = FollowedRun(folder)
    run.look()
    assert run.status == "damaged"
    assert "state.json" in run.problem
    assert not run.can_go_on


def test_only_a_run_that_has_begun_and_rests_can_go_on(tmp_path):
    folder = write_state(tmp_path / "a")
    run = FollowedRun(folder)
    for status, can in (("running", False), ("paused", False), ("stopped", True), ("failed", True), ("finished", True)):
        write_state(folder, status=status, steps=40)
        run.look()
        assert run.can_go_on is can
    assert run.resume_arguments() == ["--resume", str(folder), "--extend", "40"]
    write_state(folder, status="stopped")
    run.look()
    assert run.resume_arguments() == ["--resume", str(folder)]


# -- with a process of its own -------------------------------------------------------------------------


def test_a_run_from_start_to_end_leaves_no_process(tmp_path):
    run = FollowedRun(tmp_path / "a")
    start(run, "--run", str(run.folder), "--steps", "5")
    assert run.process is not None
    pid = run.process.pid
    run.look()
    assert run.status in ("preparing", "running")
    look_until(run, lambda: not run.going)
    assert (run.status, run.step, run.checkpoints) == ("finished", 5, ("step-000005",))
    look_until(run, lambda: run.process is None)
    assert not psutil.pid_exists(pid)


def test_a_stop_asked_for_before_the_run_has_begun_is_not_lost(tmp_path):
    run = FollowedRun(tmp_path / "a")
    start(run)
    run.stop()
    look_until(run, lambda: not run.going)
    assert run.status == "stopped"
    assert not run.stopping


def test_a_process_that_dies_before_it_begins_is_a_failure_with_the_end_of_its_log(tmp_path):
    run = FollowedRun(tmp_path / "a")
    start(run, script="import sys; print('one'); sys.exit('no such text')")
    look_until(run, lambda: not run.going)
    assert run.status == "failed"
    assert run.log == ("one", "no such text")
    run.look()
    assert run.status == "failed"


def test_a_killed_process_is_interrupted_at_once(tmp_path):
    run = FollowedRun(tmp_path / "a")
    start(run)
    look_until(run, lambda: run.step > 2)
    assert run.process is not None
    psutil.Process(run.process.pid).kill()
    look_until(run, lambda: not run.going)
    for _ in range(3):
        assert run.status == "interrupted"
        run.look()


def test_a_resumed_run_is_not_shown_as_it_ended_before(tmp_path):
    run = FollowedRun(tmp_path / "a")
    start(run, "--run", str(run.folder), "--steps", "3")
    look_until(run, lambda: run.status == "finished")
    start(run, *run.resume_arguments())
    run.look()
    assert run.status in ("preparing", "running")
    look_until(run, lambda: run.status == "running")
    run.stop()
    look_until(run, lambda: not run.going)
    assert run.status == "stopped"


def test_a_resume_that_is_refused_says_why_and_the_next_one_may_succeed(tmp_path):
    folder = write_state(tmp_path / "a", status="stopped")
    run = FollowedRun(folder)
    start(run, script="raise SystemExit('the data has changed')")
    look_until(run, lambda: run.status == "failed")
    assert run.log == ("the data has changed",)
    assert run.can_go_on
    start(run, "--resume", str(folder), "--steps", "2")
    look_until(run, lambda: run.status == "finished")


def test_a_stop_that_cannot_be_asked_for_is_a_refusal(tmp_path):
    with pytest.raises(StudioError, match="gone"):
        FollowedRun(tmp_path / "gone").stop()


def test_results_are_the_named_checkpoints(tmp_path):
    folder = write_state(tmp_path / "a", best="step-000010", last="step-000020")
    run = FollowedRun(folder)
    assert run.result("best") is None
    for name in ("step-000010", "step-000020"):
        write_checkpoint(folder, name)
    assert run.result("best") == folder / "checkpoints" / "step-000010"
    assert run.result("last") == folder / "checkpoints" / "step-000020"


def test_a_run_of_another_machine_in_a_shared_folder_is_followed_and_silent_while_its_state_is_old(tmp_path):
    shared, root = tmp_path / "shared", tmp_path / "runs"
    root.mkdir()
    gone = {"host": "elsewhere", "pid": 2**22 + 1}  # no process here has this number
    write_state(shared, step=2, **gone)
    append_metrics(shared, [1, 2])
    (root / "linked").symlink_to(shared)
    (found,) = runs.find_runs(root)
    assert (found.name, found.status, found.step) == ("linked", "running", 2)
    run = FollowedRun(root / "linked")
    run.look()
    assert (run.status, run.step) == ("running", 2)
    write_state(shared, step=2, heartbeat=time.time() - 60, **gone)
    run.look()
    assert run.status == "silent" and run.going and runs.find_runs(root)[0].status == "silent"
    write_state(shared, step=4, **gone)
    append_metrics(shared, [3, 4], val_loss=1.5)
    assert run.look().lines
    assert (run.status, run.step, run.headline().validation) == ("running", 4, (4, 1.5))
