"""Write mode through the real window: prompt, tokens, versions, edits, refusals."""

from __future__ import annotations

import math

import pytest
from fake_host import STATS, token
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Generate, Score
from gpt_studio.ui import theme


def place_of(studio, index) -> QPoint:
    return studio.editor.visible_tokens().of(index)[0].rect.center().toPoint()


def click(qtbot, studio, index) -> None:
    qtbot.mouseClick(studio.editor.viewport(), Qt.MouseButton.LeftButton, pos=place_of(studio, index))


def test_a_prompt_and_ctrl_enter_send_the_text_with_the_settings_of_the_window(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    qtbot.keyClick(studio.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    command = studio.host.last(Generate)
    assert command.parts == ("ROMEO",)
    assert command.sampling.temperature == 0.8
    assert command.max_tokens == 256
    assert command.members == (0,)
    assert studio.workspace.busy


def test_tokens_appear_as_they_arrive_and_are_tinted(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.reason = ""
    studio.generate()
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"
    studio.window.resize(1000, 700)
    image = studio.editor.viewport().grab().toImage()
    index = studio.document.token_at(len("ROMEO where"))
    rect = studio.editor.visible_tokens().of(index)[0].rect
    shown = image.pixelColor(round(rect.left()) + 3, round(rect.top()) + 3)
    expected = theme.tint(math.exp(studio.document.tokens()[index].record.logprob))
    assert [abs(a - b) <= 2 for a, b in zip(shown.getRgb(), expected.getRgb(), strict=True)] == [True] * 4


def test_escape_cancels_the_job_and_keeps_what_was_written(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.reason = ""
    studio.generate()
    job = studio.host.last(Generate).job
    qtbot.keyClick(studio.editor, Qt.Key.Key_Escape)
    assert studio.host.cancelled == [job]
    studio.host.say(ev.GenerationDone(job, 0, "", "cancelled", "", STATS))
    studio.turn()
    assert not studio.workspace.busy
    assert studio.document.text() == "ROMEO wherefore art thou"
    assert "Stopped by you" in studio.window.status.message.toolTip()


@pytest.mark.parametrize(
    ("reason", "detail", "said"),
    [
        ("eos", "<|endoftext|>", "the model ended the text"),
        ("stop_string", "\n\n", "'\\n\\n'"),
        ("max_tokens", "3 tokens", "written"),
        ("context_full", "1024 tokens", "the context is full"),
    ],
)
def test_the_status_says_why_it_stopped_and_how_fast_it_was(studio, qtbot, reason, detail, said):
    studio.reason = ""
    studio.type(qtbot, "a")
    studio.generate()
    studio.host.say(ev.GenerationDone(studio.host.last(Generate).job, 0, "", reason, detail, STATS))
    studio.turn()
    line = studio.window.status.message.toolTip()
    assert said in line
    assert "212 tokens/s" in line
    assert "41 ms" in line


def test_another_document_that_says_the_same_is_scored_too(studio):
    for _ in range(2):
        studio.window.commands["document.new"].trigger()
        assert studio.document.text() == ""
        studio.editor.insertPlainText("The same beginning")
        studio.score()
        assert not studio.document.needs_score()


def test_typed_text_is_scored_after_a_pause_and_counted(studio, qtbot):
    studio.type(qtbot, "To be or not")
    assert studio.window.status.tokens.text() == "≈ 3 of 1,024 tokens"
    qtbot.waitUntil(lambda: bool(studio.host.sent_of(Score)), timeout=3000)
    studio.turn()
    assert studio.host.last(Score).parts == ("To be or not",)
    assert studio.window.status.tokens.text() == "4 of 1,024 tokens"
    assert [t.record.text for t in studio.document.tokens()] == ["To", " be", " or", " not"]


def test_an_answer_about_an_older_text_is_dropped(studio, qtbot):
    studio.type(qtbot, "To be")
    studio.host.answers.pop(Score)
    studio.score()
    asked = studio.host.last(Score)
    studio.type(qtbot, "!")
    studio.host.say(ev.TextScored(asked.job, asked.key, studio.records("To be", 0, drawn=False), 0.01))
    studio.turn()
    assert studio.document.tokens() == []


def test_clicking_a_token_pins_it_and_fills_the_inspector(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    assert not studio.window.centre.side.isVisible()
    index = studio.document.token_at(len("ROMEO wherefore a"))
    click(qtbot, studio, index)
    assert studio.workspace.pinned == index
    assert studio.window.centre.side.isVisible()
    inspector = studio.window.page.side.inspector
    record = studio.document.tokens()[index].record
    shown = inspector.measures()
    assert shown["Rank"] == str(record.rank)
    assert shown["Entropy"] == "1.20 nats"
    assert shown["Probability by the model"].startswith(f"{100 * math.exp(record.logprob):.1f} %")
    assert sum(row.probability for row in inspector.table.rows()) == pytest.approx(1.0, abs=1e-6)


def test_a_drawn_token_outside_the_list_is_listed_with_its_rank(studio):
    studio.window.centre.toggle_side_panel()
    record = token("rare", 3, 0.001, number=777)
    seldom = ev.TokensArrived(0, 0, (record,)).records[0]
    listed = [a for a in seldom.top if a.id != 777]
    table = studio.window.page.side.inspector.table
    table.set_record(type(record)(777, "rare", b"rare", 3, record.logprob, 42, 1.0, 0.002, None, tuple(listed)))
    rows = table.rows()
    assert [row.rank for row in rows if row.chosen] == [42]
    assert rows[-1].alternative is None
    assert sum(row.probability for row in rows) == pytest.approx(1.0, abs=1e-6)


def test_an_alternative_starts_a_new_version_and_keeps_the_old(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    index = studio.document.token_at(len("ROMEO wherefore a"))
    click(qtbot, studio, index)
    table = studio.window.page.side.inspector.table
    row = next(i for i, r in enumerate(table.rows()) if r.alternative and not r.chosen)
    chosen = table.rows()[row].alternative
    studio.vocabulary[chosen.id] = chosen.text
    studio.answer = " !"
    place = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    command = studio.host.last(Generate)
    assert command.parts[0] == "ROMEO"
    assert command.parts[1][-1] == chosen.id
    assert len(command.parts[1]) == 2
    studio.turn()
    assert studio.editor.toPlainText() == f"ROMEO wherefore{chosen.text} !"
    assert studio.document.versions() == (2, 2)
    studio.window.commands["versions.previous"].trigger()
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"
    studio.window.commands["versions.next"].trigger()
    assert studio.editor.toPlainText() == f"ROMEO wherefore{chosen.text} !"


def test_enter_on_an_alternative_chooses_it_too(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.workspace.set_pinned(1)
    studio.window.centre.toggle_side_panel()
    table = studio.window.page.side.inspector.table
    row = next(i for i, r in enumerate(table.rows()) if r.alternative and not r.chosen)
    studio.vocabulary[table.rows()[row].alternative.id] = "x"
    table.selectRow(row)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert len(studio.host.sent_of(Generate)) == 2


def test_another_version_takes_a_new_seed_and_a_locked_seed_the_next_member(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    first = studio.host.last(Generate)
    studio.answer = " farewell"
    qtbot.keyClick(studio.editor, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    studio.turn()
    second = studio.host.last(Generate)
    assert second.seed != first.seed
    assert second.parts == first.parts == ("ROMEO",)
    assert studio.document.versions() == (2, 2)
    studio.window.page.settings.set_seed_locked(True)
    studio.window.commands["generate.again"].trigger()
    third = studio.host.last(Generate)
    assert (third.seed, third.members) == (second.seed, (1,))


def test_at_temperature_zero_another_version_would_be_the_same_text(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.window.top.temperature.setValue(0)
    studio.window.commands["generate.again"].trigger()
    assert len(studio.host.sent_of(Generate)) == 1
    assert "same text" in studio.window.status.message.toolTip()


def test_the_mark_of_the_versions_walks_them(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.answer = " farewell"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    mark = studio.editor._mark
    assert mark.isVisible()
    assert mark._label.text() == "2/2"
    qtbot.mouseClick(mark._previous, Qt.MouseButton.LeftButton)
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"
    qtbot.keyClick(studio.editor, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert studio.editor.toPlainText() == "ROMEO farewell"


def test_an_edit_drops_what_is_stale_and_keeps_the_tokens_before_it(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    studio.editor.set_caret(len("ROMEO wherefore "))
    studio.type(qtbot, "X")
    assert studio.document.text() == "ROMEO wherefore Xart thou"
    assert [t.record.text for t in studio.document.tokens()] == ["ROMEO", " wherefore"]
    studio.score()
    assert studio.document.is_scored()


def test_an_edit_while_the_model_writes_stops_it(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.reason = ""
    studio.generate()
    job = studio.host.last(Generate).job
    studio.type(qtbot, "?")
    assert studio.host.cancelled == [job]
    assert not studio.workspace.busy
    studio.host.say(ev.TokensArrived(job, 0, studio.records(" late", 9, drawn=True)))
    studio.turn()
    assert studio.editor.toPlainText() == studio.document.text() == "ROMEO wherefore art thou?"


def test_emoji_and_chinese_keep_editor_document_and_tokens_in_step(studio, qtbot):
    studio.editor.insertPlainText("I 😀 你好\n")
    studio.answer = " 好😀 and"
    studio.generate()
    studio.score()
    assert studio.document.text() == "I 😀 你好\n 好😀 and"
    assert studio.editor.toPlainText() == studio.document.text()
    for index, shown in enumerate(studio.document.tokens()):
        assert studio.editor.visible_tokens().at(place_of(studio, index).toPointF()) == index, shown
    cursor = studio.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    studio.editor.setTextCursor(cursor)
    for _ in range(5):
        qtbot.keyClick(studio.editor, Qt.Key.Key_Backspace)
    assert studio.document.text() == "I 😀 你好\n 好" == studio.editor.toPlainText()


def test_characters_that_qt_keeps_for_itself_do_not_shift_positions(studio, qtbot):
    studio.type(qtbot, "a")
    studio.answer = "\r\n\u2029\u2028\0x"
    studio.generate()
    assert studio.document.text() == "a\r\n\u2029\u2028\0x"
    qtbot.keyClick(studio.editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    studio.type(qtbot, "y")
    assert studio.document.text() == "a\r\n\u2029\u2028\0xy"


def test_text_that_is_being_composed_is_no_edit_until_it_is_committed(studio):
    QApplication.sendEvent(studio.editor, QInputMethodEvent("ni", []))
    assert studio.document.text() == ""
    commit = QInputMethodEvent("", [])
    commit.setCommitString("你")
    QApplication.sendEvent(studio.editor, commit)
    assert studio.document.text() == "你"


def test_a_failed_generation_shows_the_banner_and_keeps_the_text(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.reason = ""
    studio.generate()
    job = studio.host.last(Generate).job
    studio.host.say(ev.JobFailed(job, "fault", "the layer is broken", details="Traceback"))
    studio.turn()
    banner = studio.window.page.banner
    assert banner.isVisible()
    assert banner.text() == "the layer is broken"
    assert studio.document.text() == "ROMEO wherefore art thou"
    assert not studio.workspace.busy
    qtbot.mouseClick(banner._copy, Qt.MouseButton.LeftButton)
    assert "Traceback" in QApplication.clipboard().text()


def test_a_generation_that_draws_nothing_leaves_the_version_that_was_there(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.host.answers.pop(Generate)
    studio.window.commands["generate.again"].trigger()
    assert studio.document.text() == "ROMEO"
    studio.host.say(ev.GenerationDone(studio.host.last(Generate).job, 0, "", "cancelled", "", STATS))
    studio.turn()
    assert studio.document.text() == "ROMEO wherefore art thou"
    assert studio.document.versions() == (1, 1)


def test_undo_and_redo_walk_text_and_generations(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    qtbot.keyClick(studio.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert studio.editor.toPlainText() == "ROMEO"
    qtbot.keyClick(studio.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert studio.editor.toPlainText() == ""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(studio.editor, Qt.Key.Key_Z, both)
    qtbot.keyClick(studio.editor, Qt.Key.Key_Z, both)
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"
    assert not studio.window.page.undo.can_redo()


def test_the_sight_follows_the_text_only_from_the_end(studio):
    studio.editor.insertPlainText("line\n" * 80)
    bar = studio.editor.verticalScrollBar()
    studio.answer = "\nmore" * 40
    bar.setValue(bar.maximum())
    studio.generate()
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    studio.generate()
    assert bar.value() == 3


def test_a_pin_that_is_set_elsewhere_comes_into_sight(studio):
    studio.editor.insertPlainText("word " * 40 + "\n" * 90)
    studio.score()
    bar = studio.editor.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert studio.editor.visible_tokens().of(3) == []
    studio.workspace.set_pinned(3)
    assert studio.editor.visible_tokens().of(3)


def test_hovering_shows_a_card_with_probability_nats_and_rank(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    index = studio.document.token_at(len("ROMEO wh"))
    qtbot.mouseMove(studio.editor.viewport(), place_of(studio, index))
    card = studio.editor._card
    qtbot.waitUntil(card.isVisible, timeout=3000)
    assert studio.workspace.hovered == index
    assert card._token.text() == "␣wherefore"
    assert "%" in card._numbers.text()
    assert "nats" in card._numbers.text()
    assert "rank 1" in card._numbers.text()


def test_in_look_inside_lines_are_drawn_to_the_sources(studio, qtbot):
    import numpy as np

    from gpt_studio.ui.workspace import Sources

    studio.editor.insertPlainText("the cat sat on the mat")
    studio.score()
    studio.window.show_look_inside()

    def picture() -> QImage:
        return studio.editor.viewport().grab().toImage()

    plain = picture()
    studio.workspace.set_sources(Sources(3, np.array([0.6, 0.3, 0.09, 0.01], dtype=np.float32)))
    drawn = picture()
    assert drawn != plain
    studio.workspace.set_sources(None)
    assert picture() == plain


def test_what_another_model_wrote_is_text_to_the_new_one(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.window.load_model("/models/other")
    studio.turn()
    assert studio.document.parts() == ("ROMEO wherefore art thou",)
    assert studio.document.tokens() == []
    studio.score()
    assert studio.document.is_scored()
