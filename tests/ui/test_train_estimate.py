"""What a new run takes, measured in a process beside the window: when it is asked, and what the line says."""

import json
import sys
from dataclasses import asdict

import pytest
from run_folders import write_state
from train_window import train_page

from gpt_studio.protocol.estimates import Estimate
from gpt_studio.store import measuring as store
from gpt_studio.store import processes
from gpt_studio.ui.train import estimate_line, measuring
from gpt_studio.ui.train.time_field import STEPS
from gpt_studio.ui.workspace import Workspace

FOUND = Estimate(803_456, 803_456, 65, True, 256, 2048, 412_000_000, 0.05, 1.0, 0.5, 1000, 100.0)
# Stands for `gpt-studio train --dry-run`: says what it was told to after its own words are written down.
SAYS = "import json, sys; open({log!r}, 'a').write(json.dumps(sys.argv[1:]) + chr(10)); print({said!r})"
WAITS = "import time; time.sleep(600)"


@pytest.fixture
def workspace():
    return Workspace()


@pytest.fixture
def page(qtbot, tmp_path, workspace, monkeypatch):
    monkeypatch.setattr(measuring, "SETTLE_MS", 30)
    with train_page(qtbot, tmp_path, workspace=workspace) as page:
        yield page


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "play.txt"
    file.write_text("ROMEO: speak again, bright angel!\n" * 60)
    return file


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """The words of each process that measured."""
    log = tmp_path / "asked.jsonl"

    def says(script):
        monkeypatch.setattr(store, "train_command", lambda: [sys.executable, "-S", "-c", script])

    says(SAYS.format(log=str(log), said=json.dumps(asdict(FOUND))))
    return lambda: [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def script(monkeypatch, text):
    monkeypatch.setattr(store, "train_command", lambda: [sys.executable, "-S", "-c", text])


def test_a_form_that_rests_is_measured_once_and_the_line_says_what_a_run_takes(page, runs, text, qtbot):
    line = page.form.estimate
    assert not line.source.isVisible()
    page.take_file(str(text))
    assert "being measured" in line.source.text()
    qtbot.waitUntil(lambda: page.measuring.estimate == FOUND)
    assert runs()[0][-2:] == ["--dry-run", "--json"] and "4x4x128" in runs()[0]
    steps = FOUND.pace.steps_within(0.97 * 300)
    assert line.numbers.text() == (
        f"803\u202fk parameters learn · at most 412.0 MB of memory · about {steps} steps in 4:51"
    )
    assert line.source.text() == "Estimated from steps on this machine: 50\u202fms for 2048 tokens."
    page.form.name.setText("mine")
    page.form.time.unit.setCurrentIndex(STEPS)
    page.form.time.amount.setValue(100)
    assert line.numbers.text().endswith("100 steps in about 0:20")
    assert len(runs()) == 1
    page.form.begin.network.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(runs()) == 2 and page.measuring.estimate is not None)
    page.form.begin.network.setCurrentIndex(1)
    assert page.measuring.estimate == FOUND
    assert len(runs()) == 2
    line.again.click()
    qtbot.waitUntil(lambda: len(runs()) == 3 and page.measuring.estimate is not None)


def test_what_was_estimated_stands_beside_what_was_measured(page, runs, text, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(processes, "train_command", lambda: [sys.executable, "-S", "-c", "pass"])
    page.take_file(str(text))
    qtbot.waitUntil(lambda: page.measuring.estimate == FOUND)
    page.form.name.setText("mine")
    page.form.start.click()
    view = page.view_of(tmp_path / "runs" / "mine")
    qtbot.waitUntil(lambda: view.run.process is None)
    folder = tmp_path / "runs" / "mine"
    steps = FOUND.pace.steps_within(0.97 * 300)
    estimated = f"Estimated before the start: 4:51 and 412.0 MB of memory for {steps} steps."
    write_state(folder, status="time_up", step=100, steps=steps, elapsed_s=300.0, peak_bytes=398_000_000)
    view.refresh()
    assert view.notes.spent.text() == estimated + " Took 5:00 and at most 398.0 MB for 100 steps."
    assert view.notes.spent.isVisible()
    page.close_tab(view)
    assert page._open(folder).notes.spent.text().startswith(estimated)  # it is kept with the run


def test_nothing_is_measured_while_text_is_written(page, runs, text, workspace, qtbot, monkeypatch):
    script(monkeypatch, WAITS)
    page.take_file(str(text))
    qtbot.waitUntil(lambda: page.measuring.measuring)
    child = page.measuring._child
    workspace.set_busy(True)
    assert not page.measuring.measuring
    assert "when nothing is being written" in page.form.estimate.source.text()
    qtbot.waitUntil(lambda: child.gone)
    page.form.settings.fields["batch"].setText("2")
    qtbot.wait(100)
    assert not page.measuring.measuring
    workspace.set_busy(False)
    qtbot.waitUntil(lambda: page.measuring.measuring)


def test_a_page_that_is_left_measures_no_more(page, runs, text, qtbot, monkeypatch):
    script(monkeypatch, WAITS)
    page.take_file(str(text))
    qtbot.waitUntil(lambda: page.measuring.measuring)
    page.hide()
    assert not page.measuring.measuring
    page.show()
    qtbot.waitUntil(lambda: page.measuring.measuring)


def test_what_fails_says_why_and_may_be_tried_again(page, runs, text, qtbot, monkeypatch):
    script(monkeypatch, "import sys; sys.exit('the text is too short')")
    page.take_file(str(text))
    qtbot.waitUntil(lambda: bool(page.measuring.failure))
    assert page.form.estimate.source.text() == "Could not be measured: the text is too short"
    assert page.form.start.isEnabled()
    script(monkeypatch, f"print({json.dumps(json.dumps(asdict(FOUND)))})")
    page.form.estimate.again.click()
    qtbot.waitUntil(lambda: page.measuring.estimate == FOUND)


def test_more_memory_than_is_free_is_said(page, runs, text, qtbot, monkeypatch):
    free = type("Memory", (), {"available": 100_000_000})
    monkeypatch.setattr(estimate_line.psutil, "virtual_memory", free)
    page.take_file(str(text))
    qtbot.waitUntil(lambda: page.measuring.estimate is not None)
    assert page.form.estimate.source.text() == "Only 100.0 MB of memory are free."
    assert page.form.estimate.source.property("role") == "error"
