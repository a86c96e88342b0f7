"""Trying and exporting what a run has brought, while it goes on and afterwards."""

import json
import platform

import pytest
from PySide6.QtCore import Qt
from run_folders import write_checkpoint, write_state
from train_window import train_page

from gpt_studio.protocol.commands import LoadModel
from gpt_studio.ui.dialogs.export.dialog import ExportDialog
from gpt_studio.ui.train import leaving_time
from gpt_studio.ui.workspace import Workspace


@pytest.fixture
def workspace():
    return Workspace()


@pytest.fixture
def page(qtbot, tmp_path, workspace, monkeypatch):
    monkeypatch.setattr(leaving_time, "AGAIN_MS", 20)
    with train_page(qtbot, tmp_path, workspace=workspace) as page:
        yield page


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


def test_runs_of_this_machine_are_asked_for_time_as_long_as_text_is_written(page, runs, workspace, qtbot):
    folders = {
        "here": write_state(runs / "here"),
        "elsewhere": write_state(runs / "elsewhere", host="not " + platform.node()),
        "done": write_state(runs / "done", status="finished"),
    }
    for folder in folders.values():
        page._open(folder)
    requests = {name: folder / "yield.request" for name, folder in folders.items()}
    workspace.set_busy(True)
    assert [name for name, request in requests.items() if request.exists()] == ["here"]
    requests["here"].unlink()
    qtbot.waitUntil(requests["here"].exists)
    workspace.set_beside_busy(True)
    workspace.set_busy(False)
    assert requests["here"].exists()
    workspace.set_beside_busy(False)
    assert not any(request.exists() for request in requests.values())


@pytest.mark.parametrize(("share", "said"), [(None, "half of its time"), (0.25, "25 % of its time")])
def test_a_run_that_yields_says_how_much(page, runs, share, said):
    folder = write_state(runs / "a", yielding=share or 0.5)
    if share is not None:
        (folder / "run.toml").write_text(f'from_scratch = "4x4x128"\nyield_share = {share}\n')
    write_checkpoint(folder, "step-000010")
    view = page._open(folder)
    assert view._status.text() == f"running, leaves {said} to the text that is written"
    assert view.results.use.text() == "Try this checkpoint"
    assert said in view.results.use.toolTip()
    write_state(folder)
    view.refresh()
    assert view._status.text() == "running"
    write_state(folder, status="finished")
    view.refresh()
    assert view.results.use.text() == "Use the result"


def test_any_checkpoint_that_was_kept_is_tried_and_stays_chosen(page, runs, qtbot):
    folder = write_state(runs / "a", best="step-000010", last="step-000030")
    for step in (10, 20, 30):
        write_checkpoint(folder, f"step-{step:06d}")
    view = page._open(folder)
    which = view.results.which
    assert [which.itemText(row) for row in range(which.count())] == ["Best: step 10", "Last: step 30", "Step 20"]
    which.setCurrentIndex(2)
    write_checkpoint(folder, "step-000040")
    write_state(folder, best="step-000010", last="step-000040")
    view.refresh()
    assert which.currentText() == "Step 20"
    with qtbot.waitSignal(page.use_checkpoint) as used:
        qtbot.mouseClick(view.results.use, Qt.MouseButton.LeftButton)
    assert used.args == [str(folder / "checkpoints/step-000020")]
    with qtbot.waitSignal(page.export_asked) as exported:
        view.export.trigger()
    assert exported.args == used.args


def test_a_run_is_paused_and_let_go_on_from_its_menu(page, runs):
    folder = write_state(runs / "a")
    view = page._open(folder)
    view.pause.trigger()
    assert (folder / "pause.request").exists()
    write_state(folder, status="paused")
    view.refresh()
    assert (view._status.text(), view.pause.text()) == ("paused", "Go on")
    assert view.notice.isVisible()
    view.pause.trigger()
    assert not (folder / "pause.request").exists()


def test_a_finished_run_is_extended_by_its_button(page, runs, monkeypatch):
    started = []
    monkeypatch.setattr("gpt_studio.ui.train.page.start_training", lambda words, folder: started.append(words))
    view = page._open(write_state(runs / "a", status="finished", step=40, steps=40))
    monkeypatch.setattr(view, "follow", lambda process: None)
    assert view.resume.text() == "Go on for 40 steps"
    view.resume.click()
    assert started == [["--resume", str(runs / "a"), "--extend", "40"]]


def test_without_a_checkpoint_nothing_is_exported(page, runs):
    view = page._open(write_state(runs / "a"))
    assert not view.export.isEnabled()
    assert view.results.chosen() == ""


def test_a_checkpoint_that_is_tried_is_loaded_where_it_is_written_with(studio):
    studio.window.show_train()
    studio.window.train.use_checkpoint.emit("/runs/a/checkpoints/step-000010")
    assert studio.workspace.mode == "write"
    assert studio.host.last(LoadModel).key.path == "/runs/a/checkpoints/step-000010"


def test_an_adapter_that_a_run_has_learnt_may_be_exported_within_the_weights(studio, tmp_path):
    place = tmp_path / "step-000010"
    place.mkdir()
    (place / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))
    studio.window.train.export_asked.emit(str(place))
    dialog = studio.window.findChild(ExportDialog)
    assert dialog.form.merge.isVisible()
    dialog.form.format.setCurrentIndex(1)
    dialog.form.merge.setChecked(True)
    command = dialog.form.command()
    assert (command.key.path, command.to, command.merge) == (str(place), "gguf", True)
    dialog.close()
