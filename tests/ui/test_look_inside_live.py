"""Attention while it is written, and what is pointed at marked everywhere: over a scripted host."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from test_look_inside_panel import answer, asked, point_at, shown, weights_of, window, write  # noqa: F401

from gpt_studio.protocol.commands import Attend
from gpt_studio.protocol.events import PromptRead, TokensArrived
from gpt_studio.protocol.looking import RowsArrived, Show

JOB, DRAWN = 900, (" and", " slept", " well")


def begin(window, qtbot):  # noqa: F811
    """A generation behind a text whose attention is known; its prompt was read from the KV cache."""
    shown(window, qtbot)
    prompt = tuple(token.record for token in window.workspace.document.tokens())
    window.node = window.workspace.document.begin_drawn({"seed": 5})
    window.workspace.writing = JOB
    window.workspace.set_busy(True)
    window.host.say(PromptRead(JOB, prompt, 1024))
    window.bridge.drain()
    return prompt


def draw(window, texts, first, layer=0, rows=True):  # noqa: F811
    """Tokens, and the rows of all but the newest, as they come from the engine."""
    from fake_host import bare

    records = tuple(bare(text, first + at) for at, text in enumerate(texts))
    window.workspace.document.extend(window.node, records)
    window.host.say(TokensArrived(JOB, 0, records))
    whole = weights_of((layer,), 4, 12)
    if rows:
        found = tuple(unit(whole[:, :, at, : at + 1]) for at in range(first, first + len(texts) - 1))
        window.host.say(RowsArrived(JOB, 0, (layer,), first, found))
    window.bridge.drain()
    window.workspace.touch_text()


def unit(rows):
    return (rows / rows.sum(-1, keepdims=True)).astype(np.float32)


def test_rows_extend_the_map_and_the_lines_as_they_come_and_nothing_is_asked(window, qtbot):  # noqa: F811
    begin(window, qtbot)
    questions = len(window.host.sent_of(Attend))
    draw(window, DRAWN, 6)
    heads = window.panel.heads
    whole = weights_of((0,), 4, 12)
    assert len(heads.map._shown.names) == 8
    assert [name.label for name in heads.map._shown.names][6:] == ["␣and", "␣slept"]
    assert np.array_equal(heads.map._shown.weights[:6, :6], weights_of((0,), 4, 6)[0, 0])
    assert heads.map._shown.weights[7, :8] == pytest.approx(unit(whole[0, 0, 7, :8]), abs=1e-6)
    assert heads.map._pyramid.size == 8
    assert window.workspace.sources.query == 7  # the newest that is known
    assert window.workspace.sources.weights == pytest.approx(heads.map._shown.weights[7, :8])
    assert heads.scrubber.slider.maximum() == 7
    qtbot.wait(200)
    assert len(window.host.sent_of(Attend)) == questions
    window.workspace.writing = 0
    window.workspace.set_busy(False)
    asked(window, qtbot, questions + 1)  # all of it, once it stands


def test_the_generation_is_told_the_layer_that_is_looked_at_and_each_change(window, qtbot):  # noqa: F811
    assert window.workspace.shown_layers == ()
    begin(window, qtbot)
    assert window.workspace.shown_layers == (0,)
    window.panel.heads.chooser.choose(2, 1)
    assert window.workspace.shown_layers == (2,)
    window.workspace.set_mode("write")
    assert window.workspace.shown_layers == ()
    assert [(c.target, c.layers) for c in window.host.sent_of(Show)] == [(JOB, (2,)), (JOB, ())]


def test_rows_behind_a_gap_wait_until_the_text_before_was_read(window, qtbot):  # noqa: F811
    begin(window, qtbot)
    window.host.answers.clear()
    draw(window, DRAWN, 6, rows=False)
    late = unit(weights_of((0,), 4, 12)[:, :, 7, :8])
    window.host.say(RowsArrived(JOB, 0, (0,), 7, (late,)))
    window.bridge.drain()
    heads, before = window.panel.heads, len(window.host.sent_of(Attend))
    assert len(heads.map._shown.names) == 6
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) > before, timeout=8000)
    command = window.host.last(Attend)
    assert command.layers == (0,)


def test_averages_and_what_is_left_out_grow_too(window, qtbot):  # noqa: F811
    begin(window, qtbot)
    heads = window.panel.heads
    heads.chooser.average.setChecked(True)
    heads.view_menu.left_out["first"].trigger()
    heads.view_menu.renormalised.trigger()
    draw(window, DRAWN, 6)
    mean = unit(weights_of((0,), 4, 12)[0, :, 7, :8]).astype(np.float64).mean(0)
    assert heads.map._shown.weights[7, 1:8] == pytest.approx(mean[1:] / mean[1:].sum(), abs=1e-6)
    assert heads.notes.text().startswith("Mean of the heads 0, 1, 2, 3 · each row shared out")


def test_a_token_that_is_pointed_at_in_the_text_is_marked_in_map_and_list(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    window.workspace.set_hovered(3)
    assert heads.map.hovered == 3 and heads.map._query == 3
    assert heads.scrubber.slider.value() == 3
    assert heads.title.text() == "␣on looks at"
    window.workspace.set_hovered(-1)
    assert heads.map.hovered == -1


def test_a_cell_that_is_pointed_at_is_marked_in_text_and_list(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heard = []
    window.workspace.hovered_changed.connect(heard.append)
    window.workspace.sources_changed.connect(lambda sources: heard.append(("sources", sources.query)))
    point_at(window, 4, 1)
    assert heard[0] == 4 or heard[0] == ("sources", 4)  # at once, without a timer
    assert window.workspace.hovered == 4 and ("sources", 4) in heard
    assert window.panel.heads.title.text() == "␣the looks at"


def test_a_source_that_is_pointed_at_is_marked_in_text_and_map_while_the_list_stays(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    window.workspace.set_pinned(5)
    texts = [heads.sources.item(at).text() for at in range(heads.sources.count())]
    item = heads.sources.item(1)
    heads.sources.itemEntered.emit(item)
    key = item.data(Qt.ItemDataRole.UserRole + 1)
    assert window.workspace.hovered == key == heads.map.hovered == heads.sources.marked()
    assert window.workspace.sources.query == 5
    assert [heads.sources.item(at).text() for at in range(heads.sources.count())] == texts
    heads.sources.pointed.emit(-1)
    assert window.workspace.hovered == -1 and heads.sources.marked() == -1


def test_the_text_is_gone_through_again_by_slider_keys_and_play(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    scrubber = window.panel.heads.scrubber
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Home)
    assert window.workspace.pinned == 0
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Right)
    assert window.workspace.pinned == 1 and window.workspace.sources.query == 1
    scrubber.play.setChecked(True)
    qtbot.waitUntil(lambda: not scrubber.play.isChecked(), timeout=5000)
    assert window.workspace.pinned == 5


def test_a_box_ranks_the_heads_and_a_click_opens_exactly_the_first(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    heads.map.set_box((3, 5, 1, 2))
    qtbot.waitUntil(lambda: not heads.source.gallery.busy)
    whole = weights_of(range(4), 4, 6)[:, :, 3:6]
    shares = whole[..., 1:3].sum((2, 3)) / whole.sum((2, 3))
    best = tuple(int(n) for n in np.unravel_index(shares.argmax(), shares.shape))
    assert heads.order.by == "box" and heads.navigator.order()[0] == best
    place = heads.navigator.place(best).center().toPoint()
    QTest.mouseClick(heads.navigator, Qt.MouseButton.LeftButton, pos=place)
    assert (heads.chooser.layer, heads.chooser.head) == best == window.workspace.head
    heads.map.set_box(None)
    assert heads.order.by == "place" and heads.navigator.order() == heads.navigator.heads()


@pytest.mark.parametrize("by", ["entropy", "sink", "previous", "own", "distance", "effective_tokens"])
def test_the_grid_is_placed_by_each_number_of_the_heads(window, qtbot, by):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    heads.order.choose(by)
    numbers = [getattr(heads.source.gallery.statistics[head], by) for head in heads.navigator.order()]
    assert numbers == sorted(numbers, reverse=True)


def test_ctrl_and_a_click_averages_heads_of_a_layer(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    heads.chooser.choose(1, 0)
    place = heads.navigator.place((1, 2)).center().toPoint()
    QTest.mouseClick(heads.navigator, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
    assert heads.chooser.heads == (0, 2)
    mean = weights_of((1,), 4, 6)[0, [0, 2]].mean(0)
    assert heads.view().shown == pytest.approx(mean, abs=1e-6)
    assert heads.view().average == (0, 2)
    assert window.workspace.sources.weights == pytest.approx(mean[5], abs=1e-6)


def test_value_weights_are_asked_for_and_shown_with_their_norms(window, qtbot):  # noqa: F811
    norms = np.random.default_rng(3).random((4, 4, 6)).astype(np.float32)

    def weighted(command):
        (found,) = answer(command)
        return [type(found)(found.job, found.key, found.layers, found.records, found.weights, found.statistics, norms)]

    shown(window, qtbot)
    window.host.answers[Attend] = weighted
    heads = window.panel.heads
    heads.view_menu.value_weighted.trigger()
    asked(window, qtbot, 2)
    assert window.host.last(Attend).value_weighted
    assert heads.view().shown == pytest.approx(weights_of((0,), 4, 6)[0, 0] * norms[0, 0], abs=1e-6)
    assert heads.view().top == pytest.approx(float(heads.view().shown.max()))

    plain = heads.maps.plain
    assert plain.isVisible()
    assert np.array_equal(plain._shown.weights, weights_of((0,), 4, 6)[0, 0]) and plain._shown.top == 1.0
    plain.pointed.emit(3, 1)
    assert heads.map.cell == (3, 1) and window.workspace.hovered == 3
    plain.set_box((2, 4, 0, 1))
    assert heads.map.box == (2, 4, 0, 1) and heads.source.gallery.box == (2, 4, 0, 1)
    heads.map.zoom(1)
    assert plain._window == heads.map._window and plain.scale == heads.map.scale
    plain.pointed.emit(-1, -1)
    plain.picked.emit(2)
    assert window.workspace.pinned == 2 and plain._query == heads.map._query == 2
    heads.view_menu.value_weighted.trigger()
    assert not plain.isVisible()


def test_logarithmic_colours_change_colours_alone_and_are_named_beside_the_scale(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    before, picture = heads.view(), heads.map.grab().toImage()
    heads.view_menu.logarithmic.trigger()
    assert np.array_equal(heads.view().weights, before.weights) and heads.view().top == before.top
    assert heads.map.grab().toImage() != picture
    assert heads.scale._decades == heads.view().viewing.decades == 4
    heads.view_menu.logarithmic.trigger()
    assert heads.map.grab().toImage() == picture


def test_words_are_rows_and_columns_and_pinning_one_pins_its_last_token(window, qtbot):  # noqa: F811
    shown(window, qtbot)
    heads = window.panel.heads
    heads.view_menu.grains["characters"].trigger()
    assert len(heads.map._shown.names) == len("The cat sat on the mat")
    heads.map.picked.emit(5)  # the a of cat
    assert window.workspace.pinned == 1
    point_at(window, 5, 4)
    assert heads.readout().startswith("a → c ")
    write(window, "The cat")
    assert heads.view_menu.viewing.grain == "characters"
