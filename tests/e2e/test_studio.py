"""The real window, the real worker thread, the bundled model: what a person does in the first ten minutes."""

from __future__ import annotations

import numpy as np
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gpt_studio.engine.outbox import Outbox
from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.files.places import BUNDLED
from gpt_studio.gpt import load_model
from gpt_studio.protocol.events import TokensArrived
from gpt_studio.store import runs
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace

SECONDS = 1000
PLAY = "ROMEO:\nBut soft, what light through yonder window breaks?\n\nJULIET:\nO Romeo, wherefore art thou?\n\n" * 40


@pytest.fixture
def given(monkeypatch):
    """Every token that the worker gives out, whether the window has seen it yet or not."""
    records, put = [], Outbox.put

    def put_and_note(self, event):
        records.extend(event.records if isinstance(event, TokensArrived) else ())
        put(self, event)

    monkeypatch.setattr(Outbox, "put", put_and_note)
    return records


@pytest.fixture
def told(monkeypatch, given):
    """How many tokens had been given out each time the worker was told to stop."""
    counts, cancel = [], ThreadHost.cancel

    def cancel_and_note(self, job):
        cancel(self, job)
        counts.append(len(given))

    monkeypatch.setattr(ThreadHost, "cancel", cancel_and_note)
    return counts


@pytest.fixture
def window(qtbot, tmp_path, given):
    workspace = Workspace()
    keeper = Keeper(tmp_path / "home", workspace)
    bridge = Bridge(ThreadHost(1), workspace)
    made = MainWindow(bridge, workspace, keeper)
    qtbot.addWidget(made)
    made.show()
    made.load_model(BUNDLED)
    qtbot.waitUntil(lambda: workspace.model is not None, timeout=60 * SECONDS)
    yield made
    keeper.close()
    assert bridge.close(20)


def document(window):
    return window._workspace.document


def write(window, qtbot, text):
    """Type, and wait until every token of it is known."""
    window.page.editor.setFocus()
    qtbot.keyClicks(window.page.editor, text)
    assert document(window).text() == text
    qtbot.waitUntil(lambda: bool(document(window).tokens()), timeout=30 * SECONDS)


def press(window, qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.page.editor, key, modifier)


def drawn(window):
    return [t for t in document(window).tokens() if t.drawn]


def test_prompt_stream_stop_choose_another_and_walk_back(window, qtbot, given, told):
    workspace, page = window._workspace, window.page
    page.settings.set_max_tokens(None)
    page.settings.set_on_full("slide")
    write(window, qtbot, "ROMEO:")
    press(window, qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(drawn(window)) >= 5, timeout=60 * SECONDS)
    assert workspace.busy
    press(window, qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not workspace.busy, timeout=10 * SECONDS)
    assert len(given) <= told[0] + 1
    assert len(drawn(window)) == len(given)
    first_text = document(window).text()
    assert first_text.startswith("ROMEO:")
    assert first_text == page.editor.toPlainText()

    index = len(document(window).tokens()) - 2
    window._workspace.set_pinned(index)
    window.centre.toggle_side_panel()
    table = page.side.inspector.table
    rows = table.rows()
    assert sum(row.probability for row in rows) == pytest.approx(1, abs=1e-6)
    number = next(i for i, row in enumerate(rows) if row.alternative is not None and not row.chosen)
    chosen = rows[number].alternative
    place = table.visualRect(table.model().index(number, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: len(document(window).tokens()) >= index + 4, timeout=60 * SECONDS)
    press(window, qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not workspace.busy, timeout=10 * SECONDS)
    assert document(window).tokens()[index].record.id == chosen.id
    assert document(window).versions() == (2, 2)
    second_text = document(window).text()

    press(window, qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert document(window).text() == first_text == page.editor.toPlainText()
    press(window, qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert document(window).text() == second_text == page.editor.toPlainText()


def test_the_map_changes_with_the_head_and_shows_what_an_eager_computation_gives(window, qtbot):
    write(window, qtbot, "The cat sat on the mat")
    window.show_look_inside()
    panel = window.look_inside.heads
    qtbot.waitUntil(lambda: panel.view() is not None, timeout=60 * SECONDS)
    loaded = load_model(BUNDLED)
    ids = loaded.tokenizer.encode("The cat sat on the mat")
    seen = []
    for layer, head in ((0, 0), (loaded.model.config.n_layer - 1, 1)):
        panel.chooser.choose(layer, head)
        qtbot.waitUntil(lambda at=layer: panel.view() is not None and panel.view().layer == at, timeout=60 * SECONDS)
        seen.append(np.array(panel.view().shown))
        assert seen[-1] == pytest.approx(eager(loaded.model, ids, layer, head), abs=1e-5)
    assert not np.allclose(seen[0], seen[1])

    word = next(i for i, t in enumerate(document(window).tokens()) if t.start >= len("The cat "))
    window._workspace.set_pinned(word)
    sources = window._workspace.sources
    assert sources.query == word
    assert sources.weights.sum() == pytest.approx(1, abs=1e-5)


def eager(model, ids, layer, head):
    """One head's pattern in float64, with plain loops."""
    import torch

    kept = {}

    def watch(name, at, x):
        if at == layer and name in ("hook_q", "hook_k"):
            kept[name] = x[0, head].double()

    with torch.no_grad():
        model(torch.tensor([ids]), watch=watch)
    found = np.zeros((len(ids), len(ids)))
    for i in range(len(ids)):
        scores = kept["hook_k"][: i + 1] @ kept["hook_q"][i] / model.config.head_dim**0.5
        found[i, : i + 1] = scores.softmax(-1).numpy()
    return found


def begin_run(window, qtbot, tmp_path, steps):
    """Drop a text, ask for a tiny network, press Start; the page of the run."""
    text = tmp_path / "play.txt"
    text.write_text(PLAY, encoding="utf-8")
    window.show_train()
    window.train.take_file(str(text))
    form = window.train.form
    form.begin.network.setCurrentIndex(form.begin.network.count() - 1)
    form.begin.shape.setText("1x2x16")
    form.time.unit.setCurrentIndex(1)
    form.time.amount.setValue(steps)
    qtbot.waitUntil(form.start.isEnabled, timeout=20 * SECONDS)
    qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.train.tabs.count() == 2, timeout=20 * SECONDS)
    return window.train.tabs.currentWidget()


def test_a_short_run_draws_its_curve_and_its_checkpoint_loads(window, qtbot, tmp_path):
    view = begin_run(window, qtbot, tmp_path, 20)
    qtbot.waitUntil(lambda: view.run.status == "finished", timeout=200 * SECONDS)
    qtbot.waitUntil(lambda: view.curve.raw.getData()[0] is not None, timeout=10 * SECONDS)
    steps, losses = view.curve.raw.getData()
    assert list(steps) == list(range(1, 21))
    assert np.isfinite(losses).all()
    validated = view.curve.validation.getData()[1]
    assert len(validated) >= 1

    qtbot.mouseClick(view.results.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window._workspace.model.key.path != BUNDLED, timeout=60 * SECONDS)
    assert window._workspace.model.info.width == 16
    assert QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: not psutil.Process().children(), timeout=60 * SECONDS)


def test_a_run_goes_on_when_the_window_is_closed_and_the_next_window_finds_it(window, qtbot, tmp_path):
    folder = begin_run(window, qtbot, tmp_path, 100_000).run.folder
    metrics = folder / "metrics.jsonl"
    qtbot.waitUntil(metrics.is_file, timeout=60 * SECONDS)
    window.close()
    assert not window.isVisible()
    seen = len(metrics.read_bytes())
    qtbot.waitUntil(lambda: len(metrics.read_bytes()) > 2 * seen + 2000, timeout=60 * SECONDS)
    found = runs.find_runs(folder.parent)
    assert [(run.name, run.status, run.steps) for run in found] == [(folder.name, "running", 100_000)]
    runs.request_stop(folder)
    qtbot.waitUntil(lambda: not psutil.Process().children(), timeout=60 * SECONDS)
    assert runs.read_state(folder).status == "stopped"
