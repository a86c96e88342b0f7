"""Chinese and Japanese input methods: what is composed stands in place; nothing is generated or branched meanwhile."""

from __future__ import annotations

import pytest
from fake_host import token
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import TokensArrived

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def compose(studio, text):
    underlined = QTextCharFormat()
    underlined.setFontUnderline(True)
    kind = QInputMethodEvent.AttributeType.TextFormat
    attributes = [QInputMethodEvent.Attribute(kind, 0, len(text), underlined)] if text else []
    QApplication.sendEvent(studio.editor, QInputMethodEvent(text, attributes))


def commit(studio, text):
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(studio.editor, event)


def picture(studio) -> QImage:
    return studio.editor.viewport().grab().toImage()


@pytest.fixture
def written(studio, qtbot):
    """A text of two versions, the keyboard in it."""
    studio.window.show()
    studio.editor.setFocus()
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.answer = " farewell"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    studio.score()
    return studio


@pytest.mark.parametrize(("composed", "final"), [("ni'hao", "你好"), ("にほん", "日本"), ("𠮷", "𠮷")])
def test_what_is_composed_stands_in_place_and_is_one_edit_once_it_is_committed(written, composed, final):
    document, text = written.document, written.document.text()
    before, nodes = picture(written), len(document.nodes())
    written.editor.set_caret(5)
    for end in range(1, len(composed) + 1):
        compose(written, composed[:end])
    assert picture(written) != before
    assert document.text() == text
    assert written.editor.textCursor().block().layout().preeditAreaText() == composed
    assert len(document.nodes()) == nodes
    commit(written, final)
    assert document.text() == text[:5] + final + text[5:] == written.editor.toPlainText()
    written.window.commands["edit.undo"].trigger()
    assert document.text() == text


def test_a_composition_that_is_given_up_leaves_no_trace(written):
    document, text, nodes = written.document, written.document.text(), len(written.document.nodes())
    compose(written, "ni")
    compose(written, "")
    assert document.text() == text == written.editor.toPlainText()
    assert len(document.nodes()) == nodes
    assert not written.workspace.composing


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_R, CTRL),
        (Qt.Key.Key_Left, ALT),
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_while_composing_the_windows_keys_are_the_input_methods(written, qtbot, key, modifiers):
    document = written.document
    state, nodes, sent = document.state(), len(document.nodes()), len(written.host.sent_of(Generate))
    compose(written, "ni")
    qtbot.keyClick(written.editor, key, modifiers)
    assert len(written.host.sent_of(Generate)) == sent
    assert document.state() == state
    assert len(document.nodes()) == nodes
    assert written.host.cancelled == []


def test_escape_while_composing_stops_no_generation(written, qtbot):
    written.reason = ""
    written.generate()
    compose(written, "ni")
    qtbot.keyClick(written.editor, Qt.Key.Key_Escape)
    assert written.host.cancelled == []
    assert written.workspace.busy
    compose(written, "")
    qtbot.keyClick(written.editor, Qt.Key.Key_Escape)
    assert written.host.cancelled == [written.host.last(Generate).job]


@pytest.mark.parametrize("command", ["generate.start", "generate.again", "versions.previous"])
def test_a_command_of_the_menu_generates_and_branches_nothing_while_composing(written, command):
    document, sent = written.document, len(written.host.sent_of(Generate))
    state = document.state()
    compose(written, "ni")
    written.window.commands[command].trigger()
    assert len(written.host.sent_of(Generate)) == sent
    assert document.state() == state
    commit(written, "你")
    assert "你" in document.text()
    written.window.commands["generate.start"].trigger()
    assert len(written.host.sent_of(Generate)) == sent + 1


def test_text_that_streams_in_leaves_the_composition_in_place(written):
    written.reason = ""
    written.generate()
    written.editor.set_caret(2)
    compose(written, "ni")
    job = written.host.last(Generate).job
    before = written.document.text()
    written.host.say(TokensArrived(job, 0, tuple(token(" more", i, 0.5) for i in range(40))))
    written.turn()
    assert written.document.text() == before + " more" * 40 == written.editor.toPlainText()
    assert written.editor.textCursor().block().layout().preeditAreaText() == "ni"
    commit(written, "你")
    assert written.document.text() == before[:2] + "你" + before[2:] + " more" * 40
    assert not written.workspace.busy
