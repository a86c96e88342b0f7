"""Other samplers on finished text: the first change is marked, what follows is greyed; settings while it streams."""

from __future__ import annotations

import re

import pytest
from fake_host import STATS
from PySide6.QtCore import Qt
from sampler_answers import Answers, settle, write

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Generate, Replay, Retune
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui import theme
from gpt_studio.ui.translations import Translations
from gpt_studio.ui.workspace import Divergence
from gpt_studio.ui.write.drawn_with import sampling_at


@pytest.fixture
def written(studio, qtbot):
    studio.answers = write(studio, qtbot)
    studio.window.centre.toggle_side_panel()
    return studio


def set_value(studio, qtbot, name, value) -> None:
    studio.window.page.settings.set_sampler(name, value)
    settle(studio, qtbot)


def mark(studio):
    return studio.window.page.replay_mark


def drawn_index(studio, number) -> int:
    return [i for i, t in enumerate(studio.document.tokens()) if t.drawn][number]


def test_after_a_generation_its_rows_are_made_ready_with_its_own_settings(written):
    command = written.host.last(Replay)
    node = written.document.path()[-1]
    assert command.sampling == written.window.page.settings.sampling
    assert [d.logits for d in command.drawn] == [r.logits for r in node.records]
    assert (command.seed, command.member) == (node.settings["seed"], node.settings["member"])
    (ids,) = command.parts
    assert all(ids[d.position] == d.id for d in command.drawn)
    assert written.workspace.divergence is None


def test_the_first_token_that_falls_differently_is_marked_and_named(written, qtbot):
    written.answers.first = (1, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    assert written.host.last(Replay).sampling.temperature == 1.4
    assert written.workspace.divergence == Divergence(drawn_index(written, 1), 77, " night")
    assert mark(written).isVisible()
    assert mark(written).text() == "here ‘␣night’ instead of ‘␣art’"
    assert not written.host.sent_of(Generate)[1:]


def test_what_follows_the_change_is_greyed_and_what_precedes_it_is_not(written, qtbot):
    before = written.editor.viewport().grab().toImage()
    written.answers.first = (1, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    after = written.editor.grab().toImage()
    offset = written.editor.viewport().geometry().topLeft()
    surface = theme.color("surface")

    def distance(image, x, y):
        return sum(abs(a - b) for a, b in zip(image.pixelColor(x, y).getRgb(), surface.getRgb(), strict=True))

    rect = written.editor.visible_tokens().of(drawn_index(written, 2))[0].rect
    x, y = round(rect.left()) + 3, round(rect.top()) + 3
    assert distance(after, x + offset.x(), y + offset.y()) < 0.6 * distance(before, x, y)
    first = written.editor.visible_tokens().of(drawn_index(written, 0))[0].rect
    x, y = round(first.left()) + 3, round(first.top()) + 3
    assert distance(after, x + offset.x(), y + offset.y()) == pytest.approx(distance(before, x, y), abs=4)


def test_when_the_settings_return_the_marks_are_gone(written, qtbot):
    written.answers.first = (0, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    set_value(written, qtbot, "temperature", 0.8)
    assert written.workspace.divergence is None
    assert mark(written).isHidden()


def test_where_nothing_would_change_it_says_so(written, qtbot):
    set_value(written, qtbot, "temperature", 0.81)
    assert written.workspace.divergence is None
    assert "would have fallen as they did" in written.window.page.side.stack._said.text()


def test_where_the_logits_are_gone_nothing_is_greyed_and_it_says_so(written, qtbot):
    written.answers.first, written.answers.complete = (2, 0, ""), False
    set_value(written, qtbot, "temperature", 1.4)
    assert written.workspace.divergence == Divergence(drawn_index(written, 2), None)
    assert mark(written).isHidden()
    assert "no longer held" in written.window.page.side.stack._said.text()


def test_where_the_logits_are_gone_one_pass_brings_them_back(written, qtbot):
    stack = written.window.page.side.stack
    written.answers.first, written.answers.complete = (1, 0, ""), False
    set_value(written, qtbot, "temperature", 1.4)
    assert not written.host.last(Replay).forward
    assert stack.read_again.isVisibleTo(stack)
    before = len(written.host.sent_of(Replay))
    stack.read_again.click()
    settle(written, qtbot)
    asked = written.host.sent_of(Replay)[before]
    assert asked.forward and asked.sampling.temperature == 1.4
    assert not stack.read_again.isVisibleTo(stack) or "no longer held" in stack._said.text()


@pytest.fixture
def translations(qapp):
    made = Translations()
    yield made
    made.use("en")
    made.clear()
    made.deleteLater()


def test_the_line_speaks_the_language_of_the_window(written, qtbot, translations):
    said = written.window.page.side.stack._said
    translations.use("en")
    written.answers.first = None
    set_value(written, qtbot, "temperature", 1.4)
    english = said.text()
    assert english.isascii()
    translations.use("zh_CN")
    qtbot.waitUntil(lambda: bool(re.search(r"[\u4e00-\u9fff]", said.text())))
    assert not re.search(r"[A-Za-z]{4}", said.text())
    translations.use("en")
    qtbot.waitUntil(lambda: said.text() == english)


def test_a_drag_asks_at_most_every_thirty_milliseconds_and_ends_with_the_newest(written, qtbot):
    asked = len(written.host.sent_of(Replay))
    for i in range(200):
        written.window.page.settings.set_sampler("temperature", 0.9 + i / 1000)
    settle(written, qtbot)
    commands = written.host.sent_of(Replay)[asked:]
    assert 1 <= len(commands) <= 10
    assert commands[-1].sampling.temperature == pytest.approx(1.099)


def test_a_click_on_the_mark_writes_on_from_there_with_the_same_random_numbers(written, qtbot):
    node = written.document.path()[-1]
    written.answers.first = (1, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    written.answer = " night"
    qtbot.mouseClick(mark(written), Qt.MouseButton.LeftButton)
    settle(written, qtbot)
    command = written.host.last(Generate)
    assert (command.seed, command.members) == (node.settings["seed"], (node.settings["member"],))
    assert command.sampling.temperature == 1.4
    assert written.document.text() == "ROMEO wherefore night"
    assert written.document.versions() == (2, 2)
    assert written.workspace.divergence is None
    written.window.commands["edit.undo"].trigger()
    assert written.document.text() == "ROMEO wherefore art thou"


def test_the_keyboard_has_the_same_way(written, qtbot):
    written.answers.first = (1, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    button = written.window.page.side.stack.write_on
    assert button.isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(written.host.sent_of(Generate)) == 2


def test_an_edit_of_the_text_takes_the_marks_away(written, qtbot):
    written.answers.first = (1, 77, " night")
    set_value(written, qtbot, "temperature", 1.4)
    written.editor.set_caret(2)
    written.type(qtbot, "x")
    settle(written, qtbot)
    assert written.workspace.divergence is None


# -- while it streams ----------------------------------------------------------------------------------------------


def test_settings_that_change_while_it_streams_hold_from_the_next_token_and_are_recorded(studio, qtbot):
    answers = Answers(studio)
    studio.type(qtbot, "ROMEO")
    studio.reason, answers.since = "", 2
    studio.generate()
    job = studio.host.last(Generate).job
    set_value(studio, qtbot, "temperature", 1.4)
    command = studio.host.last(Retune)
    assert (command.target, command.sampling.temperature) == (job, 1.4)
    node = studio.document.path()[-1]
    (entry,) = node.settings["retuned"]
    assert entry["position"] == node.records[2].position
    assert entry["samplers"] == {"temperature": 1.4}
    assert node.settings["samplers"] == {"temperature": 0.8}
    assert sampling_at(node.settings, node.records[1].position) == SamplingParams(temperature=0.8)
    assert sampling_at(node.settings, node.records[2].position) == SamplingParams(temperature=1.4)
    studio.host.say(ev.GenerationDone(job, 0, "", "max_tokens", "", STATS))
    studio.turn()
    settle(studio, qtbot)
    assert studio.workspace.divergence is None
    assert studio.host.last(Replay).sampling.temperature == 1.4


def test_a_change_before_the_prompt_is_read_is_not_lost(studio, qtbot):
    Answers(studio)
    studio.host.answers.pop(Generate)
    studio.type(qtbot, "ROMEO")
    studio.window.commands["generate.start"].trigger()
    set_value(studio, qtbot, "temperature", 1.4)
    assert not studio.host.sent_of(Retune)
    job = studio.host.last(Generate).job
    studio.host.say(ev.PromptRead(job, studio.records("ROMEO", 0, drawn=False), 1024))
    studio.turn()
    assert studio.host.last(Retune).sampling.temperature == 1.4


def test_a_finished_generation_is_not_retuned(written, qtbot):
    set_value(written, qtbot, "temperature", 1.4)
    assert not written.host.sent_of(Retune)


def test_a_span_that_is_split_keeps_what_held_where(studio, qtbot):
    answers = Answers(studio)
    studio.type(qtbot, "ROMEO")
    studio.reason, answers.since = "", 2
    studio.generate()
    set_value(studio, qtbot, "temperature", 1.4)
    node = studio.document.path()[-1]
    position = node.records[2].position
    studio.document.cut_before(drawn_index(studio, 1))
    front = studio.document.path()[-1]
    assert sampling_at(front.settings, front.records[0].position) == SamplingParams(temperature=0.8)
    assert sampling_at(node.settings, position) == SamplingParams(temperature=1.4)
