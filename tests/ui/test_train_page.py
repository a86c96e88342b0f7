"""The Train page with runs that a test writes, and with real ones: from the form to a checkpoint that is used."""

import json
import time

import numpy as np
import psutil
import pytest
from fake_host import loaded
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from run_folders import append_metrics, append_sample, trainer_command, write_checkpoint, write_state
from train_window import train_page

from gpt_studio.files.bounded import read_json
from gpt_studio.store import processes
from gpt_studio.ui import theme
from gpt_studio.ui.train.time_field import STEPS

REAL_RUN_MS = 120_000


@pytest.fixture
def page(qtbot, tmp_path):
    with train_page(qtbot, tmp_path) as page:
        yield page
    for view in page._views:
        if view.run.process is not None:
            psutil.Process(view.run.process.pid).kill()
            qtbot.waitUntil(lambda view=view: view.run.process is None or view.run.process.poll() is not None)


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "play.txt"
    file.write_text("ROMEO: speak again, bright angel!\n" * 60)
    return file


@pytest.fixture
def scripted(monkeypatch):
    """The small script in the place of training."""
    monkeypatch.setattr(processes, "train_command", trainer_command)


def drawn(curve):
    xs, ys = curve.getOriginalDataset()
    return ([], []) if xs is None else (xs.tolist(), ys.tolist())


# -- a run that a test writes --------------------------------------------------------------------------


def test_the_curve_follows_the_file_line_by_line(page, runs, qtbot):
    folder = write_state(runs / "a", steps=60)
    view = page._open(folder)
    assert drawn(view.curve.raw) == ([], [])
    append_metrics(folder, range(1, 21))
    append_metrics(folder, [21], val_loss=0.25)
    qtbot.waitUntil(lambda: len(drawn(view.curve.raw)[0]) == 21)
    append_metrics(folder, range(22, 41))
    append_metrics(folder, [41], val_loss=0.125, loss=None)
    qtbot.waitUntil(lambda: len(drawn(view.curve.raw)[0]) == 41)
    xs, ys = drawn(view.curve.raw)
    assert xs == list(range(1, 42))
    assert np.allclose(ys[:40], 4 / np.arange(1, 41))
    assert np.isnan(ys[40])
    assert drawn(view.curve.validation) == ([21, 41], [0.25, 0.125])


def test_the_curve_of_a_resumed_run_is_cut_with_its_file(page, runs):
    folder = write_state(runs / "a")
    append_metrics(folder, range(1, 31))
    view = page._open(folder)
    (folder / "metrics.jsonl").unlink()
    append_metrics(folder, range(1, 11))
    view.refresh()
    assert drawn(view.curve.raw)[0] == list(range(1, 11))


def test_the_smoothed_line_names_how_many_points_it_averages(page, runs):
    folder = write_state(runs / "a", steps=600)
    append_metrics(folder, range(1, 121))
    view = page._open(folder)
    assert not view.curve.smooth.isVisible()
    append_metrics(folder, range(121, 601))
    view.refresh()
    assert view.curve.smooth.isVisible()
    assert [label.text for _, label in view.curve.legend.items] == [
        "training",
        "training, mean of 20 points",
        "validation",
    ]
    assert len(drawn(view.curve.smooth)[0]) == 600


def test_the_numbers_under_the_pointer(page, runs):
    folder = write_state(runs / "a")
    append_metrics(folder, [1, 2])
    append_metrics(folder, [4], val_loss=2.125)
    append_metrics(folder, [8])
    view = page._open(folder)
    view.curve.point_at(7.4)
    assert view.curve.readout.text() == "step 8 · training 0.5000 nats · validation 2.1250 nats (step 4)"
    view.curve.point_at(-100)
    assert view.curve.readout.text() == "step 1 · training 4.0000 nats"


def test_axes_have_units(page, runs):
    view = page._open(write_state(runs / "a"))
    assert view.curve.item.getAxis("left").labelText == "loss (nats per token)"
    assert view.curve.item.getAxis("bottom").labelText == "step"


def test_headline_numbers_have_their_units(page, runs):
    folder = write_state(runs / "a", step=50, steps=200, elapsed_s=75.0, best="step-000040", best_val_loss=1.25)
    append_metrics(folder, [49], val_loss=1.5)
    append_metrics(folder, [50], tok_s=19_800.4, lr=9.1e-4, grad_norm=0.517, memory_bytes=412_000_000, loss=1.93)
    view = page._open(folder)
    texts = {name: label.text() for name, label in view.figures.values.items()}
    assert texts == {
        "loss": "1.9300", "validation": "1.5000", "best": "1.2500 at step 40", "speed": "19.8\u202fk tokens/s",
        "elapsed": "1:15", "rate": "9.10e-04", "norm": "0.52", "memory": "412.0 MB",
    }  # fmt: skip
    assert view.progress.place.text() == "step 50 of 200 · about 3:45 left"


def test_samples_stand_newest_first_behind_their_prompts(page, runs):
    folder = write_state(runs / "a")
    append_sample(folder, 10, " of <b>France</b>\n")
    append_sample(folder, 20, " é🦉", prompt="QUEEN:")
    view = page._open(folder)
    assert view.samples.page.toPlainText() == "step 20\nQUEEN: é🦉\nstep 10\nKING: of <b>France</b>"
    append_sample(folder, 30, "!")
    view.refresh()
    assert view.samples.page.toPlainText().startswith("step 30\nKING:!\nstep 20\n")


def test_stop_writes_the_request_and_says_so(page, runs, qtbot):
    folder = write_state(runs / "a")
    view = page._open(folder)
    qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    assert (folder / "stop.request").exists()
    assert not view.stop.isEnabled()
    assert "stopping" in view._status.text()
    (folder / "stop.request").unlink()
    write_state(folder, status="stopped", step=12)
    view.refresh()
    assert view._status.text() == "stopped and saved"
    assert not view.stop.isVisible()
    assert view.resume.isVisible()


@pytest.mark.parametrize(("row", "name"), [(0, "step-000010"), (1, "step-000020")])
def test_the_best_or_the_last_checkpoint_is_used(page, runs, qtbot, row, name):
    folder = write_state(runs / "a", best="step-000010", last="step-000020")
    view = page._open(folder)
    assert not view.results.use.isVisible()
    for checkpoint in ("step-000010", "step-000020"):
        write_checkpoint(folder, checkpoint)
    view.refresh()
    assert view.results.which.isVisible()
    view.results.which.setCurrentIndex(row)
    with qtbot.waitSignal(page.use_checkpoint) as used:
        qtbot.mouseClick(view.results.use, Qt.MouseButton.LeftButton)
    assert used.args == [str(folder / "checkpoints" / name)]


def test_one_checkpoint_needs_no_choice(page, runs):
    folder = write_state(runs / "a", best="step-000010", last="step-000010")
    write_checkpoint(folder, "step-000010")
    view = page._open(folder)
    assert view.results.use.isVisible()
    assert not view.results.which.isVisible()


def test_a_failed_run_shows_why_with_the_end_of_its_log(page, runs):
    folder = write_state(runs / "a", status="failed", message="training diverged at step 3")
    (folder / "log.txt").write_text("".join(f"line {i}\n" for i in range(100)))
    view = page._open(folder)
    assert view.notice.isVisible()
    assert view.notice.message.text() == "training diverged at step 3"
    assert view.notice.log.toPlainText().splitlines()[-1] == "line 99"
    view.notice.copy.click()
    assert QGuiApplication.clipboard().text().startswith("training diverged at step 3\nline 70\n")
    write_state(folder, status="running")
    view.refresh()
    assert not view.notice.isVisible()


@pytest.mark.parametrize("status", ["preparing", "running", "paused", "stopped", "finished", "failed", "silent"])
def test_every_status_has_words_of_its_own(page, runs, status):
    changes = {"status": status} if status != "silent" else {"host": "elsewhere", "heartbeat": time.time() - 60}
    view = page._open(write_state(runs / "a", **changes))
    page._list_runs()
    assert view.run.status == status
    assert view._status.text() not in ("", "damaged")
    assert page.list.table.index(0, 1).data() not in ("", "damaged")


def test_a_run_whose_state_is_damaged_shows_its_lines_and_claims_no_progress(page, runs):
    folder = write_state(runs / "a", step=7)
    append_metrics(folder, range(1, 8))
    (folder / "state.json").write_text("{")
    view = page._open(folder)
    assert view.progress.bar.value() == 0
    assert "state.json" in view.notice.message.text()
    assert len(drawn(view.curve.raw)[0]) == 7
    assert not view.stop.isVisible()
    assert not view.resume.isVisible()


# -- the list and the tabs -----------------------------------------------------------------------------


def test_runs_are_listed_and_opened(page, runs, qtbot):
    assert page.list.table.rowCount() == 0
    write_state(runs / "old", status="finished", started=1000.0, steps=20, step=20, best_val_loss=1.5)
    write_state(runs / "new", status="stopped", started=2000.0)
    (runs / "broken").mkdir()
    (runs / "broken" / "state.json").write_text("{")
    page._list_runs()
    table = page.list.table
    assert [table.index(row, 0).data() for row in range(3)] == ["new", "old", "broken"]
    assert [table.index(1, column).data() for column in (1, 2, 3, 5)] == ["finished", "20 of 20", "1.5000", "4x4x128"]
    assert "state.json" in table.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    page.list.view.setCurrentIndex(table.index(1, 0))
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page.tabs.currentWidget() is page.view_of(runs / "old")
    page.tabs.setCurrentIndex(0)
    page.list.opened.emit(str(runs / "old"))
    assert page.tabs.count() == 2


def test_a_run_at_work_gets_a_tab_once_and_does_not_come_to_the_front(page, runs):
    folder = write_state(runs / "elsewhere", step=42)
    page._list_runs()
    view = page.view_of(folder)
    assert view is not None
    assert page.tabs.currentIndex() == 0
    assert page.tabs.tabText(1) == "elsewhere · 42 %"
    page.close_tab(view)
    page._list_runs()
    assert page.tabs.count() == 1


def test_a_closed_tab_is_gone_with_all_it_held(page, runs, qtbot):
    view = page._open(write_state(runs / "a"))
    with qtbot.waitSignal(view.destroyed):
        page.close_tab(view)
    page._on_look()
    assert page.view_of(runs / "a") is None


def test_a_file_that_is_dropped_on_the_window_becomes_the_data(page, runs, text):
    page._open(write_state(runs / "a"))
    page.take_file(str(text))
    assert page.tabs.currentIndex() == 0
    assert page.form.params().data == (str(text),)


def test_the_loaded_model_is_offered(page):
    page._workspace.set_model(loaded(path="/models/poet"))
    assert "poet" in page.form.begin.start_from.itemText(1)
    page._workspace.set_model(None)
    assert page.form.begin.start_from.count() == 1


def test_a_failure_elsewhere_that_concerns_this_place_is_a_banner(page):
    page._workspace.failed.emit("write", "not here")
    assert not page.banner.isVisible()
    page._workspace.failed.emit("train", "that checkpoint is damaged")
    assert page.banner.isVisible()
    assert page.banner.text() == "that checkpoint is damaged"


def test_a_start_that_fails_is_a_banner(page, text, monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "train_command", lambda: [str(tmp_path / "absent")])
    page.take_file(str(text))
    page.form.start.click()
    assert "could not be started" in page.banner.text()


def test_colours_and_language_may_change_while_a_run_is_shown(page, runs):
    folder = write_state(runs / "a")
    append_metrics(folder, range(1, 200))
    append_sample(folder, 10, "text")
    view = page._open(folder)
    for scheme in ("dark", "light"):
        theme.ask_for_scheme(scheme)
        for widget in [page, *page.findChildren(QWidget)]:
            QApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
            QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
        assert view.curve.smooth.opts["pen"].color() == theme.series(0)
    theme.ask_for_scheme("system")
    assert page.list.view.accessibleName()
    assert view.samples.page.toPlainText() == "step 10\nKING:text"


# -- runs with a process -------------------------------------------------------------------------------


def test_start_stop_resume_and_end_through_the_buttons(page, runs, text, scripted, qtbot):
    page.take_file(str(text))
    page.form.name.setText("mine")
    page.form.time.unit.setCurrentIndex(STEPS)
    page.form.time.amount.setValue(100_000)
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    view = page.view_of(runs / "mine")
    assert page.tabs.currentWidget() is view
    qtbot.waitUntil(lambda: view.run.status == "running" and view.run.step > 1, timeout=20_000)
    qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.run.status == "stopped" and view.run.process is None, timeout=20_000)
    assert view.results.use.isVisible()
    qtbot.mouseClick(view.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.run.status == "running", timeout=20_000)
    qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.run.status == "stopped" and view.run.process is None, timeout=20_000)
    assert page.form.name.text() == ""


def test_a_run_whose_tab_is_closed_goes_on_and_is_reaped(page, runs, text, scripted, qtbot):
    page.take_file(str(text))
    page.form.name.setText("mine")
    page.form.start.click()
    view = page.view_of(runs / "mine")
    qtbot.waitUntil(lambda: view.run.step > 1, timeout=20_000)
    pid = view.run.process.pid
    page.close_tab(view)
    page._on_look()
    assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    (runs / "mine" / "stop.request").touch()
    qtbot.waitUntil(lambda: not psutil.pid_exists(pid), timeout=20_000)


@pytest.mark.slow
def test_a_real_run_from_the_form_to_a_checkpoint_that_is_used(page, runs, text, qtbot):
    page.take_file(str(text))
    page.form.begin.network.setCurrentIndex(page.form.begin.network.count() - 1)
    page.form.begin.shape.setText("1x1x8")
    page.form.time.unit.setCurrentIndex(STEPS)
    page.form.time.amount.setValue(5)
    for name, value in {"batch": "2", "context": "8", "threads": "1", "sample_tokens": "4", "eval_every": "2"}.items():
        page.form.settings.fields[name].setText(value)
    page.form.name.setText("tiny")
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    view = page.view_of(runs / "tiny")
    qtbot.waitUntil(lambda: not view.run.going and view.run.process is None, timeout=REAL_RUN_MS)
    assert view.run.status == "finished", (runs / "tiny" / "log.txt").read_text()
    lines = [json.loads(line) for line in (runs / "tiny" / "metrics.jsonl").read_text().splitlines()]
    view.refresh()
    assert drawn(view.curve.raw) == ([1, 2, 3, 4, 5], [line["loss"] for line in lines])
    assert drawn(view.curve.validation)[0] == [2, 4, 5]
    assert view.samples.page.toPlainText().startswith("step 5\nROMEO: speak again, bright angel!")
    with qtbot.waitSignal(page.use_checkpoint) as used:
        qtbot.mouseClick(view.results.use, Qt.MouseButton.LeftButton)
    best = read_json(runs / "tiny" / "state.json")["best"]
    assert used.args == [str(runs / "tiny" / "checkpoints" / best)]
