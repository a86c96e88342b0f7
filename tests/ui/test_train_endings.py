"""The page and the list say how a run ended, what it took beside what was estimated, and what it left out."""

import json

import pytest
from run_folders import append_metrics, write_state

from gpt_studio.store.runs import find_runs
from gpt_studio.ui.train.run_list import RunList
from gpt_studio.ui.train.run_view import RunView

SETTINGS = 'from_scratch = "4x4x128"\nminutes = 2.5\nearly_stop = 3\nschedule = "cosine"\nmin_lr = 1e-4\n'


@pytest.fixture
def ended(tmp_path, qtbot):
    """The page of a run that ended after 60 of 100 steps."""

    def show(settings=SETTINGS, **changes):
        folder = tmp_path / "runs" / "poem"
        folder.mkdir(parents=True)
        (folder / "run.toml").write_text(settings)
        append_metrics(folder, range(1, 61), lr=5e-4)
        write_state(folder, step=60, best="step-000030", best_val_loss=1.25, **changes)
        view = RunView(folder)
        qtbot.addWidget(view)
        view.show()
        return view

    return show


def test_a_run_that_the_clock_ended_says_so_and_how_far_its_rate_had_fallen(ended):
    view = ended(status="time_up")
    assert view._status.text() == "time was up"
    assert view.notice.message.text() == (
        "Its time was up (2.5 min) at step 60 of 100. "
        "The learning rate was 5.00e-04; at the last planned step it was to be 1.00e-04."
    )
    assert view.progress.place.text() == "step 60 of 100"
    assert view.resume.isVisible() and view.resume.text() == "Go on to step 100"
    assert view.run.resume_arguments() == ["--resume", str(view.run.folder)]


def test_a_run_that_ended_early_names_its_best_step(ended):
    view = ended(status="early_stopped")
    assert view._status.text() == "ended early"
    assert view.notice.message.text() == (
        "Ended early at step 60 of 100: 3 validation(s) were no better than 1.2500 at step 30."
    )
    assert view.resume.text() == "Go on to step 100"


def test_what_was_resumed_without_its_clock_is_not_measured_by_it(ended):
    view = ended(status="time_up", elapsed_s=150.0)
    (view.run.folder / "run.toml").write_text(SETTINGS.replace("minutes = 2.5\n", ""))
    write_state(view.run.folder, status="running", step=60, elapsed_s=150.0)
    view.refresh()
    assert view.progress.place.text() == "step 60 of 100 · about 1:40 left"


def test_lines_that_were_skipped_are_counted_and_named(ended):
    rows = ", ".join(f'{{ file = "a.jsonl", line = {n}, reason = "no JSON" }}' for n in (7, 9))
    view = ended(SETTINGS + f"[record.skipped]\ncount = 12\nfirst = [{rows}]\n", status="finished")
    assert view.notes.skipped.isVisible() and "12" in view.notes.skipped.text()
    assert view.notes.skipped.text().endswith("a.jsonl, line 7: no JSON …")
    assert view.notes.skipped.toolTip() == "a.jsonl, line 7: no JSON\na.jsonl, line 9: no JSON\n…"


def test_a_run_that_says_nothing_of_that_has_no_empty_lines(ended):
    view = ended(status="finished")
    assert not view.notes.isVisible()


def test_an_estimate_by_the_first_steps_says_so(ended):
    view = ended(status="running")
    said = {"steps": 100, "seconds": 61.0, "memory_bytes": 310_000_000, "said_at": 10}
    said["pace"] = {"step_s": 0.6, "validation_s": 0.1, "samples_s": 0.0, "saving_s": 0.0}
    (view.run.folder / "estimate.json").write_text(json.dumps(said))
    view.refresh()
    assert view.notes.spent.text() == "Estimated after step 10: 1:01 and 310.0 MB of memory for 100 steps."


def test_the_list_tells_the_endings_apart(ended, qtbot):
    folder = ended(status="time_up").run.folder
    write_state(folder.with_name("other"), status="early_stopped")
    table = RunList()
    qtbot.addWidget(table)
    table.show_runs(find_runs(folder.parent))
    assert {table.table.index(row, 1).data() for row in range(2)} == {"time was up", "ended early"}
