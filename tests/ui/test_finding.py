"""Find and replace, alone and in the window."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.chat import ChatPiece
from gpt_studio.protocol.commands import Generate, RenderChat, Score
from gpt_studio.ui.write.finding import BadPattern, Query, find, replacement
from gpt_studio.ui.write.searched import replaced
from gpt_studio.ui.write.stale import changed

TEXT = st.text(alphabet="abA b漢😀\n.", max_size=40)


def spans(query, text):
    return [(m.start, m.end) for m in find(query, text).matches]


@given(st.text(alphabet="abA😀.", min_size=1, max_size=3), TEXT, st.booleans())
def test_plain_text_is_found_where_python_finds_it(needle, text, case):
    flags = 0 if case else re.IGNORECASE
    expected = [m.span() for m in re.finditer(re.escape(needle), text, flags)]
    assert spans(Query(needle, case=case), text) == expected


@settings(deadline=None)
@given(st.sampled_from([r"a+", r"[ab]b?", r"^a", r"b$", r"(a)(b)?", r"漢|😀", r"\w+"]), TEXT)
def test_regular_expressions_find_what_python_finds(pattern, text):
    expected = [m.span() for m in re.finditer(pattern, text, re.MULTILINE) if m.end() > m.start()]
    assert spans(Query(pattern, case=True, regex=True), text) == expected


def test_whole_words_only():
    assert spans(Query("the", words=True), "the other the. thé") == [(0, 3), (10, 13)]


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$"])
def test_a_pattern_that_would_run_for_ever_is_refused(pattern):
    start = time.process_time()
    with pytest.raises(BadPattern):
        find(Query(pattern, regex=True), ("a" * 60 + "b") * 40)
    assert time.process_time() - start < 30


def test_a_pattern_that_is_none_says_why():
    with pytest.raises(BadPattern, match="parenthes"):
        find(Query("(a", regex=True), "a")


def test_replacing_by_what_the_groups_caught():
    query = Query(r"(\w+) (\w+)", regex=True)
    found = find(query, "a b, c d")
    changes = [(m.start, m.end, replacement(query, m, r"\2-\1\n")) for m in found.matches]
    assert replaced("a b, c d", changes) == "b-a\n, d-c\n"
    assert replacement(Query("x"), found.matches[0], r"\1") == r"\1"


def bar_of(studio):
    studio.window.commands["find.replace"].trigger()
    return studio.window.page.aids.finder


def test_the_bar_counts_goes_on_and_back_and_closes(studio, qtbot):
    studio.editor.insertPlainText("the cat and the hat, the end")
    bar = bar_of(studio)
    qtbot.keyClicks(bar.needle, "the")
    qtbot.waitUntil(lambda: bar.count.text() == "3 found")
    studio.editor.set_caret(0)
    for expected in ((0, 3), (12, 15), (21, 24), (0, 3)):
        qtbot.keyClick(bar.needle, Qt.Key.Key_Return)
        assert studio.editor.selected() == expected
    qtbot.keyClick(bar.needle, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert studio.editor.selected() == (21, 24)
    assert bar.count.text() == "3 / 3"
    assert len(studio.editor.extraSelections()) == 3
    qtbot.keyClick(bar.needle, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert studio.editor.extraSelections() == []


def test_replacing_all_is_one_step_to_undo_and_one_edit(studio, qtbot):
    studio.editor.insertPlainText("the cat and the 😀 hat")
    studio.score()
    bar = bar_of(studio)
    bar.needle.setText("the")
    bar.by.setText("a")
    bar.search()
    nodes, edits = len(studio.document.nodes()), []
    studio.editor.edited.connect(lambda: edits.append(1))
    qtbot.mouseClick(bar.replace_all, Qt.MouseButton.LeftButton)
    assert studio.editor.toPlainText() == studio.document.text() == "a cat and a 😀 hat"
    assert len(edits) == 1
    assert len(studio.document.nodes()) <= nodes + 1
    assert bar.count.text() == "2 replaced"
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "the cat and the 😀 hat"


def test_replacing_one_goes_on_to_the_next(studio, qtbot):
    studio.editor.insertPlainText("a1 a2 a3")
    bar = bar_of(studio)
    bar.regex.setChecked(True)
    bar.needle.setText(r"a(\d)")
    bar.by.setText(r"b\1")
    studio.editor.set_caret(0)
    bar.find_next()
    qtbot.mouseClick(bar.replace_one, Qt.MouseButton.LeftButton)
    assert studio.document.text() == "b1 a2 a3"
    assert studio.editor.selected() == (3, 5)


def test_an_error_in_the_pattern_is_said_in_the_bar(studio):
    studio.editor.insertPlainText("a")
    bar = bar_of(studio)
    bar.regex.setChecked(True)
    bar.needle.setText("(a")
    bar.search()
    assert bar.count.property("role") == "error"
    assert bar.count.text()


@pytest.fixture
def talked(studio):
    """A conversation in the chat view, and the bar open in it."""
    studio.host.answers[RenderChat] = on_render
    studio.vocabulary |= {237: "<s>", 223: "<e>"}
    studio.window.commands["view.chat"].trigger()
    for text in ("the user of the assistant", "the end"):
        studio.window.page.chat.composer.field.setPlainText(text)
        studio.window.page.chat.composer.button.click()
        studio.turn()
        studio.turn()
    studio.window.commands["find.open"].trigger()
    return studio


def on_render(command):
    pieces = []
    for number, message in enumerate(command.messages):
        pieces += [ChatPiece("<s>", 237), ChatPiece(f"{message.role}\n"), ChatPiece(message.content, None, number)]
        pieces += [ChatPiece("<e>", 223)]
    return [ev.ChatRendered(command.job, command.key, (*pieces, ChatPiece("assistant\n")), (), True)]


def test_the_chat_view_is_looked_through_without_what_the_template_says(talked, qtbot):
    bar, chat = talked.window.page.aids.finder, talked.window.page.chat
    bar.needle.setText("user")
    qtbot.keyClick(bar.needle, Qt.Key.Key_Return)
    assert talked.document.text().count("user") == 3
    assert bar.count.text() == "1 / 1"
    assert [turn.text.textCursor().selectedText() for turn in chat.turns()] == ["user", "", "", ""]
    assert [len(turn.text.extraSelections()) for turn in chat.turns()] == [1, 0, 0, 0]


def test_finding_goes_from_message_to_message(talked, qtbot):
    bar, chat = talked.window.page.aids.finder, talked.window.page.chat
    bar.needle.setText("the")
    found = []
    for _ in range(4):
        qtbot.keyClick(bar.needle, Qt.Key.Key_Return)
        found.append([turn.index for turn in chat.turns() if turn.text.textCursor().hasSelection()])
    assert found == [[0], [0], [2], [0]]
    assert bar.count.text() == "1 / 3"
    qtbot.keyClick(bar.needle, Qt.Key.Key_Escape)
    assert not any(turn.text.extraSelections() for turn in chat.turns())
    assert chat.composer.field.hasFocus() or chat.composer.hasFocus()


def messages(studio):
    return [turn.message.content for turn in studio.window.page.chat.turns()]


def test_replacing_in_the_chat_view_changes_messages_and_nothing_of_the_template(talked, qtbot):
    bar, before, said = bar_of(talked), talked.document.text(), messages(talked)
    written = len(talked.host.sent_of(Generate))
    bar.needle.setText("the")
    bar.by.setText("an<s>")
    bar.search()
    bar.replace_all.click()
    talked.turn()
    assert messages(talked) == [text.replace("the", "an<s>") for text in said]
    assert talked.document.text() == on_screen(messages(talked)) and bar.count.text() == "3 replaced"
    ids = [part for part in talked.document.parts() if isinstance(part, tuple)]
    assert ids == [(237,), (223, 237), (223, 237), (223,)]
    assert len(talked.host.sent_of(Generate)) == written
    talked.window.commands["edit.undo"].trigger()
    assert talked.document.text() == before and messages(talked) == said


def on_screen(contents):
    roles = ("user", "assistant") * 2
    texts = [f"<s>{role}\n{text}<e>" for role, text in zip(roles, contents, strict=True)]
    return "".join(texts[:-1]) + texts[-1].removeprefix("<s>").removesuffix("<e>")


def test_what_follows_a_replaced_message_is_greyed_until_it_is_scored_again(talked, qtbot):
    bar, chat = bar_of(talked), talked.window.page.chat
    bar.needle.setText("user")
    bar.search()
    bar.find_next()
    bar.by.setText("friend")
    bar.replace_one.click()
    talked.turn()
    assert messages(talked)[0] == "the friend of the assistant"
    assert all(turn.text._marks.greyed for turn in chat.turns())
    assert not any(t.drawn and t.record.logprob is not None for t in talked.document.tokens())
    qtbot.waitUntil(lambda: any(isinstance(c, Score) for c in talked.host.sent[-3:]))
    talked.turn()
    assert not any(turn.text._marks.greyed for turn in chat.turns())


def test_replacing_in_the_open_answer_is_an_edit_like_any_other(talked, qtbot):
    bar, said = bar_of(talked), messages(talked)
    word = said[-1].split()[-1]
    bar.needle.setText(word)
    bar.search()
    which = len(bar._found.matches)
    for _ in range(which):
        bar.find_next()
    bar.by.setText("X")
    bar.replace_one.click()
    assert messages(talked)[-1] == "X".join(said[-1].rsplit(word, 1)) and messages(talked)[:-1] == said[:-1]
    assert any(token.drawn and token.record.probability is not None for token in talked.document.tokens())


@given(TEXT, TEXT)
def test_where_a_text_became_another_is_found(before, after):
    start, went, came = changed(before, after)
    assert before[:start] + after[start : start + came] + before[start + went :] == after
    assert went + came == 0 or before[start : start + went] != after[start : start + came]


def test_the_text_view_takes_over_what_is_looked_for(talked, qtbot):
    bar = bar_of(talked)
    bar.needle.setText("user")
    bar.search()
    talked.window.commands["view.text"].trigger()
    qtbot.waitUntil(lambda: bar.count.text() == "3 found")
    assert not any(turn.text.extraSelections() for turn in talked.window.page.chat.turns())
    assert len(talked.editor.extraSelections()) == 3
