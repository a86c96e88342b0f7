"""Long texts that stream in: what a batch touches does not grow, and soft paragraph ends are never in the text."""

from __future__ import annotations

import pytest
from fake_host import token
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import TokensArrived
from gpt_studio.ui.write import token_paint
from gpt_studio.ui.write.mirror import LONGEST_TAIL, Mirror
from gpt_studio.ui.write.positions import Utf16
from gpt_studio.ui.write.token_geometry import Visible

WORDS = (" the", " old", " king", " 王", " of 😀", " rivers", ",")


@pytest.fixture
def stream(studio, qtbot):
    """Writes batches of a text into the window, and ends."""

    class Stream:
        def __init__(self):
            studio.type(qtbot, "Once")
            studio.score()
            studio.host.answers.pop(Generate)
            studio.window.commands["generate.start"].trigger()
            self.job, self.count = studio.host.last(Generate).job, 0

        def batches(self, many, paragraph=0):
            for _ in range(many):
                numbers = range(self.count, self.count + 33)
                self.count += 33
                words = ["\n" if paragraph and i % paragraph == 0 else WORDS[i % len(WORDS)] for i in numbers]
                records = tuple(token(w, i + 1, 0.3) for i, w in zip(numbers, words, strict=True))
                studio.host.say(TokensArrived(self.job, 0, records))
                studio.turn()
                studio.editor.viewport().repaint()

    return Stream()


def counted(monkeypatch, owner, name):
    calls, real = [], getattr(owner, name)

    def count(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, count)
    return calls


@pytest.mark.parametrize("paragraph", [0, 150])
def test_what_a_batch_touches_does_not_grow_with_the_text(studio, stream, monkeypatch, paragraph):
    said = counted(monkeypatch, token_paint, "strength")
    measured = counted(monkeypatch, Visible, "_of_line")
    walked = counted(monkeypatch, type(studio.document), "_walk_tokens")
    stream.batches(8, paragraph)
    del said[:], measured[:], walked[:]
    stream.batches(8, paragraph)
    early = len(said), len(measured)
    stream.batches(60, paragraph)
    del said[:], measured[:]
    stream.batches(8, paragraph)
    assert len(said) <= 1.5 * early[0]
    assert len(measured) <= 1.5 * early[1]
    assert walked == []
    longest = max(len(line) for line in qt_paragraphs(studio))
    assert longest <= LONGEST_TAIL + 33 * 8


def qt_paragraphs(studio):
    block, found = studio.editor.document().firstBlock(), []
    while block.isValid():
        found.append(block.text())
        block = block.next()
    return found


def test_soft_ends_stand_where_lines_break_anyway_and_go_when_the_writing_ends(studio, stream):
    stream.batches(40)
    text = studio.document.text()
    pieces = qt_paragraphs(studio)
    assert len(pieces) > 3
    assert "".join(pieces) == text == studio.editor.toPlainText()
    lines = visible_lines(studio)
    studio.window.page.generation.stop_for_edit()
    assert qt_paragraphs(studio) == [text]
    assert visible_lines(studio) == lines


def visible_lines(studio):
    return [[piece.index for piece in line.pieces] for line in studio.editor.visible_tokens().lines]


def test_what_is_copied_while_it_streams_is_the_text_itself(studio, stream):
    stream.batches(40)
    studio.editor.selectAll()
    studio.editor.copy()
    assert QApplication.clipboard().text() == studio.document.text()
    studio.editor.select(1000, 2600)
    assert studio.editor.selected() == (1000, 2600)
    studio.editor.copy()
    assert QApplication.clipboard().text() == studio.document.text()[1000:2600]


def test_positions_hold_across_soft_ends(studio, stream):
    stream.batches(40)
    for position in range(0, len(studio.document.text()), 37):
        studio.editor.set_caret(position)
        assert studio.editor.caret() == position


def test_backspace_behind_a_soft_end_takes_a_character(studio, stream):
    stream.batches(40)
    text, soft = studio.document.text(), studio.editor._mirror.units.breaks[1]
    studio.editor.set_caret(soft)
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(studio.editor, press)
    assert studio.document.text() == text[: soft - 1] + text[soft:] == studio.editor.toPlainText()
    assert not studio.workspace.busy


def test_a_window_that_is_made_narrower_while_it_streams_wraps_every_line_anew(studio, stream):
    stream.batches(30)
    studio.window.resize(900, 700)
    stream.batches(30)
    assert studio.editor.toPlainText() == studio.document.text()
    blocks = qt_paragraphs(studio)
    assert "".join(blocks) == studio.document.text()


TEXT = st.text(alphabet="aé漢😀 \n", max_size=12)


@given(TEXT, st.sets(st.integers(1, 11), max_size=4))
def test_units_and_characters_with_soft_ends(text, breaks):
    breaks = sorted(b for b in breaks if b < len(text))
    units, qt = Utf16(text), text
    for i, b in enumerate(breaks):
        units.add_break(b)
        qt = qt[: b + i] + "\u2029" + qt[b + i :]
    assert units.length == len(qt.encode("utf-16-le")) // 2
    for position in range(len(text) + 1):
        before = qt[: position + sum(b <= position for b in breaks)]
        assert units.units(position) == len(before.encode("utf-16-le")) // 2
        assert units.characters(units.units(position)) == position
    for b in breaks:
        assert units.ends_softly(units.units(b) - 1)
        assert units.characters(units.units(b) - 1) == b


@given(st.lists(TEXT, max_size=5), st.lists(st.integers(1, 11), max_size=3))
def test_a_text_that_grows_has_the_units_of_the_whole(texts, breaks):
    grown, whole = Utf16(""), "".join(texts)
    for text in texts:
        grown.extend(text)
    fresh = Utf16(whole)
    for b in {b for b in breaks if b < len(whole)}:
        grown.add_break(b)
        fresh.add_break(b)
    assert [grown.units(i) for i in range(len(whole) + 1)] == [fresh.units(i) for i in range(len(whole) + 1)]
    assert grown.length == fresh.length


@settings(deadline=None)
@given(TEXT.filter(lambda t: len(t) > 3), st.sets(st.integers(1, 11), min_size=1, max_size=3), st.data())
def test_edits_by_hand_across_soft_ends_come_out_in_characters(qapp, text, breaks, data):
    """A soft end never stands beside a line feed; whoever puts one in (a key, a paste) has them joined before."""
    breaks = {b for b in breaks if b < len(text) and "\n" not in text[b - 1 : b + 1]}
    document, owner = QTextDocument(), QObject()
    document.documentLayout()
    mirror = Mirror(document, owner)
    mirror.show(text)
    for b in sorted(breaks):
        cursor = mirror.cursor_at(b)
        mirror._applying = True
        cursor.insertBlock()
        mirror._applying = False
        mirror.units.add_break(b)
    edits = []
    mirror.edited.connect(lambda *edit: edits.append(edit))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    came = data.draw(TEXT).replace("\n", "")
    cursor = mirror.cursor_at(start)
    cursor.setPosition(mirror.cursor_at(end).position(), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(came)
    expected = text[:start] + came + text[end:]
    assert mirror.shows == expected
    now = text
    for at, went, new in edits:
        now = now[:at] + new + now[at + len(went) :]
    assert now == expected
    mirror.join()
    whole = QTextCursor(document)
    whole.select(QTextCursor.SelectionType.Document)
    assert whole.selectedText().replace("\u2029", "\n") == expected
