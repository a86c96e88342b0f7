"""Why this token over a scripted host: asked only when unfolded, never stale, explained against a foil."""

from types import SimpleNamespace

import inside_answers
import numpy as np
import pytest
from fake_host import FakeHost, loaded, token
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.looking import Attribute, Component
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.why.section import Why
from gpt_studio.ui.write.why.summary import by_layer, strongest, total

WORDS = ("The", " cat", " sat", " on", " the", " mat")


def answer(command):
    """What the engine would say: the ids are those of the document."""
    (found,) = inside_answers.attributed(command)
    records = tuple(token(WORDS[at], at, number=number) for at, number in enumerate(command.parts[0]))
    object.__setattr__(found, "records", records)
    return [found]


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    host.answers[Attribute] = answer
    why = Why(bridge, workspace, main)
    main.setCentralWidget(why)
    main.resize(340, 700)
    qtbot.addWidget(main)
    main.show()
    workspace.set_model(loaded())
    workspace.document.edit(0, 0, "".join(WORDS))
    records = tuple(token(w, at, number=100 + at, drawn=False) for at, w in enumerate(WORDS))
    assert workspace.document.set_scores(records)
    workspace.touch_text()
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, why=why, main=main)
    bridge.close()


def settle(window, qtbot):
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not window.why._inquiry.waiting and not window.why._inquiry._timer.isActive())


def unfolded(window, qtbot, pinned=3):
    window.workspace.set_pinned(pinned)
    window.why.fold.setChecked(True)
    settle(window, qtbot)
    return window.why


def test_nothing_is_asked_while_it_is_folded(window, qtbot):
    window.workspace.set_pinned(3)
    settle(window, qtbot)
    assert not window.host.sent_of(Attribute)


def test_it_asks_for_the_place_before_the_token_and_for_nothing_behind_it(window, qtbot):
    unfolded(window, qtbot)
    asked = window.host.last(Attribute)
    assert (asked.parts, asked.position, asked.token, asked.foil) == (((100, 101, 102),), 2, 103, None)


def test_the_same_question_is_asked_once(window, qtbot):
    why = unfolded(window, qtbot)
    window.workspace.touch_text()
    why.fold.setChecked(False)
    why.fold.setChecked(True)
    settle(window, qtbot)
    assert len(window.host.sent_of(Attribute)) == 1


def test_parts_are_sorted_by_size_and_the_rest_is_summed_up(window, qtbot):
    why = unfolded(window, qtbot)
    components = why.found.components
    best = max(components, key=lambda c: abs(c.value))
    assert why.parts.texts()[0].endswith(f"{best.value:+.2f}".replace("-", "−"))
    assert why.parts.count() == 11
    shown = [float(text.split("  ")[-1].replace("−", "-")) for text in why.parts.texts()]
    assert sum(shown) == pytest.approx(why.found.logit, abs=0.06)
    why.more.click()
    assert why.parts.count() == len(components)


def test_a_foil_asks_for_the_difference_and_stays_with_the_token(window, qtbot):
    why = unfolded(window, qtbot)
    assert why.foil.count() == 4  # nothing, and three alternatives that are not the token itself
    why.foil.setCurrentIndex(1)
    settle(window, qtbot)
    assert window.host.last(Attribute).foil == why.foil.currentData()
    side = "ahead of" if why.found.logit >= 0 else "behind"
    assert f"“␣on” is {side} “{why.foil.currentText()}” by {abs(why.found.logit):.2f} logits" in why._said.text()
    window.workspace.set_pinned(4)
    settle(window, qtbot)
    assert window.host.last(Attribute).foil is None


def test_a_late_answer_is_not_shown_for_another_token(window, qtbot):
    window.host.answers[Attribute] = lambda command: ()
    window.workspace.set_pinned(3)
    window.why.fold.setChecked(True)
    qtbot.waitUntil(lambda: len(window.host.sent_of(Attribute)) == 1)
    late = answer(window.host.last(Attribute))
    window.workspace.set_pinned(4)
    window.host.say(*late)
    window.bridge.drain()
    assert window.why.found is None
    assert window.why.parts.isHidden()


def test_what_is_shown_goes_when_another_token_is_pinned(window, qtbot):
    why = unfolded(window, qtbot)
    window.host.answers[Attribute] = lambda command: ()
    window.workspace.set_pinned(2)
    assert why.found is None
    assert why.parts.isHidden()


def test_a_head_that_is_clicked_opens_in_look_inside(window, qtbot):
    why = unfolded(window, qtbot)
    heads = [c for c in strongest(why.found.components)[:10] if c.kind == "head"]
    row = next(at for at in range(10) if why.parts.texts()[at].startswith("head"))
    place = why.parts.visualItemRect(why.parts.item(row)).center()
    QTest.mouseClick(why.parts.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert window.workspace.head == (heads[0].layer, heads[0].head)
    assert window.workspace.mode == "look_inside"


def test_earlier_tokens_are_linked_to_the_text(window, qtbot):
    why = unfolded(window, qtbot)
    strong = int(np.abs(why.found.inputs).argmax())
    assert why.tokens.texts()[0].startswith(("The", "␣cat", "␣sat")[strong])
    why.tokens.pointed.emit(strong)
    assert window.workspace.hovered == strong
    why.tokens.opened.emit(strong)
    assert window.workspace.pinned == strong


def test_the_first_token_has_nothing_to_explain_it(window, qtbot):
    why = unfolded(window, qtbot, pinned=0)
    assert not window.host.sent_of(Attribute)
    assert "Nothing stands before" in why._said.text()


def test_a_refusal_is_said_in_its_place(window, qtbot):
    window.host.answers[Attribute] = lambda c: [JobFailed(c.job, "too_large", "too large", remedy="Shorten the text")]
    why = unfolded(window, qtbot)
    assert why._said.text() == "too large. Shorten the text"


def test_layers_are_summed_by_their_halves():
    parts = [
        Component("embed", -1, -1, 9.0),
        Component("head", 0, 0, 1.0),
        Component("head", 0, 1, 2.0),
        Component("attention_bias", 0, -1, 0.5),
        Component("mlp", 1, -1, -4.0),
        Component("constant", -1, -1, 0.25),
    ]
    np.testing.assert_array_equal(by_layer(parts), [[3.5, 0.0], [0.0, -4.0]])
    assert total(parts) == 8.75
    assert [part.value for part in strongest(parts)] == [9.0, -4.0, 2.0, 1.0, 0.5, 0.25]
