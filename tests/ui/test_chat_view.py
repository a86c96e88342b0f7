"""The chat view: messages over the tree of versions, the ids that are sent, the switch between the views."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_host import loaded
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from window_fixture import end_studio, make_studio

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.chat import ChatPiece
from gpt_studio.protocol.commands import Generate, RenderChat
from gpt_studio.protocol.effects import Candidate
from gpt_studio.ui.write.token_geometry import token_holding


def on_render(command):
    """A template of control tokens: <s>role, the content, <e>."""
    pieces = []
    for number, message in enumerate(command.messages):
        pieces += [ChatPiece("<s>", 237), ChatPiece(f"{message.role}\n"), ChatPiece(message.content, None, number)]
        pieces += [ChatPiece("<e>", 223)]
    pieces += [ChatPiece("<s>", 237), ChatPiece("assistant\n")]
    return [ev.ChatRendered(command.job, command.key, tuple(pieces), ("STOP",), True)]


@pytest.fixture
def chat(studio, qtbot):
    studio.host.answers[RenderChat] = on_render
    studio.vocabulary |= {237: "<s>", 223: "<e>"}
    studio.window.commands["view.chat"].trigger()
    return studio.window.page.chat


def say(studio, chat, text):
    chat.composer.field.setPlainText(text)
    chat.composer.button.click()
    studio.turn()  # the rendering
    studio.turn()  # the answer


def told(chat):
    return [(turn.message.role, turn.message.content) for turn in chat.turns()]


def test_a_message_is_rendered_by_the_template_and_answered(studio, chat):
    say(studio, chat, "Hello <s>")
    assert [m.content for m in studio.host.last(RenderChat).messages] == ["Hello <s>"]
    sent = studio.host.last(Generate)
    assert sent.parts == ((237,), "user\nHello <s>", (223, 237), "assistant\n")
    assert sent.stop == ("STOP",)
    assert told(chat) == [("user", "Hello <s>"), ("assistant", " wherefore art thou")]
    assert chat.composer.field.toPlainText() == ""


def test_the_talk_goes_on_with_the_tokens_that_were_drawn(studio, chat):
    say(studio, chat, "Hi")
    say(studio, chat, "More")
    parts = studio.host.last(Generate).parts
    answer = next(node for node in studio.document.path() if "seed" in node.settings)
    drawn = [record.id for record in answer.records]
    assert parts == (
        (237,), "user\nHi", (223, 237), "assistant\n", (*drawn, 223, 237), "user\nMore", (223, 237), "assistant\n"
    )  # fmt: skip
    assert [role for role, _ in told(chat)] == ["user", "assistant", "user", "assistant"]


def test_undo_takes_the_message_and_its_answer_back_in_one_step(studio, chat):
    say(studio, chat, "Hi")
    once = studio.document.text()
    say(studio, chat, "More")
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == once
    studio.window.commands["edit.redo"].trigger()
    assert len(chat.turns()) == 4


def test_another_answer_and_other_words_are_versions_that_can_be_walked(studio, chat):
    say(studio, chat, "Hi")
    studio.answer = " Nay"
    chat.turns()[1].again.click()
    studio.turn()
    studio.turn()
    assert told(chat)[1] == ("assistant", " Nay")
    chat.turns()[1].mark.previous_asked.emit()
    assert told(chat)[1] == ("assistant", " wherefore art thou")
    chat.turns()[0].begin_editing()
    chat.turns()[0].editing.setPlainText("Good day")
    chat.turns()[0].keep.click()
    studio.turn()
    studio.turn()
    assert told(chat) == [("user", "Good day"), ("assistant", " Nay")]
    chat.turns()[0].mark.previous_asked.emit()
    assert told(chat) == [("user", "Hi"), ("assistant", " wherefore art thou")]


def test_with_a_locked_seed_another_answer_is_the_next_member(studio, chat):
    studio.window.page.settings.set_seed_locked(True)
    say(studio, chat, "Hi")
    chat.turns()[1].again.click()
    studio.turn()
    assert studio.host.last(Generate).members == (1,)


def test_an_answer_put_otherwise_stays_as_it_was_written_and_may_be_continued(studio, chat):
    say(studio, chat, "Hi")
    count = len(studio.host.sent_of(Generate))
    chat.turns()[1].begin_editing()
    chat.turns()[1].editing.setPlainText("Well,")
    chat.turns()[1].keep.click()
    studio.turn()
    assert told(chat)[1] == ("assistant", "Well,")
    assert len(studio.host.sent_of(Generate)) == count
    chat.turns()[1].more.click()
    studio.turn()
    assert studio.host.last(Generate).parts[-1] == "assistant\nWell,"
    assert told(chat)[1] == ("assistant", "Well, wherefore art thou")


def test_a_system_prompt_begins_the_conversation_and_another_one_makes_a_version(studio, chat):
    chat._system.click()
    chat.first_system.editing.setPlainText("Be kind.")
    chat.first_system.keep.click()
    assert studio.host.sent_of(RenderChat) == []
    say(studio, chat, "Hi")
    assert told(chat)[:2] == [("system", "Be kind."), ("user", "Hi")]
    studio.window.page.talk.reword(0, "Be brief.")
    studio.turn()
    studio.turn()
    assert told(chat)[:2] == [("system", "Be brief."), ("user", "Hi")]
    assert studio.document.text().startswith("<s>system\nBe brief.<e>")


def test_a_token_of_an_answer_is_pinned_and_an_alternative_branches(studio, chat, qtbot):
    say(studio, chat, "Hi")
    answer = chat.turns()[1]
    index = next(i for i, t in enumerate(studio.document.tokens()) if t.record.text == " art")
    answer.text.token_clicked.emit(index)
    assert studio.workspace.pinned == index
    record = studio.document.tokens()[index].record
    known = next(a for a in record.top if a.id != record.id)
    other = Candidate(known.id, known.text, known.logprob, 2, 0.1)
    studio.vocabulary[other.id] = other.text
    studio.window.page.generation.choose(index, other)
    studio.turn()
    assert told(chat)[1][1].startswith(f" wherefore{other.text}")
    chat.turns()[1].mark.previous_asked.emit()
    assert told(chat)[1] == ("assistant", " wherefore art thou")


def test_text_that_was_there_stays_as_a_version_beside_the_conversation(studio, qtbot):
    studio.host.answers[RenderChat] = on_render
    studio.vocabulary |= {237: "<s>", 223: "<e>"}
    studio.type(qtbot, "Once")
    studio.window.commands["view.chat"].trigger()
    chat = studio.window.page.chat
    assert chat.turns() == [] and "stays" in chat._note.text()
    say(studio, chat, "Hi")
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "Once" and chat.turns() == []


def test_enter_sends_shift_enter_makes_a_line_and_nothing_is_sent_while_the_model_writes(studio, chat, qtbot):
    field = chat.composer.field
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    studio.reason = ""
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert studio.host.last(RenderChat).messages[-1].content == "one\ntwo"
    studio.turn()
    studio.turn()
    assert studio.workspace.busy
    qtbot.keyClicks(field, "three")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(studio.host.sent_of(RenderChat)) == 1 and field.toPlainText() == "three"
    studio.window.page.generation.stop_for_edit()


def test_ctrl_enter_sends_what_stands_in_the_field(studio, chat, qtbot):
    qtbot.keyClicks(chat.composer.field, "one")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [m.content for m in studio.host.last(RenderChat).messages] == ["one"]
    studio.turn()
    studio.turn()
    assert len(studio.host.sent_of(Generate)) == 1


def test_a_template_that_fails_is_said_in_a_banner_and_the_text_stays(studio, chat):
    studio.host.answers[RenderChat] = lambda c: [ev.JobFailed(c.job, "damaged", "the template says no")]
    say(studio, chat, "Hi")
    assert studio.document.text() == ""
    assert studio.window.page.banner.isVisible()
    assert studio.window.page.talk.ready()


def test_the_view_and_the_ids_are_there_again_the_next_time(qtbot, tmp_path):
    first = make_studio(tmp_path)
    first.window.commands["view.chat"].trigger()
    first.window.commands["view.exact_ids"].trigger()
    end_studio(first)
    again = make_studio(tmp_path)
    again.window.show()
    assert again.window.page.views.shown is again.window.page.chat
    assert again.window.page.ids.isVisible()
    assert {"view:chat", "exact_ids"} <= again.window.flags.now()
    end_studio(again)


def test_the_hint_on_blanks_is_of_the_text_only(studio, qtbot):
    studio.window.show()
    studio.type(qtbot, "Once ")
    hint = studio.window.page.aids.hint
    assert hint.isVisible()
    studio.window.commands["view.chat"].trigger()
    assert not hint.isVisible()
    studio.window.commands["view.text"].trigger()
    assert hint.isVisible()


def test_the_beginning_that_a_template_writes_is_sent_once_and_named_by_its_origin(studio, chat):
    def rendered(command):
        (told,) = on_render(command)
        return [replace(told, pieces=(ChatPiece("<s>", 237), *told.pieces))]

    studio.host.answers[RenderChat] = rendered
    say(studio, chat, "Hi")
    assert studio.host.last(Generate).parts[0] == (237, 237)
    assert told(chat) == [("user", "Hi"), ("assistant", " wherefore art thou")]
    studio.window.commands["view.exact_ids"].trigger()
    rows = studio.window.page.ids.rows
    assert [rows.index(0, column).data() for column in (1, 2, 3)] == [237, "<s>", "by the chat template"]


def test_the_switch_stands_where_a_model_brings_a_template(studio, qtbot):
    views = studio.window.page.views
    assert views.switch.isHidden()
    studio.workspace.set_model(loaded(path="talker", chat_template=True))
    assert views.switch.isVisible()
    views.switch.chat.click()
    assert studio.window.page.chat.isVisible() and studio.window.commands["view.chat"].isChecked()
    studio.window.commands["mode.look_inside"].trigger()
    assert studio.editor.isVisible() and not studio.window.page.chat.isVisible()
    studio.window.commands["mode.write"].trigger()
    assert studio.window.page.chat.isVisible()
    views.switch.text.click()
    assert studio.editor.isVisible()


def test_the_exact_ids_are_those_that_are_sent_with_control_tokens_by_name(studio, chat):
    say(studio, chat, "Hi")
    studio.score()
    studio.window.commands["view.exact_ids"].trigger()
    ids = studio.window.page.ids
    told = [[ids.rows.index(row, column).data() for column in range(4)] for row in range(ids.rows.rowCount())]
    assert [row[1] for row in told] == [t.record.id for t in studio.document.tokens()]
    assert told[0][1:] == [237, "<s>", "by the chat template"]
    assert told[1][3] == "text" and told[-1][3] == "drawn"
    ids.copy.click()
    assert QGuiApplication.clipboard().text() == str([row[1] for row in told])
    studio.window.commands["view.exact_ids"].trigger()
    assert ids.isHidden()


def test_characters_beyond_the_first_plane_keep_their_tokens(studio, chat, qtbot):
    studio.answer = "🙂 ok"
    say(studio, chat, "你好 🙂")
    text = chat.turns()[1].text
    assert text.toPlainText() == "🙂 ok"
    first = token_holding(text.shown_tokens(), text.begin())
    assert studio.document.tokens()[first].record.text == "🙂"
    studio.window.show()
    qtbot.waitUntil(lambda: bool(text.visible_tokens().lines))
    pieces = [piece for line in text.visible_tokens().lines for piece in line.pieces]
    assert [piece.index for piece in pieces] == [first, first + 1]
    assert pieces[0].rect.width() > 0 and pieces[1].rect.left() == pieces[0].rect.right()


def test_the_card_tells_of_a_token_of_an_answer(studio, chat, qtbot):
    say(studio, chat, "Hi")
    studio.window.show()
    text = chat.turns()[1].text
    index = next(i for i, t in enumerate(studio.document.tokens()) if t.record.text == " art")
    qtbot.waitUntil(lambda: bool(text.visible_tokens().lines))
    place = text.visible_tokens().of(index)[0].rect.center().toPoint()
    qtbot.mouseMove(text.viewport(), place)
    qtbot.waitUntil(chat.card.isVisible)
    assert "␣art" in chat.card._token.text() and "rank 1" in chat.card._numbers.text()
    assert chat.card.room.rect().contains(chat.card.geometry())
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert studio.workspace.pinned == index


def test_all_lines_of_an_answer_stand_on_screen_while_it_is_written(studio, chat):
    studio.answer, studio.reason = " wherefore art thou" * 40, ""
    studio.window.resize(900, 700)
    studio.window.show()
    say(studio, chat, "Hi")
    job, text = studio.host.last(Generate).job, chat.turns()[-1].text
    for start in range(200, 600, 40):
        more = studio.records(" of a quiet land by the river" * 5, start, drawn=True)
        studio.host.say(ev.TokensArrived(job, 0, more))
        studio.turn()
        QGuiApplication.processEvents()
        lines = sum(text.document().findBlockByNumber(i).layout().lineCount() for i in range(text.blockCount()))
        assert lines > 5
        assert text.height() >= lines * text.fontMetrics().lineSpacing()
        assert text.verticalScrollBar().value() == text.verticalScrollBar().maximum() == 0
