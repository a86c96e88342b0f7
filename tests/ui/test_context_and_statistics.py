"""The meter of the context, the statistics, what is stale, and healing a blank, through the window."""

from __future__ import annotations

import math

import pytest
from fake_host import STATS
from PySide6.QtCore import Qt

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Generate, Score
from gpt_studio.store.document import Document
from gpt_studio.ui.write.context_meter import Fill, dropped_characters
from gpt_studio.ui.write.text_statistics import statistics_of


def meter(studio) -> str:
    return studio.window.status.tokens.text()


def greyed(studio):
    return list(studio.editor.greyed())


def test_an_estimate_says_so_until_the_engine_has_counted(studio, qtbot):
    studio.type(qtbot, "To be or not to be")
    assert meter(studio).startswith("≈ ")
    studio.score()
    assert meter(studio) == "6 of 1,024 tokens"


def test_the_policy_is_named_with_its_number(studio, qtbot):
    studio.type(qtbot, "To be or not to be")
    studio.score()
    settings = studio.window.page.settings
    settings.set_max_tokens(1020)
    assert meter(studio) == "6 of 1,024 tokens · stops after 1,018"
    settings.set_on_full("slide")
    assert meter(studio) == "6 of 1,024 tokens · drops the oldest 2"
    assert studio.window.status.tokens.property("role") == "warning"
    settings.set_max_tokens(None)
    assert meter(studio) == "6 of 1,024 tokens"


def test_what_would_be_dropped_is_greyed_up_to_a_boundary(studio, qtbot):
    studio.type(qtbot, "To be or not to be")
    studio.score()
    settings = studio.window.page.settings
    settings.set_max_tokens(1020)
    plain = studio.editor.viewport().grab().toImage()
    settings.set_on_full("slide")
    assert studio.editor.dropped() == len("To be")
    assert greyed(studio) == [(0, len("To be"))]
    assert studio.editor.viewport().grab().toImage() != plain
    settings.set_on_full("stop")
    assert greyed(studio) == []


def test_nothing_is_marked_on_an_estimate_and_a_token_is_always_kept():
    document = Document("one two three")
    assert dropped_characters(document, Fill(4000, False, 100, 10, slides=True)) == 0
    assert Fill(4000, True, None, 10, slides=True).over == 3990
    assert Fill(4000, True, 100, 10, slides=True).over == 4090


def test_while_it_streams_the_meter_counts_down(studio, qtbot):
    studio.type(qtbot, "To be")
    studio.reason = ""
    studio.window.page.settings.set_max_tokens(1022)
    studio.generate()
    assert meter(studio) == "5 of 1,024 tokens"
    assert studio.window.page.aids.meter.fill().adds == 1019


def test_what_follows_an_edit_is_greyed_until_it_is_scored(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    assert greyed(studio) == []
    studio.editor.set_caret(len("ROMEO where"))
    studio.type(qtbot, "XY")
    assert greyed(studio) == [(len("ROMEO whereXY"), len("ROMEO whereXYfore art thou"))]
    studio.score()
    assert greyed(studio) == []


def test_typing_at_the_end_makes_nothing_stale(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    studio.type(qtbot, " and more")
    assert greyed(studio) == []


def test_no_number_of_another_model_is_shown_as_this_ones(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    studio.window.load_model("/models/other")
    studio.turn()
    assert studio.document.tokens() == []
    assert greyed(studio) == [(0, len("ROMEO wherefore art thou"))]
    old = ev.TextScored(10**6, studio.workspace.model.key, studio.records("ROMEO", 0, drawn=False), 0.1)
    studio.host.say(old)
    studio.turn()
    assert studio.document.tokens() == []
    studio.score()
    assert studio.document.is_scored()
    assert greyed(studio) == []


def test_a_text_that_comes_back_after_its_answer_was_dropped_is_asked_again(studio, qtbot):
    studio.type(qtbot, "To be")
    answer = studio.host.answers.pop(Score)
    studio.score()
    asked = studio.host.last(Score)
    studio.editor.set_caret(0)
    studio.type(qtbot, "X")
    studio.host.say(*answer(asked))
    studio.turn()
    assert studio.document.tokens() == []
    studio.host.answers[Score] = answer
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "To be"
    studio.score()
    assert studio.document.is_scored()


def test_undo_of_an_edit_shows_true_numbers_at_once(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    tokens = list(studio.document.tokens())
    studio.editor.set_caret(3)
    studio.type(qtbot, "X")
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.tokens() == tokens
    assert greyed(studio) == []


def test_the_statistics_are_those_of_the_formulas(studio, qtbot):
    studio.editor.insertPlainText("To be 漢字")
    studio.score()
    studio.window.centre.toggle_side_panel()
    panel = studio.window.page.aids.statistics
    qtbot.waitUntil(panel.isVisible)
    found, records = panel.statistics(), [t.record for t in studio.document.tokens()]
    nll = -sum(r.logprob for r in records)
    assert found.tokens == len(records)
    assert found.nll == pytest.approx(nll)
    assert found.perplexity == pytest.approx(math.exp(nll / len(records)))
    assert found.bits_per_byte == pytest.approx(nll / math.log(2) / len("To be 漢字".encode()))
    assert panel.values()["Tokens"] == str(len(records))
    studio.editor.select(3, 4)
    assert panel.statistics().tokens == 1
    studio.workspace.set_pinned(0)
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_tokens_without_numbers_are_not_counted(studio, qtbot):
    studio.type(qtbot, "To be")
    studio.reason = ""
    studio.generate()
    found = statistics_of(studio.document.tokens(), 0, 100)
    assert (found.tokens, found.counted) == (5, 3)


def test_a_blank_at_the_end_is_told_of_and_healed_with_one_click(studio, qtbot):
    hint = studio.window.page.aids.hint
    studio.type(qtbot, "The capital of France is")
    assert not hint.isVisible()
    studio.type(qtbot, " ")
    assert hint.isVisible()
    studio.answer = " Paris"
    qtbot.mouseClick(hint.heal, Qt.MouseButton.LeftButton)
    command = studio.host.last(Generate)
    assert command.parts == ("The capital of France is",)
    assert command.begin == " "
    studio.turn()
    assert studio.document.text() == "The capital of France is Paris"
    assert not hint.isVisible()
    assert studio.document.node(studio.document.current).settings["begin"] == " "
    studio.window.commands["generate.again"].trigger()
    assert studio.host.last(Generate).begin == " "
    studio.turn()
    studio.window.commands["edit.undo"].trigger()
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "The capital of France is "


def test_until_i_stop_streams_on_while_the_context_slides(studio, qtbot):
    form = studio.window.page.side.form
    form.length.setValue(0)
    form.on_full.setCurrentIndex(1)
    assert form.length.text() == "until it ends"
    studio.type(qtbot, "a")
    studio.reason = ""
    studio.generate()
    command = studio.host.last(Generate)
    assert (command.max_tokens, command.on_full) == (None, "slide")
    for _ in range(50):
        drawn = studio.records(" and on" * 15, len(studio.document.tokens()), drawn=True)
        studio.host.say(ev.TokensArrived(command.job, 0, drawn))
        studio.turn()
    assert len(studio.document.tokens()) == 1504
    assert "drops the oldest" in meter(studio)
    assert studio.editor.dropped() > 0
    studio.window.commands["generate.stop"].trigger()
    studio.host.say(ev.GenerationDone(command.job, 0, "", "cancelled", "", STATS))
    studio.turn()
    assert not studio.workspace.busy
