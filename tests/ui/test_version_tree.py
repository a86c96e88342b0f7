"""The tree of versions: rows, what they say, choosing one, and a thousand of them."""

from __future__ import annotations

import pytest
from fake_host import token
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gpt_studio.store.document import Document
from gpt_studio.ui.write.tree.model import VersionModel
from gpt_studio.ui.write.tree.rows import differing, rows_of


def drawn(document, text, **settings):
    node = document.begin_drawn({"model": "/m/small (nanogpt 1x1x1, vocabulary 3)", "samplers": {}, **settings})
    document.extend(node, [token(text, 0, 0.5)])
    return node


def story():
    document = Document("Once")
    state = document.state()
    first = drawn(document, " upon", seed=1, samplers={"temperature": 0.8})
    document.restore(state)
    second = drawn(document, " there", seed=1, samplers={"temperature": 1.2})
    drawn(document, " was", seed=2, samplers={"temperature": 1.2})
    return document, first, second


def test_rows_are_indented_only_where_versions_part():
    document, first, second = story()
    top, known = rows_of(document)
    assert [row.words for row in top] == ["Once"]
    assert [row.words for row in top[0].below] == [" upon", " there", " was"]
    assert known[first].version == (1, 2)
    assert known[second].version == (2, 2)
    assert top[0].below[2].version is None


def test_a_row_tells_what_differs_from_the_version_before_it():
    document, first, second = story()
    _, known = rows_of(document)
    assert known[first].settings == {"temperature": 0.8, "seed": 1}
    assert known[second].settings == {"temperature": 1.2}
    assert differing({"samplers": {}}, {"samplers": {"top_k": 5}}) == {"top_k": None}
    assert known[first].surprisal == pytest.approx(0.6931, abs=1e-3)
    assert rows_of(Document("typed"))[0][0].surprisal is None


def test_the_model_is_a_sound_item_model(qapp):
    document, *_ = story()
    model = VersionModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(document)
    index = model.index_of(document.current)
    assert model.node_at(index) == document.current
    assert model.index(0, 3, model.index(0, 0, QModelIndex())).data() == "Temperature 0.8, seed 1"
    assert model.index(0, 2, model.index(0, 0, QModelIndex())).data() == "small"
    model.show(Document())
    assert model.rowCount() == 0
    del tester


def test_a_thousand_versions_in_a_line_and_in_a_fan_cost_one_row_each(qapp):
    document = Document("x")
    for i in range(500):
        drawn(document, f" {i}", seed=i)
    state = document.state()
    for i in range(500):
        document.restore(state)
        drawn(document, f" {i}", seed=i)
    model = VersionModel()
    model.show(document)
    depth, at = 0, model.index_of(document.current)
    while at.isValid():
        depth, at = depth + 1, at.parent()
    assert depth == 2
    assert model.rowCount() == 501
    assert model.rowCount(model.index(500, 0)) == 500


def opened(studio, qtbot):
    studio.window.commands["versions.tree"].trigger()
    tree = studio.window.page.tree
    qtbot.waitUntil(lambda: tree.model.rowCount() > 0)
    return tree


def test_a_click_or_enter_shows_the_version(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    first = studio.document.current
    studio.answer = " farewell"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    tree = opened(studio, qtbot)
    place = tree.view.visualRect(tree.model.index_of(first)).center()
    qtbot.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"
    tree.refresh()
    qtbot.keyClick(tree.view, Qt.Key.Key_Down)
    qtbot.keyClick(tree.view, Qt.Key.Key_Return)
    assert studio.editor.toPlainText() == "ROMEO farewell"
    studio.window.commands["edit.undo"].trigger()
    assert studio.editor.toPlainText() == "ROMEO wherefore art thou"


def test_the_mark_opens_the_tree_which_follows_the_document(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    qtbot.mouseClick(studio.editor._mark._label, Qt.MouseButton.LeftButton)
    tree = studio.window.page.tree
    assert tree.isVisible()
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    qtbot.waitUntil(lambda: tree.model.rowCount(tree.model.index(0, 0)) == 3)


def test_nothing_is_chosen_while_the_model_writes(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    first = studio.document.current
    studio.reason = ""
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    tree = opened(studio, qtbot)
    before = studio.document.text(), studio.document.current
    tree._on_chosen(tree.model.index_of(first))
    assert (studio.document.text(), studio.document.current) == before


def test_a_star_is_put_on_a_version_and_shown(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    tree = opened(studio, qtbot)
    index = tree.model.index_of(studio.document.current)
    tree.view.setCurrentIndex(index)
    qtbot.mouseClick(tree.star, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tree.model.is_starred(studio.document.current), timeout=10_000)
    assert index.data().startswith("★ ")
    qtbot.mouseClick(tree.star, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tree.model.is_starred(studio.document.current), timeout=10_000)
