"""Show the calculation over a scripted host: the numbers on screen are the answer's, worked out step by step."""

import math
from types import SimpleNamespace

import inside_answers
import numpy as np
import pytest
from fake_host import FakeHost, bare, loaded
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.looking import Calculate
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.look_inside.calculation.numbers import number
from gpt_studio.ui.look_inside.calculation.page import CalculationPage
from gpt_studio.ui.look_inside.calculation.script import as_python
from gpt_studio.ui.look_inside.calculation.wording import steps_of_key
from gpt_studio.ui.switch_words import summary
from gpt_studio.ui.workspace import Workspace

WORDS = ("The", " cat", " sat", " on", " the", " mat")


def answered(**changes):
    def answer(command):
        (found,) = inside_answers.calculated(command, **changes)
        object.__setattr__(found, "records", tuple(bare(WORDS[at], at) for at in range(command.query + 1)))
        return [found]

    return answer


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    host.answers[Calculate] = answered()
    page = CalculationPage(bridge, workspace, main)
    main.setCentralWidget(page)
    main.resize(560, 700)
    qtbot.addWidget(main)
    main.show()
    workspace.set_model(loaded())
    workspace.set_mode("look_inside")
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, page=page, main=main)
    bridge.close()


def write(window):
    window.workspace.document.edit(0, 0, "".join(WORDS))
    assert window.workspace.document.set_scores(tuple(bare(w, at) for at, w in enumerate(WORDS)))
    window.workspace.touch_text()


def settle(window, qtbot):
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not window.page._inquiry.waiting and not window.page._inquiry._timer.isActive())


def shown(window, qtbot, pinned=3):
    write(window)
    window.workspace.set_pinned(pinned)
    settle(window, qtbot)
    return window.page


def number_in(text):
    return float(text.removeprefix("= ").replace("−", "-"))


def test_it_asks_for_the_pinned_token_and_the_head_of_all_views(window, qtbot):
    window.workspace.set_head(2, 1)
    shown(window, qtbot)
    asked = window.host.last(Calculate)
    assert (asked.layer, asked.head, asked.query) == (2, 1, 3)
    assert asked.parts == (tuple(bare(w, 0).id for w in WORDS[:4]),)
    window.page.chooser._boxes[1].setValue(3)
    settle(window, qtbot)
    assert window.workspace.head == (2, 3)
    assert window.host.last(Calculate).head == 3


def test_without_a_pin_the_last_token_is_calculated(window, qtbot):
    shown(window, qtbot, pinned=-1)
    assert window.host.last(Calculate).query == 5


def test_nothing_is_asked_twice_or_while_it_is_hidden(window, qtbot):
    page = shown(window, qtbot)
    window.workspace.touch_text()
    settle(window, qtbot)
    page.hide()
    window.workspace.set_pinned(1)
    settle(window, qtbot)
    assert len(window.host.sent_of(Calculate)) == 1


def test_the_steps_of_a_key_are_the_formula_with_its_numbers(window, qtbot):
    window.host.answers[Calculate] = answered(softcap=3.0)
    page = shown(window, qtbot)
    found = page.found
    page.keys.selectRow(1)
    q, k = found.q.astype(np.float64), found.k.astype(np.float64)
    scores = [3.0 * math.tanh(sum(a * b for a, b in zip(q, row, strict=True)) / math.sqrt(8) / 3.0) for row in k]
    weight = math.exp(scores[1]) / sum(math.exp(s) for s in scores)
    steps = {title: result for title, _, result in page.derivation.texts()}
    assert list(steps) == ["q · k", "× 1/√8", "soft-cap", "mask", "softmax"]
    assert number_in(steps["q · k"]) == pytest.approx(float(q @ k[1]), rel=1e-3)
    assert number_in(steps["× 1/√8"]) == pytest.approx(float(q @ k[1]) / math.sqrt(8), rel=1e-3)
    assert number_in(steps["soft-cap"]) == pytest.approx(scores[1], rel=1e-3)
    assert steps["softmax"] == f"= {100 * weight:.0f} %"


def test_a_key_beyond_the_window_is_masked(window, qtbot):
    window.host.answers[Calculate] = answered(hidden=1)
    found = shown(window, qtbot).found
    steps = steps_of_key(found, 0, ("␣on", "The"))
    assert [step.result for step in steps][2:] == ["−∞", "0 %"]
    assert steps[2].formula == "0 ≤ 3 − 3"


def test_the_table_has_every_key_and_links_it_to_the_text(window, qtbot):
    page = shown(window, qtbot)
    found = page.found
    assert [page.keys.texts(row)[0] for row in range(4)] == ["The", "␣cat", "␣sat", "␣on"]
    assert page.keys.texts(2)[1] == number(float(found.products[2]))
    page.keys.pointed.emit(2)
    assert window.workspace.hovered == 2
    assert "␣sat" in page._headings[1].text()


def test_words_take_the_place_of_numbers(window, qtbot):
    page = shown(window, qtbot)
    numbers = page.derivation.texts()
    page.words.click()
    words = page.derivation.texts()
    assert [row[2] for row in words] == [row[2] for row in numbers]
    assert "multiplied in pairs" in words[0][1]


def test_the_steps_of_the_block_say_shape_and_norm(window, qtbot):
    page = shown(window, qtbot)
    rows = page.steps.texts()
    assert len(rows) == len(page.found.steps)
    assert rows[0][:3] == ("embedding of the token", "[32]", "1.000")
    assert rows[-1][0].startswith("logits")


def test_an_answer_for_another_head_is_not_shown(window, qtbot):
    page = shown(window, qtbot)
    window.host.answers[Calculate] = lambda command: ()
    window.workspace.set_head(1, 1)
    assert not page.keys.isEnabled()
    qtbot.waitUntil(lambda: len(window.host.sent_of(Calculate)) == 2)
    late = answered()(window.host.last(Calculate))
    window.workspace.set_head(0, 0)
    window.host.say(*late)
    window.bridge.drain()
    settle(window, qtbot)
    assert (page.found.layer, page.found.head) == (0, 0)
    assert page.keys.isEnabled()


def test_the_scale_of_a_network_that_has_its_own_is_said(window, qtbot):
    def answer(command):
        (found,) = answered()(command)
        object.__setattr__(found, "scale", 0.0625)
        return [found]

    window.host.answers[Calculate] = answer
    page = shown(window, qtbot)
    assert page.derivation.texts()[1][0] == "× 0.06250"
    assert "0.06250" in page._formula.text()


def test_it_is_asked_anew_when_something_is_switched_off_and_says_what(window, qtbot):
    page = shown(window, qtbot)
    off = Switches((Switch(0, "head", 0), Switch(1, "mlp")))
    window.host.answers[Calculate] = answered(off="head")
    window.workspace.switch(off)
    window.workspace.document.set_scores(tuple(bare(w, at) for at, w in enumerate(WORDS)))
    window.workspace.touch_text()
    assert not page.result.isEnabled()  # what was said of the whole network is not taken for this one
    settle(window, qtbot)
    assert window.host.last(Calculate).switches == off and page.result.isEnabled()
    assert summary(off) in page._group.text()
    assert "= 0," in page._formula.text() and "switched off" in page.result.texts()[0]
    assert "OFF = [('head', 0, 0), ('mlp', 1, 0)]" in as_python(page.found, loaded().info)
    assert page.leaving().told.switches == off


def test_a_mean_of_this_text_is_over_all_of_it_and_asked_when_the_text_is_whole(window, qtbot):
    page = shown(window, qtbot, pinned=2)
    window.workspace.switch(Switches((Switch(0, "head", 1),), "mean"))
    window.workspace.document.set_scores(tuple(bare(w, at) for at, w in enumerate(WORDS)))
    window.workspace.touch_text()
    settle(window, qtbot)
    asked = window.host.last(Calculate)
    assert (asked.query, len(asked.parts[0]), len(asked.over[0])) == (2, 3, len(WORDS))
    assert page.result.isEnabled()
    window.workspace.set_busy(True)
    assert page._question() is None


def test_what_leaves_has_the_text_behind_the_query_too(window, qtbot):
    page = shown(window, qtbot, pinned=2)
    assert len(page.found.records) == 3
    told = page.leaving().told
    assert (told.tokens, told.shown["query"]) == (WORDS, 2)


def test_copy_as_python_puts_a_script_on_the_clipboard(window, qtbot):
    page = shown(window, qtbot)
    page.copy.click()
    script = QGuiApplication.clipboard().text()
    compile(script, "script", "exec")
    assert "LAYER, HEAD, GROUP = 0, 0, 0" in script


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (37.42, "37.42"),
        (-0.0125, "−0.01250"),
        (0.0, "0.000"),
        (1.2e-5, "1.20e−05"),
        (-math.inf, "−∞"),
        (1234.0, "1234"),
    ],
)
def test_numbers_have_four_digits_that_count(value, text):
    assert number(value) == text
