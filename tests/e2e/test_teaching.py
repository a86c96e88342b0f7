"""From a dropped JSONL to trying the checkpoint: the real window, the real worker, a real training process."""

from __future__ import annotations

import json

import psutil
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.train.time_field import STEPS
from gpt_studio.ui.workspace import Workspace

WAIT_MS = 120_000


@pytest.fixture
def window(qtbot, tmp_path):
    workspace = Workspace()
    keeper = Keeper(tmp_path / "home", workspace)
    bridge = Bridge(ThreadHost(1), workspace)
    made = MainWindow(bridge, workspace, keeper)
    qtbot.addWidget(made)
    made.show()
    yield made
    for view in made.train._views:
        if view.run.process is not None:
            psutil.Process(view.run.process.pid).kill()
            qtbot.waitUntil(lambda view=view: view.run.process is None or view.run.process.poll() is not None)
    keeper.close()
    assert bridge.close(20)


@pytest.fixture
def talks(tmp_path):
    file = tmp_path / "capitals.jsonl"
    rows = [("Italy", "Rome"), ("France", "Paris"), ("Spain", "Madrid"), ("Norway", "Oslo")] * 8
    lines = [
        {"messages": [{"role": "user", "content": f"{n}: capital of {asked}?"}, {"role": "assistant", "content": said}]}
        for n, (asked, said) in enumerate(rows)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n")
    return file


def drop(window, file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_from_a_dropped_jsonl_to_trying_the_checkpoint(window, qtbot, talks):
    train, workspace = window.train, window._workspace
    drop(window, talks)
    qtbot.waitUntil(lambda: train.form.look is not None, timeout=WAIT_MS)
    assert workspace.mode == "train"
    assert (train.form.look.facts.form, train.form.look.facts.rows, train.form.look.facts.bad) == ("messages", 32, 1)
    assert not train.form.start.isEnabled()  # the broken line is named first
    assert "line 33" in train.form.choices._bad.text()
    train.form.choices.bad_lines.setCurrentIndex(1)
    learnt = "".join(token.text for token in train.form.look.rows[0].tokens if token.learnt)
    assert learnt.startswith("Rome")

    train.form.begin.network.setCurrentIndex(0)
    train.form.time.unit.setCurrentIndex(STEPS)
    train.form.time.amount.setValue(20)
    train.form.settings.fields["context"].setText("64")
    train.form.settings.fields["sample_tokens"].setText("8")
    qtbot.waitUntil(train.form.start.isEnabled, timeout=WAIT_MS)
    qtbot.mouseClick(train.form.start, Qt.MouseButton.LeftButton)
    view = train._views[0]
    qtbot.waitUntil(lambda: view.run.status == "finished" and view.run.process is None, timeout=WAIT_MS)

    assert view.run.settings["bad_lines"] == "skip" and view.run.settings["mask_prompt"]
    assert len(view.run.history) == 20
    assert {sample.step for sample in view.samples._samples} >= {0, 20}
    view.curve.step_clicked.emit(20.0)
    assert "before training" in view.samples.page.toPlainText()

    qtbot.mouseClick(view.results.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.model is not None, timeout=WAIT_MS)
    assert "step-000020" in workspace.model.key.path
