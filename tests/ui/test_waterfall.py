"""What each sampler did at the pinned token: on the stack, in the waterfall, in the table of alternatives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sampler_answers import effect, explanation, idle, settle, write

from gpt_studio.protocol.commands import Explain, Generate, Score
from gpt_studio.ui.write.alternatives import AFTER, NUMBER


@pytest.fixture
def written(studio, qtbot):
    """A finished answer with its second token pinned, and three samplers."""
    studio.answers = write(studio, qtbot)
    studio.window.centre.toggle_side_panel()
    stack = studio.window.page.side.stack
    for sampler in ("top_k", "top_p"):
        stack.add(sampler)
    studio.window.page.side.inspector.waterfall.fold.setChecked(True)
    pin(studio, qtbot)
    return studio


def pin(studio, qtbot) -> None:
    index = next(i for i, t in enumerate(studio.document.tokens()) if t.drawn and t.record.text == " art")
    studio.workspace.set_pinned(index)
    settle(studio, qtbot)


def said(studio, sampler) -> str:
    return studio.window.page.side.stack._rows[sampler].effect.text.text()


def waterfall(studio):
    return studio.window.page.side.inspector.waterfall


def test_pinning_a_token_asks_what_the_samplers_did_from_its_own_row_of_logits(written):
    command = written.host.last(Explain)
    pinned = written.document.tokens()[written.workspace.pinned].record
    node = written.document.node(written.document.tokens()[written.workspace.pinned].node)
    assert (command.token, command.logits) == (pinned.id, pinned.logits)
    assert command.parts == (tuple(t.record.id for t in written.document.tokens()[: written.workspace.pinned]),)
    assert (command.seed, command.member) == (node.settings["seed"], node.settings["member"])
    assert command.sampling == written.window.page.settings.sampling
    assert not command.forward


def test_each_row_of_the_stack_says_what_it_kept_and_removed(written):
    assert said(written, "top_k") == "kept 41 of 50,257, removed 3.10 %"
    tip = written.window.page.side.stack._rows["top_k"].effect.toolTip()
    assert "entropy 2.31 → 1.80 nats" in tip


def test_what_had_no_effect_is_greyed_and_says_so(written, qtbot):
    written.answers.told = explanation(effect("temperature"), effect("top_k"), idle("top_p"))
    written.window.page.settings.set_sampler("top_k", 60)
    settle(written, qtbot)
    assert said(written, "top_p") == "no effect here"
    assert written.window.page.side.stack._rows["top_p"].title.property("role") == "muted"
    step = waterfall(written).steps[2]
    assert (step.title.text(), step.text.text(), step.title.property("role")) == ("Top-p", "no effect here", "muted")
    assert not step.gone.isVisible()


def test_a_sampler_that_removes_nothing_says_what_it_did_to_the_entropy(written, qtbot):
    written.answers.told = explanation(effect("temperature", kept=50_257, removed=0.0, gone=()))
    written.window.page.settings.set_sampler("temperature", 0.7)
    settle(written, qtbot)
    assert said(written, "temperature") == "entropy 2.31 → 1.80 nats"


def test_dragging_a_slider_asks_again_without_the_model_and_not_more_often_than_it_can_be_seen(written, qtbot):
    asked = len(written.host.sent_of(Explain))
    slider = written.window.page.side.stack._rows["top_p"].sliders["top_p"]
    for place in range(900, 500, -4):
        slider.setValue(place)
    settle(written, qtbot)
    commands = written.host.sent_of(Explain)[asked:]
    assert 1 <= len(commands) <= 10
    assert commands[-1].sampling.top_p == written.window.page.settings.sampling.top_p == pytest.approx(0.5, abs=0.01)
    assert not any(command.forward for command in commands)


def test_the_steps_stand_in_the_order_in_which_they_act(written):
    assert [step.title.text() for step in waterfall(written).steps] == ["Temperature", "Top-k", "Top-p"]
    assert "kept 41 of 50,257" in waterfall(written).steps[1].text.text()


def test_a_removed_token_is_a_click_away_and_carries_the_models_own_probability(written, qtbot):
    written.vocabulary[900] = " grief"
    waterfall(written).steps[2].gone.linkActivated.emit("900")
    written.turn()
    node = next(n for n in written.document.path() if n.drawn and n.records[0].id == 900)
    assert node.records[0].logprob == pytest.approx(-4.1997, abs=1e-3)
    assert node.records[0].rank == 9
    assert written.host.last(Generate).parts[-1][-1] == 900


def test_where_the_logits_are_gone_it_asks_before_it_reads_the_text_again(studio, qtbot):
    answers = write(studio, qtbot)
    answers.held = False
    studio.window.commands["generate.again"].trigger()
    settle(studio, qtbot)
    studio.window.centre.toggle_side_panel()
    panel = waterfall(studio)
    panel.fold.setChecked(True)
    pin(studio, qtbot)
    assert not studio.host.sent_of(Explain)
    assert panel.ask.isVisible()
    assert not panel.steps
    qtbot.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    assert studio.host.last(Explain).forward
    settle(studio, qtbot)
    assert not panel.ask.isVisible()
    assert [step.title.text() for step in panel.steps] == ["Temperature"]
    studio.window.page.settings.set_sampler("temperature", 0.5)
    settle(studio, qtbot)
    assert (studio.host.last(Explain).logits, studio.host.last(Explain).forward) == (555, False)


def test_the_table_shows_what_the_samplers_left_of_each_alternative_and_who_removed_it(written):
    table = written.window.page.side.inspector.table
    rows = table.rows()
    assert [row.removed_by for row in rows] == ["", "", "top_p", ""]
    assert sum(row.probability for row in rows) == pytest.approx(1.0, abs=1e-9)
    assert sum(row.after for row in rows) == pytest.approx(1.0, abs=1e-9)
    model = table.model()
    assert model.index(2, AFTER).data() == "✕ Top-p"
    assert model.index(1, AFTER).data() == "30.0 %"
    assert not table.isColumnHidden(AFTER) and table.isColumnHidden(NUMBER)
    assert "id 801" in model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_token_beyond_the_list_is_there_with_its_true_rank(written, qtbot):
    told = explanation(token=written.document.tokens()[written.workspace.pinned].record.id, rank=1203)
    own, *others = told.candidates
    written.answers.told = replace(told, candidates=(*others, own))
    written.window.page.settings.set_sampler("top_k", 3)
    settle(written, qtbot)
    rows = written.window.page.side.inspector.table.rows()
    assert [row.chosen for row in rows] == [False, False, True, False]
    assert written.window.page.side.inspector.table.model().index(2, 0).data().endswith("#1,203")


def test_more_alternatives_are_asked_for_at_once_and_kept_from_then_on(written, qtbot):
    count = written.window.page.side.inspector._count.field
    assert (count.minimum(), count.maximum()) == (5, 50)
    count.setValue(50)
    settle(written, qtbot)
    assert written.host.last(Explain).top == 50
    written.type(qtbot, "!")
    written.score()
    assert written.host.last(Score).top == 50
    written.generate()
    assert written.host.last(Generate).top == 50


def test_a_token_that_nothing_precedes_is_not_asked_about(written, qtbot):
    asked = len(written.host.sent_of(Explain))
    written.workspace.set_pinned(0)
    settle(written, qtbot)
    assert len(written.host.sent_of(Explain)) == asked
    assert not waterfall(written).ask.isVisible()


def test_a_token_that_was_drawn_under_other_samplers_says_so_and_gives_them(written, qtbot):
    other = written.window.page.side.inspector._other
    assert other.isVisible()
    qtbot.mouseClick(other.take, Qt.MouseButton.LeftButton)
    assert written.window.page.settings.sampling.active == ("temperature",)
    assert not other.isVisible()


def test_an_answer_about_an_earlier_token_is_dropped(written, qtbot):
    written.host.answers.pop(Explain)
    written.workspace.set_pinned(written.workspace.pinned + 1)
    settle(written, qtbot)
    assert written.window.page.explaining.explanation is None
    assert written.window.page.side.stack._rows["top_p"].effect.isHidden()
