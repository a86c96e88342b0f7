"""Layer by layer over a scripted host: what is asked, what is shown, what a click does."""

import csv
import json
from types import SimpleNamespace
from xml.etree import ElementTree

import inside_answers
import numpy as np
import pytest
from fake_host import FakeHost, bare, loaded
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.looking import Check, Lens
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.leaving.fingerprint import model_sha256
from gpt_studio.ui.look_inside.lens.page import LensPage
from gpt_studio.ui.look_inside.lens.saving import LensView, save
from gpt_studio.ui.look_inside.lens.stretch import WHOLE, stretch
from gpt_studio.ui.look_inside.lens.table import LensTable
from gpt_studio.ui.workspace import Workspace

TEXT = "The cat sat on the mat"


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    host.answers[Lens] = inside_answers.lens
    page = LensPage(bridge, workspace, main)
    main.setCentralWidget(page)
    main.resize(560, 700)
    qtbot.addWidget(main)
    main.show()
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, page=page, main=main)
    bridge.close()


def write(window, text, scored=True):
    document = window.workspace.document
    document.edit(0, len(document.text()), text)
    if scored:
        assert document.set_scores(tuple(bare(r.text, at) for at, r in enumerate(inside_answers.records_of((text,)))))
    window.workspace.touch_text()


def settle(window, qtbot):
    """Until nothing is asked any more."""
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not window.page._inquiry.waiting and not window.page._inquiry._timer.isActive())


def shown(window, qtbot, text=TEXT):
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, text)
    settle(window, qtbot)
    return window.page


def centre_of(page, row, position):
    grid = page.grid
    place = grid.lens_geometry().cell(row, position).translated(-grid._shift())
    return place.center().toPoint()


def test_a_short_text_is_asked_for_whole_and_once(window, qtbot):
    shown(window, qtbot)
    assert [(q.first, q.count, q.token) for q in window.host.sent_of(Lens)] == [(0, 0, None)]
    window.workspace.set_pinned(2)
    window.workspace.set_hovered(1)
    settle(window, qtbot)
    assert len(window.host.sent_of(Lens)) == 1


def test_nothing_is_asked_while_it_is_hidden_or_the_model_writes(window, qtbot):
    window.page.hide()
    shown(window, qtbot)
    assert not window.host.sent_of(Lens)
    window.workspace.set_busy(True)
    window.page.show()
    settle(window, qtbot)
    assert not window.host.sent_of(Lens)
    window.workspace.set_busy(False)
    settle(window, qtbot)
    assert len(window.host.sent_of(Lens)) == 1


def test_a_cell_pointed_at_lists_its_five_best_and_marks_the_token_in_the_text(window, qtbot):
    page = shown(window, qtbot)
    QTest.mouseMove(page.grid.viewport(), centre_of(page, 2, 1))
    assert page.grid.cell == (2, 1)
    assert window.workspace.hovered == 1
    p = inside_answers.distributions(5, 6, 7)[2, 1]
    best = np.argsort(-p)[:5]
    found = [page.details.candidates.item(i).text().split("  ")[0] for i in range(page.details.candidates.count())]
    assert found == [f"␣w{i}" for i in best]


def test_a_click_pins_the_token_and_keeps_the_layer(window, qtbot):
    page = shown(window, qtbot)
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=centre_of(page, 1, 3))
    assert window.workspace.pinned == 3
    QTest.mouseMove(page.grid.viewport(), QPoint(2, 2))
    assert "layer 0" in page.details.title.text()


def test_the_keyboard_reaches_every_cell_and_pins(window, qtbot):
    page = shown(window, qtbot)
    page.grid.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(page.grid, key)
    assert page.grid.cell == (3, 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert window.workspace.pinned == 1


def test_following_a_token_asks_for_its_course_and_tints_by_it(window, qtbot):
    page = shown(window, qtbot)
    page.details.candidates.itemClicked.emit(page.details.candidates.item(1))
    settle(window, qtbot)
    asked = window.host.last(Lens)
    assert asked.token is not None
    assert page.measure == "token"
    course = page.table.course(5)
    expected = inside_answers.distributions(5, 6, 7)[:, 5, asked.token]
    np.testing.assert_allclose(course.probability, expected, rtol=1e-6)
    page.details.unfollow.click()
    settle(window, qtbot)
    assert page.measure == "probability"
    assert len(window.host.sent_of(Lens)) == 2  # what comes next was known


def test_without_a_token_to_follow_the_course_is_of_what_really_comes_next(window, qtbot):
    page = shown(window, qtbot)
    window.workspace.set_pinned(1)
    number = inside_answers.records_of((TEXT,))[2].id % inside_answers.VOCABULARY
    np.testing.assert_allclose(
        page.table.course(1).probability, inside_answers.distributions(5, 6, 7)[:, 1, number], rtol=1e-6
    )
    assert page.table.course(1).text == "␣sat"


def test_of_a_long_text_only_what_is_in_sight_is_read(window, qtbot):
    text = "".join(f" word{i}" for i in range(400))
    page = shown(window, qtbot, text)
    asked = window.host.sent_of(Lens)
    assert all(0 < q.count <= 64 for q in asked)
    columns = page.grid.visible_columns()
    assert page.table.known[columns.start : columns.stop].all()
    assert page.table.known.sum() < 100
    page.grid.horizontalScrollBar().setValue(0)
    settle(window, qtbot)
    assert page.table.known[:5].all()
    before = len(window.host.sent_of(Lens))
    page.grid.horizontalScrollBar().setValue(page.grid.horizontalScrollBar().maximum())
    settle(window, qtbot)
    assert len(window.host.sent_of(Lens)) == before  # known already


def test_a_text_that_goes_on_keeps_what_was_read_before(window, qtbot):
    page = shown(window, qtbot, "".join(f" word{i}" for i in range(100)))
    known = page.table.known.copy()
    write(window, "".join(f" word{i}" for i in range(101)))
    settle(window, qtbot)
    assert len(page.table) == 101
    assert page.table.known[:99][known[:99]].all()


def test_another_text_is_never_shown_as_true(window, qtbot):
    page = shown(window, qtbot)
    window.host.answers[Lens] = lambda command: ()
    write(window, "A dog")
    assert page.grid._faint
    late = inside_answers.lens(Lens(1, loaded().key, (TEXT,)))
    window.host.say(*late)  # the answer to the question before
    window.bridge.drain()
    assert page.grid._faint


def test_an_overtaken_question_is_cancelled(window, qtbot):
    window.host.answers[Lens] = lambda command: ()
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, TEXT)
    qtbot.waitUntil(lambda: len(window.host.sent_of(Lens)) == 1)
    write(window, TEXT + " again")
    assert window.host.cancelled == [window.host.sent_of(Lens)[0].job]


def test_a_refusal_is_said_and_asked_again(window, qtbot):
    refuse = [True]

    def answer(command):
        failed = JobFailed(command.job, "too_long", "too long", remedy="Shorten it")
        return [failed] if refuse[0] else inside_answers.lens(command)

    window.host.answers[Lens] = answer
    page = shown(window, qtbot)
    assert page.frame.refused
    assert page.frame.message.texts()[1] == "Shorten it"
    refuse[0] = False
    page.frame.message.stepped.emit()
    settle(window, qtbot)
    assert not page.frame.refused
    assert page.table is not None


def test_the_badge_names_the_error_and_offers_float32_once(window, qtbot):
    page = shown(window, qtbot)
    assert "exact to 2e-7" in page.badge.mark.text()
    assert page.badge.reload.isHidden()
    asked = []
    window.workspace.load_asked.connect(asked.append)
    window.workspace.set_model(loaded(dtype="int4"))
    page.badge.show_checks((Check("output", 3e-3, 1e-5),))
    assert page.badge.mark.text() == "differs by 3e-3 (int4)"
    page.badge.reload.click()
    window.workspace.set_loading(True)
    page.badge.reload.click()
    assert [key.dtype for key in asked] == ["float32"]
    window.workspace.set_loading(False)
    window.workspace.set_model(loaded(dtype="float32"))
    page.badge.show_checks((Check("output", 3e-3, 1e-5),))
    assert page.badge.reload.isHidden()


@pytest.mark.parametrize(
    ("total", "known", "sight", "expected"),
    [
        (WHOLE, 0, (0, 9), (0, 0)),
        (WHOLE, WHOLE, (0, 9), None),
        (200, 0, (100, 7), (96, 16)),
        (200, 104, (100, 7), (96, 16)),
        (200, 107, (100, 7), None),
        (200, 0, (195, 20), (192, 8)),
    ],
)
def test_what_is_missing_in_sight_is_read_in_steps(total, known, sight, expected):
    read = np.zeros(total, bool)
    read[:known] = True
    assert stretch(read, *sight) == expected


def test_answers_over_stretches_make_one_table():
    key = loaded().key
    text = ("".join(f" word{i}" for i in range(60)),)
    (whole,) = inside_answers.lens(Lens(1, key, text))
    (first,) = inside_answers.lens(Lens(1, key, text, first=0, count=25))
    (second,) = inside_answers.lens(Lens(1, key, text, first=25, count=35))
    table = LensTable(first)
    assert table.belongs(second)
    table.take(second)
    expected = LensTable(whole)
    for name in ("ids", "probability", "entropy", "norm", "next_probability", "next_rank"):
        np.testing.assert_array_equal(table.columns[name], expected.columns[name])
    assert table.known.all()


# -- saving ----------------------------------------------------------------------------------------------------


@pytest.fixture
def view(tmp_path, qapp):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (answer,) = inside_answers.lens(Lens(1, loaded().key, (TEXT,), token=7, first=1, count=4))
    return LensView(LensTable(answer), "probability", "tiny", str(folder), 3, 2)


def test_saved_numbers_are_those_that_were_read(view, tmp_path):
    save(view, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as kept:
        assert kept["positions"].tolist() == [1, 2, 3, 4]
        np.testing.assert_array_equal(kept["probability"], view.table.columns["probability"][:, 1:5])
        np.testing.assert_array_equal(kept["followed_rank"], view.table.columns["token_rank"][:, 1:5])
        assert int(kept["followed"]) == 7
    save(view, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == 5 * 4
    kept = np.array([row["norm"] for row in rows], np.float32).reshape(5, 4)
    np.testing.assert_array_equal(kept, view.table.columns["norm"][:, 1:5])
    assert rows[0]["token"] == " cat"


def test_saved_pictures_are_pictures_with_the_tokens_as_text(view, tmp_path):
    save(view, tmp_path / "a.png", dark=True)
    assert not QImage(str(tmp_path / "a.png")).isNull()
    save(view, tmp_path / "a.svg")
    texts = [
        "".join(node.itertext()).strip()
        for node in ElementTree.parse(tmp_path / "a.svg").iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "embedding" in texts
    assert any(text.endswith("cat") for text in texts)  # the mark of the blank may come from another font
    best = int(view.table.columns["ids"][4, 1, 0])
    assert any(text.endswith(f"w{best}") for text in texts)


def test_the_json_beside_says_what_makes_it_again(view, tmp_path):
    beside = save(view, tmp_path / "a.png")
    document = json.loads(beside.read_text("utf-8"))
    assert document["ids"] == [record.id for record in view.table.records]
    assert document["positions"] == [1, 2, 3, 4]
    assert document["followed"] == 7
    assert document["model"]["sha256"] == model_sha256(view.path)
    assert document["shown"] == {"measure": "probability", "row": 3, "position": 2, "dark": False}


def test_what_is_on_screen_is_what_is_saved(window, qtbot, tmp_path):
    page = shown(window, qtbot)
    window.workspace.set_pinned(2)
    found = page.view()
    assert found.table is page.table
    assert (found.row, found.position) == (4, 2)
