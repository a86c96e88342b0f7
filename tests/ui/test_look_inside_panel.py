"""The attention panel over a scripted host: what it asks, what it shows, where it says that tokens look."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from fake_host import FakeHost, bare, loaded
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.protocol.commands import Attend
from gpt_studio.protocol.events import AttentionReady, JobFailed
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.look_inside.labels import share
from gpt_studio.ui.look_inside.panel import EXAMPLE, LookInsidePanel
from gpt_studio.ui.workspace import Workspace

TOKENS = ("The", " cat", " sat", " on", " the", " mat")


def weights_of(layers, heads, tokens):
    """Rows that differ in every head, and sum to 1."""
    found = np.zeros((len(layers), heads, tokens, tokens), np.float32)
    for at, layer in enumerate(layers):
        for head in range(heads):
            rows = np.tril(np.random.default_rng([layer, head]).random((tokens, tokens)) ** 3 + 1e-3)
            found[at, head] = rows / rows.sum(-1, keepdims=True)
    return found


def statistics_of(layers, weights):
    """The six numbers by numpy, as their definitions say."""
    found = []
    for layer, of_layer in zip(layers, weights.astype(np.float64), strict=True):
        for head, a in enumerate(of_layer):
            t = len(a)
            nats = [-sum(w * math.log(w) for w in row if w > 0) for row in a]
            later = range(1, t)
            found.append(HeadStatistics(
                layer, head,
                entropy=float(np.mean([nats[i] / math.log(i + 1) for i in later])) if t > 1 else None,
                sink=float(np.mean(a[1:, 0])) if t > 1 else None,
                previous=float(np.mean(np.diagonal(a, -1))) if t > 1 else None,
                own=float(np.mean(np.diagonal(a))),
                distance=float(np.mean([sum(a[i, j] * (i - j) for j in range(t)) for i in range(t)])),
                effective_tokens=float(np.mean([math.exp(nats[i]) for i in later])) if t > 1 else None,
            ))  # fmt: skip
    return tuple(found)


def read(command, front=()):
    """What the model reads: words with the space before them."""
    text = "".join(part for part in command.parts if isinstance(part, str))
    words = [word for word in text.replace(" ", "\0 ").split("\0") if word]
    return (*front, *(bare(word, len(front) + at) for at, word in enumerate(words)))


def answer(command, front=(), heads=4):
    records = read(command, front)
    weights = weights_of(command.layers, heads, len(records))
    statistics = statistics_of(command.layers, weights) if len(records) < 100 else ()
    return [AttentionReady(command.job, command.key, command.layers, records, weights, statistics)]


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    host.answers[Attend] = answer
    panel = LookInsidePanel(bridge, workspace, main)
    main.setCentralWidget(panel)
    main.resize(560, 760)
    qtbot.addWidget(main)
    main.show()
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, panel=panel, main=main)
    bridge.close()


def write(window, text, scored=True):
    document = window.workspace.document
    document.edit(0, len(document.text()), text)
    if scored:
        words = [word for word in text.replace(" ", "\0 ").split("\0") if word]
        assert document.set_scores(tuple(bare(word, at) for at, word in enumerate(words)))
    window.workspace.touch_text()


def shown(window, qtbot, text="".join(TOKENS)):
    """The panel with the attention of a text."""
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, text)
    asked(window, qtbot, 1)
    return window


def asked(window, qtbot, count):
    """Wait until so many questions were asked and the last one answered."""
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) >= count)
    qtbot.waitUntil(lambda: not window.panel.heads.source.requests.waiting)


def pixels(widget):
    return widget.grab().toImage()


def point_at(window, query, key):
    place = window.panel.heads.map.map_geometry().spot(query, key).center().toPoint()
    QTest.mouseMove(window.panel.heads.map, place)


# -- what it asks ------------------------------------------------------------------------------------------------


def test_nothing_is_asked_in_another_mode_without_text_or_without_a_model(window, qtbot):
    write(window, "The cat")
    window.workspace.set_mode("look_inside")
    qtbot.wait(150)
    window.workspace.set_mode("write")
    window.workspace.set_model(loaded())
    qtbot.wait(150)
    assert window.host.sent_of(Attend) == []


def test_the_text_is_asked_about_once_and_again_when_it_changes(window, qtbot):
    shown(window, qtbot)
    qtbot.wait(150)
    (command,) = window.host.sent_of(Attend)
    assert command.parts == ("".join(TOKENS),)
    assert command.key == loaded().key
    write(window, "Another text")
    asked(window, qtbot, 2)
    assert window.host.last(Attend).parts == ("Another text",)


def test_while_an_answer_is_awaited_nothing_else_is_asked_and_then_the_newest_text(window, qtbot):
    window.host.answers.clear()
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, "The")
    qtbot.waitUntil(lambda: window.host.sent_of(Attend) != [])
    for text in ("The cat", "The cat sat"):
        write(window, text)
    qtbot.wait(150)
    (first,) = window.host.sent_of(Attend)
    window.host.say(*answer(first))
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) == 2)
    assert window.host.last(Attend).parts == ("The cat sat",)


def test_a_short_text_is_asked_about_in_all_layers_and_a_long_one_in_the_chosen_one(window, qtbot):
    shown(window, qtbot)
    assert window.host.last(Attend).layers == (0, 1, 2, 3)
    window.panel.heads.chooser.choose(2, 0)
    write(window, "word " * 999 + "word")
    asked(window, qtbot, 3)
    assert [command.layers for command in window.host.sent_of(Attend)[1:]] == [(2,), (0, 1, 3)]  # then all others
    window.panel.heads.chooser.choose(3, 0)
    assert window.panel.heads.view().layer == 3


def test_while_the_model_writes_only_the_chosen_layer_is_asked_for_and_afterwards_all(window, qtbot):
    shown(window, qtbot)
    window.workspace.set_busy(True)
    write(window, "".join(TOKENS) + " and")
    asked(window, qtbot, 2)
    assert window.host.last(Attend).layers == (0,)
    pictured = {layer for layer, _ in window.panel.heads.navigator.known()}
    assert pictured == {0, 1, 2, 3}  # the others still show the beginning
    window.workspace.set_busy(False)
    asked(window, qtbot, 3)
    assert window.host.last(Attend).layers == (1, 2, 3)  # the chosen one is known


def test_another_model_ends_the_question_about_the_old_one(window, qtbot):
    window.host.answers.clear()
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, "The cat")
    qtbot.waitUntil(lambda: window.host.sent_of(Attend) != [])
    old = window.host.last(Attend)
    window.workspace.set_model(loaded(path="/other", layers=2, heads=2))
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) == 2)
    assert window.host.cancelled == [old.job]
    window.host.say(*answer(old))
    window.bridge.drain()
    assert window.panel.heads.view() is None


# -- what it shows -----------------------------------------------------------------------------------------------


def test_the_map_changes_with_the_head_and_with_the_layer(window, qtbot):
    shown(window, qtbot)
    seen = []
    for layer, head in ((0, 0), (0, 1), (2, 1)):
        window.panel.heads.chooser.choose(layer, head)
        seen.append(pixels(window.panel.heads.map))
        assert np.array_equal(window.panel.heads.view().shown, weights_of((layer,), 4, 6)[0, head])
        assert (window.panel.heads.view().layer, window.panel.heads.view().head) == (layer, head)
    assert seen[0] != seen[1] != seen[2] != seen[0]


def test_a_click_into_the_grid_and_the_arrow_keys_choose_a_head(window, qtbot):
    shown(window, qtbot)
    grid = window.panel.heads.navigator.grid()
    place = grid.place(3, 1).center().toPoint() + QPoint(3, 3)
    QTest.mouseClick(window.panel.heads.navigator, Qt.MouseButton.LeftButton, pos=place)
    assert (window.panel.heads.chooser.layer, window.panel.heads.chooser.head) == (3, 1)
    QTest.keyClick(window.panel.heads.navigator, Qt.Key.Key_Up)
    QTest.keyClick(window.panel.heads.navigator, Qt.Key.Key_Right)
    assert (window.panel.heads.chooser.layer, window.panel.heads.chooser.head) == (2, 2)
    for _ in range(9):
        QTest.keyClick(window.panel.heads.navigator, Qt.Key.Key_Left)
    assert (window.panel.heads.chooser.layer, window.panel.heads.chooser.head) == (2, 0)


def test_pointing_at_a_cell_reads_it_and_hovers_its_query(window, qtbot):
    shown(window, qtbot)
    window.panel.heads.chooser.choose(1, 3)
    weight = weights_of((1,), 4, 6)[0, 3, 2, 1]
    point_at(window, 2, 1)
    assert window.panel.heads.readout() == f"␣sat → ␣cat {100 * weight:.0f} %"
    assert window.workspace.hovered == 2
    point_at(window, 1, 4)
    assert window.panel.heads.readout() == "␣cat cannot look ahead at ␣the"
    QTest.mouseMove(window.panel.heads.map, QPoint(1, 1))
    assert window.workspace.hovered == -1
    assert "Point at a cell" in window.panel.heads.readout()


def test_what_is_read_of_a_cell_follows_the_head(window, qtbot):
    shown(window, qtbot)
    point_at(window, 3, 1)
    window.panel.heads.chooser.choose(2, 2)
    assert window.panel.heads.readout() == f"␣on → ␣cat {share(weights_of((2,), 4, 6)[0, 2, 3, 1])}"


def test_statistics_are_those_of_the_chosen_head(window, qtbot):
    shown(window, qtbot)
    window.panel.heads.chooser.choose(2, 1)
    weights = weights_of((2,), 4, 6)
    numbers = statistics_of((2,), weights)[1]
    assert window.panel.heads.statistics.texts() == [
        f"{numbers.entropy:.2f} of 1", f"{numbers.effective_tokens:.1f} tokens", f"{100 * numbers.sink:.0f} %",
        f"{100 * numbers.previous:.0f} %", f"{100 * numbers.own:.0f} %", f"{numbers.distance:.1f} tokens", "–", "–",
    ]  # fmt: skip


def test_a_token_alone_shows_dashes_where_there_is_nothing_to_average(window, qtbot):
    shown(window, qtbot, "The")
    assert window.panel.heads.statistics.texts() == ["–", "–", "–", "–", "100 %", "0.0 tokens", "–", "–"]


def test_what_an_edit_makes_stale_is_faint_until_it_was_read_again(window, qtbot):
    shown(window, qtbot)
    window.host.answers.clear()
    sharp = pixels(window.panel.heads.map)
    write(window, "The dog sat on the mat")
    assert window.panel.heads.map._faint
    assert pixels(window.panel.heads.map) != sharp
    assert window.workspace.sources is None
    asked_before = len(window.host.sent_of(Attend))
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attend)) > asked_before)
    window.host.say(*answer(window.host.last(Attend)))
    qtbot.waitUntil(lambda: not window.panel.heads.map._faint)
    assert window.workspace.sources is not None


def test_what_is_written_behind_leaves_the_map_true(window, qtbot):
    shown(window, qtbot)
    window.host.answers.clear()
    write(window, "".join(TOKENS) + " and")
    assert not window.panel.heads.map._faint
    assert window.workspace.sources.query == 5


# -- where tokens look -------------------------------------------------------------------------------------------


def test_the_pinned_tokens_sources_are_its_row_and_sum_to_one(window, qtbot):
    shown(window, qtbot)
    window.panel.heads.chooser.choose(3, 2)
    window.workspace.set_pinned(4)
    sources = window.workspace.sources
    assert sources.query == 4
    assert np.array_equal(sources.weights, weights_of((3,), 4, 6)[0, 2, 4, :5])
    assert sources.weights.sum() == pytest.approx(1, abs=1e-6)
    best = int(sources.weights.argmax())
    first = window.panel.heads.sources.item(0).text()
    assert first == f"{TOKENS[best].replace(' ', '␣')}  {100 * sources.weights[best]:.0f} %"


def test_a_hovered_token_goes_before_the_pinned_one_and_gives_way_again(window, qtbot):
    shown(window, qtbot)
    assert window.workspace.sources.query == 5  # the newest, as long as none is chosen
    window.workspace.set_pinned(4)
    window.workspace.set_hovered(2)
    assert window.workspace.sources.query == 2
    window.workspace.set_hovered(-1)
    assert window.workspace.sources.query == 4


def test_a_click_into_a_row_and_the_arrow_keys_pin_a_token(window, qtbot):
    shown(window, qtbot)
    place = window.panel.heads.map.map_geometry().spot(3, 0).center().toPoint()
    QTest.mouseClick(window.panel.heads.map, Qt.MouseButton.LeftButton, pos=place)
    assert window.workspace.pinned == 3
    QTest.keyClick(window.panel.heads.map, Qt.Key.Key_Up)
    assert window.workspace.pinned == 2
    QTest.keyClick(window.panel.heads.map, Qt.Key.Key_End)
    assert window.workspace.pinned == 5
    QTest.keyClick(window.panel.heads.map, Qt.Key.Key_Left)
    assert window.panel.heads.readout().startswith("␣mat → ␣mat ")


def test_a_source_that_is_activated_is_pinned(window, qtbot):
    shown(window, qtbot)
    window.workspace.set_pinned(5)
    best = int(window.workspace.sources.weights.argmax())
    window.panel.heads.sources.itemActivated.emit(window.panel.heads.sources.item(0))
    assert window.workspace.pinned == best


def test_a_token_in_front_that_the_document_lacks_shifts_by_one(window, qtbot):
    front = (TokenRecord(0, "", b"<s>", 0),)
    window.host.answers[Attend] = lambda command: answer(command, front)
    shown(window, qtbot)
    window.workspace.set_pinned(2)
    row = weights_of((0,), 4, 7)[0, 0, 3]
    assert window.workspace.sources.query == 2
    assert np.array_equal(window.workspace.sources.weights, row[1:4])
    point_at(window, 3, 0)
    assert window.panel.heads.readout() == f"␣sat → <s> {share(row[0])}"
    assert window.workspace.hovered == 2


def test_text_that_was_not_scored_can_be_pointed_at_but_has_no_lines(window, qtbot):
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, "The cat sat", scored=False)
    asked(window, qtbot, 1)
    assert window.workspace.sources is None
    window.panel.heads.map.picked.emit(1)
    assert window.workspace.pinned == -1
    assert window.panel.heads.view().query == 1


def test_leaving_the_mode_takes_the_lines_away_and_coming_back_brings_them(window, qtbot):
    shown(window, qtbot)
    window.workspace.set_mode("write")
    assert window.workspace.sources is None
    window.workspace.set_mode("look_inside")
    assert window.workspace.sources.query == 5
    assert len(window.host.sent_of(Attend)) == 1


# -- empty places and refusals -----------------------------------------------------------------------------------


def test_without_a_model_or_a_text_it_says_what_it_is_for_and_the_next_step(window, qtbot):
    window.workspace.set_mode("look_inside")
    heading, text, step = window.panel.message.texts()
    assert (heading, step) == ("What each token looks at", "")
    assert "open a model" in text
    window.workspace.set_model(loaded())
    assert window.panel.message.texts()[2] == EXAMPLE
    window.panel.message.stepped.emit()
    assert window.workspace.document.text() == EXAMPLE
    asked(window, qtbot, 1)
    assert window.host.last(Attend).parts == (EXAMPLE,)
    assert window.panel.heads.view().texts == TOKENS


def test_a_refusal_stands_in_its_place_and_can_be_tried_again(window, qtbot):
    window.host.answers[Attend] = lambda c: [
        JobFailed(c.job, "too_large", "attention over 900 tokens", "less", "more", "Choose fewer layers", "Trace")
    ]
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, "The cat")
    asked(window, qtbot, 1)
    assert window.panel.heads.banner.text().startswith("attention over 900 tokens: expected less, found more")
    assert window.panel.heads.message.texts()[1:] == ("Choose fewer layers", "Try again")
    assert window.workspace.sources is None
    qtbot.wait(150)
    assert len(window.host.sent_of(Attend)) == 1  # what failed is not asked again by itself
    window.host.answers[Attend] = answer
    window.panel.heads.message.stepped.emit()
    asked(window, qtbot, 2)
    assert window.panel.heads.banner.isHidden()
    assert window.panel.heads.view() is not None


def test_a_failure_of_another_job_is_none_of_its_business(window, qtbot):
    shown(window, qtbot)
    window.host.say(JobFailed(10_000, "fault", "something else"))
    window.bridge.drain()
    assert window.panel.heads.banner.isHidden()


def test_a_long_reading_says_so_and_can_be_stopped(window, qtbot):
    window.host.answers.clear()
    window.workspace.set_model(loaded())
    window.workspace.set_mode("look_inside")
    write(window, "The cat")
    qtbot.waitUntil(lambda: window.panel.heads.waiting.isVisible(), timeout=5000)
    window.panel.heads.waiting.stopped.emit()
    assert window.host.cancelled == [window.host.last(Attend).job]
    assert window.panel.heads.waiting.isHidden()
    assert window.panel.heads.message.texts()[2] == "Try again"


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(window, qtbot):
    shown(window, qtbot)
    for widget in (window.panel.heads.map, window.panel.heads.navigator, window.panel.heads.sources):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
