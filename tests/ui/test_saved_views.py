"""A saved view is opened again in the window: the same questions, the same page; another model is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import inside_answers
import numpy as np
import pytest
from fake_host import loaded
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from test_look_inside_panel import answer as attention
from test_switching_window import ablated, swept
from window_fixture import pieces

from gpt_studio.protocol.commands import Attend, LoadModel, UnloadModel
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate, Lens, Sweep
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.ui.leaving.saving import save
from gpt_studio.ui.look_inside.changing import effect_saving
from gpt_studio.ui.look_inside.changing import saving as sweep_saving
from gpt_studio.ui.look_inside.lens import saving as lens_saving
from gpt_studio.ui.look_inside.saving import leaving as attention_leaving
from gpt_studio.ui.look_inside.viewing import Viewing
from gpt_studio.ui.write.why import saving as why_saving

TEXT = "The cat sat on the mat"
HEAD_OFF = Switches((Switch(1, "head", 2),))


WORDS = {sum(word.encode()) % 1000: word for word in pieces(TEXT)}


def in_words(make):
    """Answers of a model that knows the words of TEXT by their ids."""

    def of(command):
        said = [part if isinstance(part, str) else "".join(WORDS.get(i, " ?") for i in part) for part in command.parts]
        return make(replace(command, parts=("".join(said),)))

    return of


@pytest.fixture
def window(studio, qtbot):
    answers = {
        Attend: attention, Lens: inside_answers.lens, Calculate: inside_answers.calculated,
        Attribute: inside_answers.attributed, Ablate: ablated, Sweep: swept,
    }  # fmt: skip
    studio.host.answers |= {kind: in_words(make) for kind, make in answers.items()}
    studio.vocabulary |= WORDS
    studio.document.edit(0, 0, TEXT)
    studio.workspace.touch_text()
    studio.score()
    return studio


def elsewhere(window):
    """Another text, another page, nothing pinned."""
    window.window.files.put(type(window.document)("Something else"))
    window.score()
    window.workspace.set_mode("write")
    window.window.look_inside.show_page("changing")


def opened(window, path, qtbot, text=TEXT):
    elsewhere(window)
    window.window.saved_views.read(str(path))
    window.score()
    assert window.document.text() == text
    assert not window.window.banner.isVisible(), window.window.banner.text()


def attention_view(window, qtbot):
    heads = window.window.look_inside.heads
    window.workspace.set_mode("look_inside")
    window.window.look_inside.show_page("heads")
    qtbot.waitUntil(lambda: heads.view() is not None)
    return heads


def test_attention_comes_back_with_its_head_its_viewing_and_its_token(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    heads.chooser.choose(2, 1)
    heads.view_menu.show_viewing(Viewing(grain="words", left_out="first", renormalised=True))
    heads._look()
    window.workspace.set_pinned(3)
    first = heads.view()
    save(attention_leaving(first), tmp_path / "a.npz")
    heads.chooser.choose(0, 0)
    heads.view_menu.show_viewing(Viewing())
    opened(window, tmp_path / "a.npz.json", qtbot)
    qtbot.waitUntil(lambda: heads.view() is not None and heads.view().ids == first.ids)
    again = heads.view()
    assert (again.layer, again.head, again.viewing, again.query_token) == (2, 1, first.viewing, 3)
    np.testing.assert_array_equal(again.weights, first.weights)
    assert window.workspace.pinned == 3 and window.window.look_inside.views.currentWidget() is heads
    window.window.commands["edit.undo"].trigger()
    assert window.document.text() == "Something else"


def test_layer_by_layer_and_its_followed_token_come_back(window, qtbot, tmp_path):
    page = window.window.look_inside.lens
    window.workspace.set_mode("look_inside")
    window.window.look_inside.show_page("lens")
    qtbot.waitUntil(lambda: page.view() is not None)
    window.workspace.set_pinned(2)
    page.follow(7)
    qtbot.waitUntil(lambda: page.table is not None and page.table.followed.all())
    page.measures.choose("entropy")
    first = page.view()
    save(lens_saving.leaving(first), tmp_path / "a.csv")
    page._on_released()
    opened(window, tmp_path / "a.csv.json", qtbot)
    qtbot.waitUntil(lambda: page.table is not None and page.table.followed.all() and page.table.token == 7)
    again = page.view()
    assert (again.measure, again.position) == ("entropy", 2)
    assert "".join(lens_saving.table_lines(again)) == "".join(lens_saving.table_lines(first))


def test_the_calculation_comes_back_with_its_key(window, qtbot, tmp_path):
    page = window.window.look_inside.calculation
    window.workspace.set_mode("look_inside")
    window.window.look_inside.show_page("calculation")
    window.workspace.set_head(1, 3)
    window.workspace.set_pinned(4)
    qtbot.waitUntil(lambda: page.found is not None and page.found.query == 4)
    page._on_key(2)
    first = page.found
    save(page.leaving(), tmp_path / "a.svg")
    window.workspace.set_head(0, 0)
    opened(window, tmp_path / "a.svg.json", qtbot)
    qtbot.waitUntil(lambda: page.found is not None and (page.found.layer, page.found.query) == (1, 4))
    assert (page.found.head, page._key) == (3, 2)
    np.testing.assert_array_equal(page.found.scores, first.scores)


def test_what_a_text_loses_comes_back_with_what_was_off(window, qtbot, tmp_path):
    page = window.window.look_inside.changing
    window.workspace.set_mode("look_inside")
    window.window.look_inside.show_page("changing")
    window.workspace.switch(HEAD_OFF)
    window.score()
    qtbot.waitUntil(page.effect.holds)
    save(effect_saving.leaving(page.effect.found), tmp_path / "a.png")
    opened(window, tmp_path / "a.png.json", qtbot)
    assert window.document.switches == HEAD_OFF
    qtbot.waitUntil(page.effect.holds)
    assert window.host.last(Ablate).switches == HEAD_OFF


def test_a_sweep_comes_back_as_it_was_asked(window, qtbot, tmp_path):
    page = window.window.look_inside.changing
    page.sweeping.begin_as(Switches((), "mean"))
    qtbot.waitUntil(lambda: not page.sweeping.running)
    save(sweep_saving.leaving(page.sweeping.table, "kl"), tmp_path / "a.npz")
    page.sweeping.table = None
    opened(window, tmp_path / "a.npz.json", qtbot)
    qtbot.waitUntil(lambda: not page.sweeping.running and page.sweeping.table is not None)
    assert (page.sweeping.table.mode, page.measure.currentData()) == ("mean", "kl")


def test_why_comes_back_against_a_token_that_is_no_alternative(window, qtbot, tmp_path):
    why = window.window.page.why
    window.workspace.set_pinned(3)
    why.fold.setChecked(True)
    qtbot.waitUntil(lambda: why.found is not None)
    view = replace(why.view(), found=replace(why.found, foil=77), foil_text=" dog")
    save(why_saving.leaving(view), tmp_path / "a.npz")
    why.fold.setChecked(False)
    elsewhere(window)
    window.window.saved_views.read(str(tmp_path / "a.npz.json"))
    window.score()
    qtbot.waitUntil(lambda: why.found is not None and why.found.foil == 77)
    assert window.document.text() == TEXT
    assert (why.foil.currentText(), window.workspace.pinned) == (" dog", 3)
    assert window.workspace.mode == "write"


def test_text_that_was_drawn_comes_back_as_the_ids_that_were_drawn(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    save(attention_leaving(replace(heads.view(), seed=11)), tmp_path / "a.npz")
    elsewhere(window)
    window.window.saved_views.read(str(tmp_path / "a.npz.json"))
    assert window.document.seed == 11
    assert window.document.parts() == (heads.view().ids,)


def test_ids_that_the_tokenizer_would_not_give_stand_as_they_were(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    ids = tuple(number + 1 for number in heads.view().ids)
    save(attention_leaving(replace(heads.view(), ids=ids)), tmp_path / "a.npz")
    opened(window, tmp_path / "a.npz.json", qtbot)
    assert window.document.parts() == (ids,) and window.document.seed is None


def test_a_view_of_another_model_is_one_line_and_changes_nothing(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    save(attention_leaving(heads.view()), tmp_path / "a.npz")
    beside = tmp_path / "a.npz.json"
    saved = json.loads(beside.read_text())
    for said, changed in (
        ("was saved with another model", {"model": saved["model"] | {"sha256": "0" * 64}}),
        ("describes no saved view", {"heads": [-1]}),
    ):
        beside.write_text(json.dumps(saved | changed))
        document = window.document
        window.window.saved_views.read(str(beside))
        assert said in window.window.banner.text()
        assert window.document is document


def test_a_dropped_json_is_a_view_only_where_it_begins_like_one(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    save(attention_leaving(heads.view()), tmp_path / "a.png")
    elsewhere(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png.json"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert window.document.text() == TEXT
    assert window.workspace.mode != "train"


def test_another_precision_is_loaded_first_and_a_reload_keeps_the_pin(window, qtbot, tmp_path):
    heads = attention_view(window, qtbot)
    window.host.answers[LoadModel] = lambda command: [replace(loaded(command.job), key=command.key)]
    window.workspace.set_pinned(4)
    follow = window.window.look_inside.lens
    follow.follow(7)
    save(attention_leaving(replace(heads.view(), precision="float32")), tmp_path / "a.npz")
    window.workspace.ask_to_load(replace(window.workspace.model.key, dtype="bfloat16"))
    window.turn()
    assert window.host.last(UnloadModel).key.dtype == "auto" and window.workspace.pinned == -1
    window.score()
    assert window.workspace.pinned == 4 and follow._follow == 7
    window.window.saved_views.read(str(tmp_path / "a.npz.json"))
    assert window.host.last(LoadModel).key.dtype == "float32"
    window.turn()
    window.score()
    assert (window.document.text(), window.workspace.pinned) == (TEXT, 4)


def test_heads_that_are_not_shown_ask_nothing(window, qtbot):
    panel = window.window.look_inside
    attention_view(window, qtbot)
    qtbot.waitUntil(lambda: not panel.heads.source.requests.waiting)
    qtbot.wait(80)
    asked = len(window.host.sent_of(Attend))
    panel.show_page("lens")
    window.document.edit(0, 3, "Another")
    window.workspace.touch_text()
    window.score()
    window.workspace.set_head(3, 3)
    qtbot.wait(120)
    assert len(window.host.sent_of(Attend)) == asked and window.workspace.shown_layers == ()
    assert window.workspace.sources is None
    panel.show_page("heads")
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) > asked)
