"""Switching heads off in the window, over a scripted host: asked with, undone, told, swept."""

from types import SimpleNamespace

import inside_answers
import numpy as np
import pytest
from fake_host import FakeHost, bare, loaded
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.events import JobFailed, Progress
from gpt_studio.protocol.looking import Ablate, Ablated, Sweep, Swept
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.look_inside.changing.head_menu import part_menu
from gpt_studio.ui.look_inside.changing.measures import amount
from gpt_studio.ui.look_inside.changing.page import ChangingPage
from gpt_studio.ui.look_inside.changing.saving import save
from gpt_studio.ui.look_inside.changing.sweep_table import MEASURES, ranked
from gpt_studio.ui.switched_strip import SwitchedStrip
from gpt_studio.ui.workspace import Workspace

TEXT = "The cat sat on the mat"


def ablated(command):
    records = inside_answers.records_of(command.parts)
    count = len(records) - 1
    baseline = -np.arange(1.0, count + 1)
    return [Ablated(command.job, command.key, command.switches, records, baseline, baseline - 0.5,
                    np.full(count, 0.25), np.arange(count) % 2 == 0)]  # fmt: skip


def swept(command):
    info = loaded().info
    records = inside_answers.records_of(command.parts)
    numbers = np.arange(float(info.layers * info.heads)).reshape(info.layers, info.heads)
    if command.screen_only:
        return [Swept(command.job, command.key, records, 2.0, None, None, -numbers)]
    total = info.layers * info.heads
    return [Progress(command.job, "heads", total, total, "heads"),
            Swept(command.job, command.key, records, 2.0, numbers[::-1], numbers / 10, -numbers,
                  7 - numbers)]  # fmt: skip


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    host.answers |= {Ablate: ablated, Sweep: swept}
    page = ChangingPage(bridge, workspace, main)
    strip = SwitchedStrip(workspace, page)
    main.setCentralWidget(page)
    main.resize(560, 800)
    qtbot.addWidget(main)
    main.show()
    workspace.set_model(loaded())
    workspace.set_mode("look_inside")
    workspace.document.edit(0, 0, TEXT)
    records = inside_answers.records_of((TEXT,))
    assert workspace.document.set_scores(tuple(bare(r.text, at) for at, r in enumerate(records)))
    workspace.touch_text()
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, page=page, strip=strip)
    bridge.close()


def test_x_and_the_small_switch_of_a_head_switch_it_off_and_on(window):
    grid = window.page.grid
    grid.choose(0, 1)
    QTest.keyClick(grid, Qt.Key.Key_X)
    assert window.workspace.switches.off == (Switch(0, "head", 1),)
    QTest.keyClick(grid, Qt.Key.Key_X)
    assert not window.workspace.switches.active
    corner = grid.place((1, 0)).topRight() + QPoint(-4, 4)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=corner.toPoint())
    assert window.workspace.switches.off == (Switch(1, "head", 0),)


def test_the_menu_of_a_head_has_its_layer_and_its_mlp_and_ticks_what_is_off(window):
    window.workspace.switch(Switches((Switch(1, "mlp"),)))
    menu = part_menu(window.workspace, 1, 0, window.page)
    parts = {action.data(): action.isChecked() for action in menu.actions() if action.data() is not None}
    assert parts[Switch(1, "mlp")]
    assert not parts[Switch(1, "head", 0)]
    assert Switch(1, "layer") in parts
    menu.deleteLater()


def test_the_strip_says_what_is_off_and_one_click_switches_all_on(window):
    strip = window.strip
    assert strip.isHidden()
    window.workspace.switch(Switches((Switch(0, "head", 1), Switch(1, "head", 0)), "mean", 2))
    assert not strip.isHidden()
    assert "2 head" in strip.text()
    assert "from token 3 on" in strip.text()
    window.workspace.set_switches_beside(True)
    assert window.workspace.switches_in_text == NOTHING_OFF
    assert "only on the right" in strip.text()
    strip.all_on.click()
    assert strip.isHidden()
    assert window.workspace.document.switches == Switches((), "mean", 2)


def test_numbers_of_typed_text_are_taken_away_when_another_network_would_say_others(window):
    document = window.workspace.document
    assert not document.needs_score()
    tokens = [(token.start, token.end) for token in document.tokens()]
    window.workspace.switch(Switches((Switch(0, "head", 1),)))
    assert document.needs_score()
    assert [(token.start, token.end) for token in document.tokens()] == tokens
    assert all(token.record.logprob is None for token in document.tokens())


def test_parts_that_another_model_has_are_kept_but_not_sent(window):
    window.workspace.switch(Switches((Switch(0, "head", 1), Switch(99, "layer"))))
    assert window.workspace.switches.off == (Switch(0, "head", 1),)
    assert "another model" in window.strip.text()


def test_what_the_text_loses_is_asked_and_told(window, qtbot):
    window.workspace.switch(Switches((Switch(0, "head", 1),)))
    effect = window.page.effect
    qtbot.waitUntil(lambda: effect.found is not None)
    assert window.host.sent_of(Ablate)[-1].switches == Switches((Switch(0, "head", 1),))
    assert "loss 3.000 → 3.500 nats" in effect.said.text()
    assert "best token changed at 3 of 5" in effect.said.text()
    assert effect.strip._numbers.delta[1:].tolist() == [-0.5] * 5
    window.page.off.rows[Switch(0, "head", 1)].click()
    assert effect.isHidden()


def test_a_sweep_shows_the_estimate_first_then_every_head_and_its_table_is_saved(window, qtbot, tmp_path):
    window.page.sweep.click()
    sweeping = window.page.sweeping
    qtbot.waitUntil(lambda: not sweeping.running)
    assert [command.screen_only for command in window.host.sent_of(Sweep)] == [True, False]
    table = sweeping.table
    assert ranked(table, "estimate")[0] == (table.estimate.shape[0] - 1, table.estimate.shape[1] - 1)
    assert window.page.ranking.heads() == ranked(table, "delta_loss")
    opened = []
    window.workspace.head_opened.connect(lambda layer, head: opened.append((layer, head)))
    place = window.page.grid.place((0, 1)).center().toPoint() + QPoint(0, 6)
    QTest.mouseClick(window.page.grid, Qt.MouseButton.LeftButton, pos=place)
    assert opened == [(0, 1)]
    save(table, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as found:
        assert np.array_equal(found["delta_loss"], table.delta_loss)
    save(table, tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0] == "layer,head,delta_loss,kl,estimate,delta_difference"
    assert len(lines) == 1 + table.kl.size


def test_a_sweep_without_gradients_goes_on_without_the_estimate(window, qtbot):
    window.host.answers[Sweep] = lambda command: (
        [JobFailed(command.job, "unsupported", "no gradients")] if command.screen_only else swept(command)
    )
    window.page.sweep.click()
    qtbot.waitUntil(lambda: not window.page.sweeping.running)
    assert window.page.sweeping.table.delta_loss is not None


def test_the_change_of_the_lead_is_a_measure_of_its_own_with_its_unit(window, qtbot):
    page = window.page
    page.sweep.click()
    qtbot.waitUntil(lambda: not page.sweeping.running)
    page.measure.setCurrentIndex(page.measure.findData("delta_difference"))
    page.measure.activated.emit(page.measure.currentIndex())
    assert "lead over their rivals shrinks" in page.said.text()
    table = page.sweeping.table
    last = tuple(size - 1 for size in table.delta_difference.shape)
    assert ranked(table, "delta_difference")[0] == last  # what loses most of its lead
    assert amount(float(table.delta_difference[last]), "delta_difference").endswith("logits")
    at = 1 + MEASURES.index("delta_difference")
    page.ranking.sortItems(at, Qt.SortOrder.AscendingOrder)
    assert page.ranking.heads()[0] == last
    assert "rival" in page.ranking.horizontalHeaderItem(at).toolTip()
