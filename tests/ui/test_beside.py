"""The column beside the document, through the real window over a scripted host."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fake_host import STATS, bare, loaded, token
from PySide6.QtCore import QPoint, Qt

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Compare, Generate, LoadModel, Score, UnloadModel
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.write.beside.choice import Choice

HOT = Choice(samplers={"temperature": 1.4})
COARSE = Choice(dtype="bfloat16")
LEFT = ModelKey("bundled")
RIGHT = ModelKey("bundled", "bfloat16")


def compared(command, studio):
    """Δ −0.5 and KL 0.1 · i at token i; the draws ∞ at token 2."""
    texts = studio.texts_of(command.parts)
    ids = tuple(sum(t.encode()) % 1000 for t in texts)
    number = np.arange(len(ids), dtype=float)
    number[:1] = np.nan
    a = np.where(np.isnan(number), np.nan, -1.0)
    b = a if command.key_a == command.key_b else a - 0.5
    kl = number * 0.1 if command.key_a != command.key_b else number * 0
    draw = None
    if command.draws is not None:
        draw = number * 0.2
        draw[2:3] = np.inf
    return [ev.Compared(command.job, command.key_a, command.key_b, ids, a, b, kl, draw, 0.01)]


@pytest.fixture
def beside(studio):
    """The column, open beside a document; the right writes otherwise than the left."""
    studio.rights = " shalt thou sleep"
    studio.host.answers[LoadModel] = lambda c: [ev.ModelLoaded(c.job, c.key, loaded(path=c.key.path).info, 0.1, 1024)]
    studio.host.answers[Compare] = lambda c: compared(c, studio)
    plain = studio.on_generate

    def on_generate(command):
        beside = studio.window.page.beside
        mine = beside.writing._job == command.job or (command.key != LEFT) or command.sampling.temperature == 1.4
        answer, studio.answer = studio.answer, studio.rights if mine else studio.answer
        said = plain(command)
        studio.answer = answer
        return said

    studio.host.answers[Generate] = on_generate
    return studio.window.page.beside


def open_on(studio, beside, qtbot, text="ROMEO", choice=HOT):
    studio.editor.insertPlainText(text)
    studio.score()
    studio.window.commands["generate.compare"].trigger()
    beside.choose(choice)
    studio.turn()
    return beside.column


def settle(studio, beside):
    """Let the pauses of scoring and comparing pass."""
    studio.turn()
    studio.score()
    beside.comparing.ask()
    studio.turn()


# -- opening and closing -------------------------------------------------------------------------------------------


def test_the_command_opens_the_column_and_closes_it_again(studio, beside, qtbot):
    command = studio.window.commands["generate.compare"]
    command.trigger()
    assert beside.is_open and beside.column.isVisible() and command.isChecked()
    qtbot.mouseClick(studio.window.top.compare, Qt.MouseButton.LeftButton)
    assert not beside.is_open and not command.isChecked()
    qtbot.keyClick(studio.editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert beside.is_open
    qtbot.mouseClick(beside.column.close_button, Qt.MouseButton.LeftButton)
    assert not beside.is_open
    assert studio.editor.hasFocus() or not studio.window.isActiveWindow()


def test_before_anything_is_written_the_column_shows_the_document(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, "ROMEO is here")
    assert column.text.toPlainText() == "ROMEO is here"
    assert column.text.isReadOnly()
    studio.type(qtbot, " now")
    assert column.text.toPlainText() == "ROMEO is here now"


def test_the_head_says_what_is_otherwise(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=Choice())
    assert column.fold.text() == "Right: everything as on the left"
    column.form.samplers.add_row("temperature")
    column.form.samplers._rows["temperature"][1].setValue(1.25)
    column.form.seed.setText("42")
    column.form.seed.editingFinished.emit()
    column.form.order.setCurrentIndex(2)
    assert beside.choice == Choice(seed=42, samplers={"temperature": 1.25}, order="llama.cpp")
    assert column.fold.text() == "Right: Temperature 1.25 · order llama.cpp · seed 42"
    qtbot.mouseClick(column.form.samplers._rows["temperature"][2], Qt.MouseButton.LeftButton)
    assert beside.choice.samplers == {}


# -- writing -------------------------------------------------------------------------------------------------------


def test_write_both_sends_one_prompt_twice_with_the_same_random_numbers(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    qtbot.mouseClick(column.both, Qt.MouseButton.LeftButton)
    left, right = studio.host.sent_of(Generate)
    assert left.parts == right.parts == ("ROMEO",)
    assert (left.seed, left.members) == (right.seed, right.members)
    assert (left.sampling.temperature, right.sampling.temperature) == (0.8, 1.4)
    assert (left.max_tokens, left.stop, left.on_full) == (right.max_tokens, right.stop, right.on_full)
    studio.turn()
    assert studio.document.text() == "ROMEO wherefore art thou"
    assert column.text.toPlainText() == "ROMEO shalt thou sleep"


def test_a_seed_of_its_own_is_the_plain_run_of_that_seed(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=Choice(seed=99))
    beside.write_both()
    left, right = studio.host.sent_of(Generate)
    assert (right.seed, right.members) == (99, (0,))
    assert left.seed != 99


def test_write_right_takes_the_lefts_span_as_it_is(studio, beside, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    span = studio.document.node(studio.document.current)
    studio.window.page.settings.set_sampler("temperature", 0.2)  # not that of the span
    studio.window.commands["generate.compare"].trigger()
    beside.choose(Choice(samplers={"top_k": 7}))
    sent = len(studio.host.sent_of(Generate))
    qtbot.mouseClick(beside.column.right, Qt.MouseButton.LeftButton)
    (right,) = studio.host.sent_of(Generate)[sent:]
    assert right.parts == ("ROMEO",)
    assert (right.seed, right.members) == (span.settings["seed"], (span.settings["member"],))
    assert (right.sampling.temperature, right.sampling.top_k) == (0.8, 7)
    studio.turn()
    assert studio.document.node(studio.document.current) is span


def test_a_left_that_was_stopped_gives_the_right_its_length(studio, beside, qtbot):
    studio.reason = ""
    open_on(studio, beside, qtbot)
    studio.window.commands["generate.start"].trigger()
    studio.turn()
    studio.host.say(ev.GenerationDone(studio.host.last(Generate).job, 0, "", "cancelled", "", STATS))
    studio.turn()
    beside.write_right()
    assert studio.host.last(Generate).max_tokens == 3


def test_without_a_span_only_both_can_be_written(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    assert column.both.isEnabled() and not column.right.isEnabled() and not column.keep.isEnabled()
    beside.write_both()
    studio.turn()
    assert column.right.isEnabled() and column.keep.isEnabled()


def test_the_right_says_that_it_waits_then_that_it_writes(studio, beside, qtbot):
    studio.host.answers[Generate] = lambda command: []
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    left, right = studio.host.sent_of(Generate)
    assert column.state.text() == "The right waits: the left is written first"
    assert column.stop.isVisible() and not column.both.isEnabled()
    studio.host.say(ev.GenerationDone(left.job, 0, "", "max_tokens", "", STATS))
    studio.turn()
    assert column.state.text() == "Reading the prompt…"
    drawn = studio.records(" shalt", 1, drawn=True)
    studio.host.say(ev.PromptRead(right.job, (bare("ROMEO", 0),), 1024), ev.TokensArrived(right.job, 0, drawn))
    studio.turn()
    assert column.state.text() == "Writing the right… 1 tokens"
    assert column.text.toPlainText() == "ROMEO shalt"


def test_escape_stops_both(studio, beside, qtbot):
    studio.host.answers[Generate] = lambda command: []
    open_on(studio, beside, qtbot)
    beside.write_both()
    left, right = studio.host.sent_of(Generate)
    qtbot.keyClick(studio.editor, Qt.Key.Key_Escape)
    assert set(studio.host.cancelled) >= {left.job, right.job}
    studio.host.say(ev.GenerationDone(left.job, 0, "", "cancelled", "", STATS))
    studio.turn()
    assert not studio.workspace.running


def test_escape_stops_the_right_when_the_left_is_done(studio, beside, qtbot):
    open_on(studio, beside, qtbot)
    studio.generate()
    studio.host.answers[Generate] = lambda command: []
    beside.write_right()
    assert studio.workspace.running and not studio.workspace.busy
    assert "Stop" in studio.window.top.run.text()
    right = studio.host.last(Generate)
    qtbot.keyClick(studio.editor, Qt.Key.Key_Escape)
    assert right.job in studio.host.cancelled
    assert not studio.workspace.running


def test_a_failure_of_the_right_is_told_in_the_column(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    studio.generate()
    studio.host.answers[Generate] = lambda c: [ev.JobFailed(c.job, "too_long", "the prompt does not fit")]
    beside.write_right()
    studio.turn()
    assert column.banner.isVisible() and "does not fit" in column.banner.text()
    assert not studio.window.page.banner.isVisible()
    assert not studio.workspace.running


# -- comparing -----------------------------------------------------------------------------------------------------


def test_the_first_token_that_differs_is_marked_on_both_sides(studio, beside, qtbot):
    studio.rights = " wherefore shalt thou"
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    assert studio.workspace.differs == 2
    assert column.text.differs == 2
    assert "first difference at token 3" in column.wrote.text()
    records = studio.document.node(studio.document.current).records
    own = math.exp(-math.fsum(r.logprob for r in records) / len(records))
    assert f"left {own:.2f}" in column.wrote.text()


def test_delta_and_kl_are_shown_for_every_token_of_the_document(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=COARSE)
    beside.write_both()
    settle(studio, beside)
    command = studio.host.last(Compare)
    assert (command.key_a, command.key_b) == (LEFT, RIGHT)
    assert command.parts == studio.document.parts()
    assert column.kl.text() == "KL of the models: sum 0.60 nats, mean 0.20 nats"
    assert column.delta.text() == "Δ log-probability: sum −1.50 nats, mean −0.50 nats"
    assert column.strip.isVisible()
    assert column.strip.said(2) == "Δ −0.50 nats · KL 0.20 nats"
    assert column.text._kl.tolist()[1:] == pytest.approx([0.1, 0.2, 0.3][: len(column.text._kl) - 1])
    assert len(column.text._kl) == studio.workspace.differs == 1


def test_one_model_under_other_samplers_is_compared_by_its_draws(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    command = studio.host.last(Compare)
    assert command.key_a == command.key_b == LEFT
    assert [d.sampling.temperature for d in command.draws] == [0.8, 1.4]
    assert column.kl.text() == "KL of the draws: ∞ at 1 of 3 tokens · at the others sum 0.80 nats, mean 0.40 nats"
    assert not column.delta.isVisible() and not column.measure.isVisible()


def test_nothing_is_asked_while_anything_is_written(studio, beside, qtbot):
    studio.reason = ""
    open_on(studio, beside, qtbot)
    asked = len(studio.host.sent_of(Compare))
    beside.write_both()
    studio.turn()
    beside.comparing.ask()
    assert len(studio.host.sent_of(Compare)) <= asked + 1
    assert all(c.parts == ("ROMEO",) for c in studio.host.sent_of(Compare))


def test_models_with_other_tokens_are_refused_in_the_column_and_read_text(studio, beside, qtbot):
    studio.host.answers[Compare] = lambda c: [
        ev.JobFailed(c.job, "other_tokens", "KL needs the same tokens", found="1,000 and 49,152 tokens")
    ]
    column = open_on(studio, beside, qtbot, choice=Choice(path="/other"))
    studio.generate()
    settle(studio, beside)
    assert "KL needs the same tokens" in column.banner.text()
    assert not column.strip.isVisible() and not column.kl.isVisible()
    studio.generate()
    beside.write_right()
    assert studio.host.last(Generate).parts == ("ROMEO wherefore art thou",)  # as text: its ids mean nothing there


def refuse(command):
    return [ev.JobFailed(command.job, "other_tokens", "KL needs the same tokens", found="1,000 and 49,152 tokens")]


def test_a_right_with_other_tokens_is_read_by_its_own_model_and_tinted(studio, beside, qtbot):
    studio.host.answers[Compare] = refuse
    column = open_on(studio, beside, qtbot, choice=Choice(path="/other"))
    studio.generate()
    settle(studio, beside)
    beside.reading.ask()
    studio.turn()
    asked = studio.host.last(Score)
    assert (asked.key.path, asked.parts) == ("/other", (studio.document.text(),))
    assert all(t.record.logprob is not None for t in column.text.tokens)
    beside.write_right()
    studio.turn()
    assert column.text.tokens[0].record.logprob is None  # the prompt, as it was sent
    beside.reading.ask()
    studio.turn()
    assert studio.host.last(Score).parts == ("ROMEO",)
    assert column.text.tokens[0].record.logprob == pytest.approx(math.log(0.5))
    assert [t.record.text for t in column.text.tokens] == ["ROMEO", " shalt", " thou", " sleep"]


def test_a_logit_bias_that_means_nothing_on_the_right_is_said_to_be_left_out(studio, beside, qtbot):
    studio.host.answers[Compare] = refuse
    studio.window.page.settings.set_biases(((5, 2.0), (7, -math.inf)))
    column = open_on(studio, beside, qtbot, choice=COARSE)
    studio.generate()
    settle(studio, beside)
    assert not column.lost.isVisible()
    beside.choose(Choice(path="/other"))
    studio.turn()
    settle(studio, beside)
    assert "2" in column.lost.text() and "another vocabulary" in column.lost.text() and column.lost.isVisible()
    beside.write_right()
    assert studio.host.last(Generate).sampling.logit_bias == ()
    studio.turn()
    beside.choose(HOT)
    assert not column.lost.isVisible()
    beside.write_right()
    assert studio.host.last(Generate).sampling.logit_bias != ()


def test_the_right_begins_with_the_blank_that_was_healed_on_the_left(studio, beside, qtbot):
    open_on(studio, beside, qtbot, text="ROMEO ", choice=COARSE)
    studio.window.page.generation.generate_healed()
    studio.turn()
    assert studio.host.last(Generate).begin == " "
    beside.write_right()
    sent = studio.host.last(Generate)
    assert (sent.key, sent.parts, sent.begin) == (RIGHT, ("ROMEO",), " ")
    studio.turn()
    assert beside.writing.written.settings["begin"] == " "


def test_the_right_takes_several_adapters_each_once(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=Choice(adapters=("/a", "/b")))
    boxes = column.form.adapters
    assert studio.host.last(LoadModel).key.adapters == ("/a", "/b")
    assert [box.value() for box in boxes.others] == ["/b", None]
    boxes.others[-1].choose("/c")
    assert studio.host.last(LoadModel).key.adapters == ("/a", "/b", "/c")
    boxes.others[0].choose("/a")
    assert beside.choice.adapters == ("/a", "/c")
    boxes.others[0].activated.emit(0)
    assert beside.choice.adapters == ("/a",) and len(boxes.others) == 1
    boxes.first.choose("")
    assert beside.choice.adapters == () and boxes.others == []
    boxes.first.activated.emit(0)
    assert beside.choice.adapters is None


def test_the_same_tokens_are_sent_as_they_were_drawn(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=COARSE)
    studio.generate()
    studio.generate()
    beside.write_right()
    parts = studio.host.last(Generate).parts
    assert parts[0] == "ROMEO" and isinstance(parts[1], tuple)


# -- staleness -----------------------------------------------------------------------------------------------------


def test_what_was_written_with_another_choice_is_not_compared(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    beside.choose(Choice(samplers={"temperature": 0.3}))
    assert column.text.toPlainText() == "ROMEO shalt thou sleep"
    assert studio.workspace.differs == -1
    assert "other settings" in column.state.text()


def test_an_edit_of_the_prompt_says_that_the_right_is_of_another_text(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    studio.editor.set_caret(0)
    studio.type(qtbot, "x")
    assert "The document was changed" in column.state.text()
    assert column.text.toPlainText() == "ROMEO shalt thou sleep"


# -- pins and scrolling --------------------------------------------------------------------------------------------


def test_a_click_on_either_side_pins_the_position_on_both(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    place = column.text.visible_tokens().of(2)[0].rect.center().toPoint()
    qtbot.mouseClick(column.text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert studio.workspace.pinned == 2
    assert column.text.pinned == 2
    assert "left ␣art" in column.pinned.text() and "right ␣thou" in column.pinned.text()
    studio.workspace.set_pinned(1)
    assert column.text.pinned == 1


def test_the_strip_is_walked_with_the_keyboard_and_clicked_with_the_mouse(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=COARSE)
    beside.write_both()
    settle(studio, beside)
    studio.workspace.set_pinned(0)
    qtbot.keyClick(column.strip, Qt.Key.Key_Right)
    qtbot.keyClick(column.strip, Qt.Key.Key_Right)
    assert studio.workspace.pinned == 2
    qtbot.keyClick(column.strip, Qt.Key.Key_Left)
    assert studio.workspace.pinned == 1
    qtbot.mouseClick(column.strip, Qt.MouseButton.LeftButton, pos=QPoint(2, 10))
    assert studio.workspace.pinned == 0


def test_both_sides_scroll_together(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, "a b\n" * 120)
    left, right = studio.editor.verticalScrollBar(), column.text.verticalScrollBar()
    left.setValue(40)
    assert right.value() == 40
    right.setValue(10)
    assert left.value() == 10
    left.setValue(left.maximum())
    assert right.value() == right.maximum()


def test_the_size_of_the_text_is_that_of_the_document(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    assert column.text.font().pointSizeF() == studio.editor.font().pointSizeF()
    studio.window.commands["view.larger"].trigger()
    assert column.text.font().pointSizeF() == studio.editor.font().pointSizeF()


# -- keeping -------------------------------------------------------------------------------------------------------


def test_keeping_the_right_makes_it_a_version_and_loses_nothing(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    qtbot.mouseClick(column.keep, Qt.MouseButton.LeftButton)
    assert studio.document.text() == "ROMEO shalt thou sleep"
    assert studio.document.versions() == (2, 2)
    node = studio.document.node(studio.document.current)
    assert node.settings["samplers"]["temperature"] == 1.4
    assert node.stop_reason == "max_tokens"
    assert column.state.text() == "Kept as version 2 of 2" and not column.keep.isEnabled()
    studio.window.commands["versions.previous"].trigger()
    assert studio.document.text() == "ROMEO wherefore art thou"
    studio.window.commands["versions.next"].trigger()
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "ROMEO wherefore art thou"


# -- the second model ----------------------------------------------------------------------------------------------


def test_another_model_is_loaded_beside_the_left_and_given_back_at_the_end(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=COARSE)
    load = studio.host.last(LoadModel)
    assert (load.key, load.beside) == (RIGHT, LEFT)
    assert studio.workspace.model.key == LEFT
    assert not studio.host.sent_of(UnloadModel)
    beside.close()
    assert [c.key for c in studio.host.sent_of(UnloadModel)] == [RIGHT]


def test_going_back_to_the_lefts_model_gives_the_second_back(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=COARSE)
    beside.choose(HOT)
    assert [c.key for c in studio.host.sent_of(UnloadModel)] == [RIGHT]
    assert beside.second.model is studio.workspace.model


def test_settings_alone_load_nothing(studio, beside, qtbot):
    before = len(studio.host.sent_of(LoadModel))
    open_on(studio, beside, qtbot)
    beside.close()
    assert len(studio.host.sent_of(LoadModel)) == before and not studio.host.sent_of(UnloadModel)


def test_a_load_that_is_refused_is_told_in_the_column(studio, beside, qtbot):
    studio.host.answers[LoadModel] = lambda c: [ev.JobFailed(c.job, "too_large", "big does not fit beside bundled")]
    column = open_on(studio, beside, qtbot, choice=Choice(path="/big"))
    assert "does not fit beside" in column.banner.text()
    assert not column.both.isEnabled()
    assert studio.workspace.model.key == LEFT
    beside.choose(HOT)
    assert column.both.isEnabled() and not column.banner.isVisible()


def test_stopping_a_load_goes_back_to_the_lefts_model(studio, beside, qtbot):
    studio.host.answers[LoadModel] = lambda c: [ev.Progress(c.job, "reading", 30, 100, "bytes")]
    column = open_on(studio, beside, qtbot, choice=Choice(path="/big", samplers={"temperature": 1.4}))
    assert column.state.text() == "Loading big… 30 %"
    load = studio.host.last(LoadModel)
    qtbot.mouseClick(column.stop, Qt.MouseButton.LeftButton)
    assert load.job in studio.host.cancelled
    assert beside.choice == HOT
    studio.host.say(ev.ModelLoaded(load.job, load.key, loaded().info, 0.1, 1024))  # it was too late
    studio.turn()
    assert [c.key for c in studio.host.sent_of(UnloadModel)] == [load.key]


def test_a_second_model_that_was_put_out_is_loaded_again(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=COARSE)
    before = len(studio.host.sent_of(LoadModel))
    studio.host.say(ev.ModelUnloaded(0, RIGHT))
    studio.turn()
    assert len(studio.host.sent_of(LoadModel)) == before + 1
    studio.turn()
    assert beside.second.model.key == RIGHT


def test_another_model_on_the_left_takes_the_second_over(studio, beside, qtbot):
    open_on(studio, beside, qtbot, choice=COARSE)
    studio.window.loader.load_key(RIGHT)
    studio.turn()
    assert beside.second.model.key == RIGHT
    assert RIGHT not in [c.key for c in studio.host.sent_of(UnloadModel)]


def test_unloading_the_left_ends_the_comparison(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=COARSE)
    studio.window.loader.unload()
    studio.turn()
    assert not column.both.isEnabled()
    assert {c.key for c in studio.host.sent_of(UnloadModel)} == {LEFT, RIGHT}


# -- everyone ------------------------------------------------------------------------------------------------------


def test_every_control_has_a_name_and_is_reached_by_the_keyboard(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot, choice=COARSE)
    beside.write_both()
    settle(studio, beside)
    form = column.form
    controls = (
        form.model, form.precision, form.adapters.first, form.seed, form.order, form.samplers.add, column.both,
        column.right, column.keep, column.measure, column.strip, column.text, column.close_button, column.fold,
    )  # fmt: skip
    for control in controls:
        assert control.accessibleName() or control.text(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


def test_a_new_document_shows_itself_on_the_right(studio, beside, qtbot):
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    studio.window.commands["document.new"].trigger()
    assert column.text.toPlainText() == ""
    assert not column.keep.isEnabled()


def test_a_token_of_the_right_alone_can_be_looked_at(studio, beside, qtbot):
    """The card beside the pointer tells of the right's own record."""
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    column.text._hover(column.text.visible_tokens().of(3)[0].rect.center())
    assert column.text.tokens[3].record.logprob == token(" sleep", 3, 0.2).logprob
    assert "␣sleep" in column.text._card._token.text()
    assert "rank" in column.text._card._numbers.text() and "KL" not in column.text._card._numbers.text()


def test_the_card_of_a_shared_token_tells_the_kl_there(studio, beside, qtbot):
    studio.rights = " wherefore shalt thou"
    column = open_on(studio, beside, qtbot, choice=COARSE)
    beside.write_both()
    settle(studio, beside)
    column.text._hover(column.text.visible_tokens().of(1)[0].rect.center())
    assert column.text._card._numbers.text().endswith("KL 0.10 nats")
    column.text._hover(column.text.visible_tokens().of(0)[0].rect.center())
    assert column.text._card._numbers.text() == "no number is known"


def test_the_column_belongs_to_write_and_stands_there_again(studio, beside, qtbot):
    studio.rights = " wherefore shalt thou"
    column = open_on(studio, beside, qtbot)
    beside.write_both()
    settle(studio, beside)
    assert studio.workspace.differs == 2
    studio.window.show_look_inside()
    assert not column.isVisible() and studio.workspace.differs == -1
    studio.window.show_write()
    assert column.isVisible() and studio.workspace.differs == 2
    assert column.text.toPlainText() == "ROMEO wherefore shalt thou"


def test_a_long_right_is_written_in_bounded_paragraphs_and_copied_without_their_ends(studio, beside, qtbot):
    studio.rights = " shalt thou sleep" * 400
    column = open_on(studio, beside, qtbot)
    studio.generate()
    studio.host.answers[Generate] = lambda command: []
    beside.write_right()
    job = studio.host.last(Generate).job
    studio.host.say(ev.PromptRead(job, (bare("ROMEO", 0),), 1024))
    drawn = studio.records(studio.rights, 1, drawn=True)
    for at in range(0, len(drawn), 60):
        studio.host.say(ev.TokensArrived(job, 0, drawn[at : at + 60]))
        studio.turn()
    assert column.text.document().blockCount() > 2
    assert [t.record.position for t in column.text.tokens[1:]] == [r.position for r in drawn]
    column.text.selectAll()
    assert column.text.createMimeDataFromSelection().text() == "ROMEO" + studio.rights


def test_another_document_ends_what_the_right_writes(studio, beside, qtbot):
    open_on(studio, beside, qtbot)
    studio.generate()
    studio.host.answers[Generate] = lambda command: []
    beside.write_right()
    job = studio.host.last(Generate).job
    studio.workspace.document = type(studio.document)("another")
    studio.workspace.touch_text()
    assert job in studio.host.cancelled and not studio.workspace.running
    assert beside.column.text.toPlainText() == "another"


def test_when_the_engine_ends_nothing_is_said_to_be_written(studio, beside, qtbot):
    open_on(studio, beside, qtbot)
    studio.generate()
    studio.host.answers[Generate] = lambda command: []
    beside.write_right()
    studio.host.say(ev.EngineStopped(message="it ended"))
    studio.turn()
    assert not studio.workspace.running
