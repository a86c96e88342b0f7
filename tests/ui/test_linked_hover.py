"""A token that is pointed at anywhere is marked everywhere, at once: in the text, its lines, the map, the list, the
lens. Every token of a byte-level vocabulary has a name that can be seen and told from others."""

from __future__ import annotations

import inside_answers
import pytest
import tiktoken
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_look_inside_panel import answer

from gpt_studio.protocol.commands import Attend
from gpt_studio.protocol.looking import Lens
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.look_inside.labels import token_label, token_names

TEXT = "The cat sat on the mat"
WORDS = ["␣cat", "␣sat", "␣on"]


@pytest.fixture
def inside(studio, qtbot):
    """Look inside with the heads of a text, and the lens read before it."""
    studio.editor.setCursorWidth(0)  # a caret that blinks would change the picture
    studio.host.answers |= {Attend: answer, Lens: inside_answers.lens}
    studio.type(qtbot, TEXT)
    studio.score()
    studio.window.show_look_inside()
    panel = studio.window.look_inside
    panel.show_page("lens")
    qtbot.waitUntil(lambda: panel.lens.view() is not None, timeout=5000)
    panel.show_page("heads")
    qtbot.waitUntil(lambda: panel.heads.view() is not None, timeout=5000)
    return studio


def place_of(studio, index):
    return studio.editor.visible_tokens().of(index)[0].rect.center().toPoint()


def point_at_text(studio, index):
    QTest.mouseMove(studio.editor.viewport(), place_of(studio, index))


def marked(studio):
    """Which token is marked in each view, without an event processed in between; what each view paints."""
    workspace, panel = studio.workspace, studio.window.look_inside
    heads = panel.heads
    found = [workspace.hovered, heads.map.hovered, workspace.sources.query, heads.scrubber.slider.value()]
    title = heads.title.text().removesuffix(" looks at")
    names = [name.whole for name in heads.map._shown.names]
    return {*found, names.index(title)}


def painted(*widgets):
    return [widget.grab().toImage() for widget in widgets]


def test_pointing_into_the_text_marks_the_token_in_map_lines_list_and_lens(inside, qtbot):
    panel = inside.window.look_inside
    views = (inside.editor.viewport(), panel.heads.map)
    point_at_text(inside, 2)
    assert marked(inside) == {2}
    before = painted(*views)
    point_at_text(inside, 4)
    assert marked(inside) == {4}
    assert all(one != other for one, other in zip(before, painted(*views), strict=True))
    panel.show_page("lens")
    grid = panel.lens.grid
    before = painted(grid.viewport())
    point_at_text(inside, 3)
    assert "on" in panel.lens.details.title.text()
    assert before != painted(grid.viewport())


def test_pointing_into_map_list_and_lens_marks_the_token_in_the_text_and_in_the_others(inside, qtbot):
    panel, editor = inside.window.look_inside, inside.editor.viewport()
    inside.workspace.set_pinned(5)
    before = painted(editor)
    spot = panel.heads.map.map_geometry().spot(3, 1).center().toPoint()
    QTest.mouseMove(panel.heads.map, spot)
    assert marked(inside) == {3}
    assert painted(editor) != before
    item = panel.heads.sources.item(1)
    key = item.data(Qt.ItemDataRole.UserRole + 1)
    panel.heads.sources.itemEntered.emit(item)
    assert inside.workspace.hovered == key == panel.heads.map.hovered
    panel.show_page("lens")
    grid = panel.lens.grid
    place = grid.lens_geometry().cell(2, 1).translated(-grid._shift()).center().toPoint()
    QTest.mouseMove(grid.viewport(), place)
    assert inside.workspace.hovered == 1 == panel.heads.map.hovered
    assert painted(editor) != before


def test_leaving_takes_every_mark_away(inside, qtbot):
    inside.workspace.set_pinned(5)
    clean = painted(inside.editor.viewport(), inside.window.look_inside.heads.map)
    point_at_text(inside, 2)
    QApplication.sendEvent(inside.editor, QEvent(QEvent.Type.Leave))
    assert inside.workspace.hovered == -1 and marked(inside) - {-1} == {5}
    assert painted(inside.editor.viewport(), inside.window.look_inside.heads.map) == clean


def byte_level():
    """256 bytes, and what some texts are merged into."""
    merges = {bytes([b]): b for b in range(256)}
    for piece in (" t", "th", " th", " the", "the", "\n\n", "  ", "é", "你", "🎉", "\r\n", "\t\t"):
        merges.setdefault(piece.encode(), len(merges))
    return tiktoken.Encoding("tiny", pat_str=r"[\s\S]", mergeable_ranks=merges, special_tokens={"<|end|>": 400})


def test_every_token_of_a_byte_level_vocabulary_has_a_name_of_its_own():
    coder = byte_level()
    labels = {}
    for number in [*range(coder.n_vocab - 1), 400]:
        try:
            held = coder.decode_single_token_bytes(number)
        except KeyError:
            continue
        try:
            text = held.decode()
        except UnicodeDecodeError:
            text = ""
        labels[number] = token_label(TokenRecord(number, text, held, 0))
    assert all(label.strip() for label in labels.values())
    said = {coder.decode_single_token_bytes(n): label for n, label in labels.items()}
    assert len({said[b] for b in (b" the", b"the", b" th", b"  ", b" ", b"\t", b"\t\t", b"\n", b"\n\n", b"\r\n")}) == 10
    assert len({said[bytes([b])] for b in range(128, 256)}) == 128  # halves of characters


def test_names_of_any_bytes_are_made_one_for_each_token():
    coder = byte_level()
    for text in ("a 你好 🎉", "\x00\x7f  \t\r\n", "e\u0301\u200b\u202e", "the the"):
        ids = coder.encode(text, disallowed_special=())
        held = [coder.decode_single_token_bytes(i) for i in ids]
        whole, records = b"", []
        for at, (number, piece) in enumerate(zip(ids, held, strict=True)):
            before, whole = whole.decode("utf-8", "ignore"), whole + piece
            records.append(TokenRecord(number, whole.decode("utf-8", "ignore")[len(before) :], piece, at))
        names = token_names(records)
        assert len(names) == len(ids) and all(name.label.strip() for name in names)
        assert b"".join(held).decode() == text == coder.decode(ids)
