"""Positions in characters and UTF-16 units; the mirror keeps Qt's document equal to ours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor, QTextDocument

from gpt_studio.ui.write.mirror import Mirror
from gpt_studio.ui.write.positions import Utf16, common_prefix, common_suffix, shown

TEXT = st.text(alphabet="aé漢😀🧑 \n\r\u2029\u2028\0", max_size=30)


@given(TEXT)
def test_units_are_those_of_utf_16(text):
    units = Utf16(text)
    assert units.length == len(text.encode("utf-16-le")) // 2
    for position in range(len(text) + 1):
        expected = len(text[:position].encode("utf-16-le")) // 2
        assert units.units(position) == expected
        assert units.characters(expected) == position


def test_a_unit_inside_a_character_is_its_beginning():
    assert Utf16("a😀b").characters(2) == 1


@given(TEXT, TEXT)
def test_common_ends_are_as_long_as_possible(one, other):
    length = common_prefix(one, other)
    assert one[:length] == other[:length]
    assert one[length : length + 1] != other[length : length + 1] or length == min(len(one), len(other))
    length = common_suffix(one, other)
    assert one[len(one) - length :] == other[len(other) - length :]


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6))
def test_the_mirror_shows_any_text_after_any_other(texts):
    document, owner = QTextDocument(), QObject()
    mirror = Mirror(document, owner)
    edits = []
    mirror.edited.connect(lambda *edit: edits.append(edit))
    for text in texts:
        mirror.show(text)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        assert cursor.selectedText().replace("\u2029", "\n") == shown(text)
    assert edits == []


@pytest.mark.parametrize("begin", ["", "a😀b\nc", "漢字"])
def test_edits_by_hand_come_out_in_characters(qapp, begin):
    document, owner = QTextDocument(), QObject()
    document.documentLayout()  # without one, a document tells of no change
    mirror = Mirror(document, owner)
    mirror.show(begin)
    text = begin
    for position in range(len(begin) + 1):
        edits = []
        mirror.edited.connect(lambda *edit, into=edits: into.append(edit))
        mirror.cursor_at(position).insertText("x\n😀")
        ((at, went, came),) = edits
        assert (at, went, came) == (position, "", "x\n😀")
        text = text[:at] + came + text[at + len(went) :]
        assert mirror.shows == text
        mirror.edited.disconnect()
        mirror.show(begin)
        text = begin
