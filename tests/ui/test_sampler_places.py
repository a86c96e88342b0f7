"""The stack under the hand: dragging rows and values, presets, biases by text, one history of all settings."""

from __future__ import annotations

import json
import math

import pytest
from fake_host import FakeHost, loaded
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from sampler_answers import Answers, settle

from gpt_studio.protocol.commands import Generate, Tokenise
from gpt_studio.protocol.events import Tokenised
from gpt_studio.protocol.records import TokenForm
from gpt_studio.protocol.sampling import HF_ORDER, SamplingParams
from gpt_studio.store.presets import BUILT_IN, names, read_preset
from gpt_studio.store.settings import Drawing
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.sampler_stack import SamplerStack
from gpt_studio.ui.write.token_forms import TokenForms, forms_of
from gpt_studio.ui.write.value_slider import ValueSlider


@pytest.fixture
def stack(qtbot, tmp_path):
    host = FakeHost()
    bridge = Bridge(host)
    workspace = Workspace(bridge)
    made = SamplerStack(DrawSettings(Drawing()), TokenForms(bridge, workspace, bridge), tmp_path / "presets")
    made._settings.setParent(made)
    bridge.setParent(made)
    made.host, made.bridge, made.workspace = host, bridge, workspace
    host.answers = {Tokenise: on_tokenise}
    workspace.set_model(loaded())
    qtbot.addWidget(made)
    made.resize(340, 700)
    made.show()
    return made


def on_tokenise(command):
    def form(text):
        return TokenForm(sum(text.encode()) % 1000, text, text.encode())

    texts = tuple((form(t),) if len(t) < 6 else (form(t[:3]), form(t[3:])) for t in command.texts)
    return [Tokenised(command.job, command.key, texts, tuple(TokenForm(i, f"w{i}", b"w") for i in command.ids))]


def shown(stack) -> list[str]:
    return [row.sampler for row in stack.rows()]


# -- dragging ------------------------------------------------------------------------------------------------------


def drag(row, target: QPoint, *, drop: bool = True) -> None:
    """Press on the row's name, move to a point of the screen, and let go there."""
    start = row.title.mapTo(row, row.title.rect().center())
    kinds = [(QMouseEvent.Type.MouseButtonPress, start), (QMouseEvent.Type.MouseMove, row.mapFromGlobal(target))]
    if drop:
        kinds.append((QMouseEvent.Type.MouseButtonRelease, row.mapFromGlobal(target)))
    for kind, point in kinds:
        event = QMouseEvent(
            kind, QPointF(point), QPointF(row.mapToGlobal(point)), Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(row, event)


def test_a_row_that_is_dragged_below_another_acts_after_it(stack, qtbot):
    for sampler in ("top_k", "top_p"):
        stack.add(sampler)
    qtbot.waitUntil(lambda: stack.rows()[2].y() > stack.rows()[1].y() > stack.rows()[0].y())
    first, last = stack.rows()[0], stack.rows()[2]
    foot = last.mapToGlobal(QPoint(40, last.height() - 2))
    drag(first, foot, drop=False)
    assert stack._drop_line.isVisible()
    assert stack._drop_line.y() >= last.geometry().bottom()
    drag(first, foot)
    assert not stack._drop_line.isVisible()
    assert shown(stack) == ["top_k", "top_p", "temperature"]
    assert sorted(stack._settings.sampling.order) == sorted(HF_ORDER)
    qtbot.waitUntil(lambda: stack.rows()[2].y() > stack.rows()[1].y() > stack.rows()[0].y())
    drag(stack.rows()[2], stack.rows()[0].mapToGlobal(QPoint(40, 1)))
    assert shown(stack) == ["temperature", "top_k", "top_p"]


def test_a_row_that_is_let_go_where_it_was_stays(stack, qtbot):
    stack.add("top_p")
    qtbot.waitUntil(lambda: stack.rows()[1].y() > stack.rows()[0].y())
    order = stack._settings.sampling.order
    drag(stack.rows()[1], stack.rows()[1].mapToGlobal(QPoint(60, 20)))
    assert stack._settings.sampling.order == order


def test_a_slider_and_its_field_show_the_same_value(stack):
    stack.add("top_k")
    row = stack._rows["top_k"]
    row.sliders["top_k"].setValue(0)
    assert (stack._settings.sampling.top_k, row.fields["top_k"].value()) == (0, 0)
    row.fields["top_k"].setValue(40)
    assert row.sliders["top_k"].value_at(row.sliders["top_k"].value()) == pytest.approx(40, rel=0.01)
    row.fields["top_k"].setValue(100_000)
    assert row.sliders["top_k"].value() == row.sliders["top_k"].maximum()
    assert stack._settings.sampling.top_k == 100_000


def test_every_slider_reaches_its_ends_on_the_steps_of_its_parameter(stack):
    for sampler in HF_ORDER:
        if sampler not in shown(stack):
            stack.add(sampler)
    for slider in stack.findChildren(ValueSlider):
        field = next(row.fields for row in stack.rows() if slider.objectName() in getattr(row, "fields", {}))
        for place in (slider.minimum(), 500, slider.maximum()):
            slider.setValue(place)
            value = getattr(stack._settings.sampling, slider.objectName())
            assert field[slider.objectName()].value() == pytest.approx(value)
    stack._settings.sampling.check()


def test_neutralise_takes_all_samplers_off_and_leaves_their_order(stack):
    stack.add("top_p")
    stack.move_sampler("top_p", -1)
    order = stack._settings.sampling.order
    stack._settings.set_biases(((5, -math.inf),))
    stack.neutralise()
    assert stack._settings.sampling == SamplingParams(order=order)
    assert shown(stack) == []


# -- presets -------------------------------------------------------------------------------------------------------


def actions(stack) -> dict[str, object]:
    stack.presets.fill()
    return {a.text(): a for a in stack.presets._menu.actions() if a.text()}


def test_a_preset_is_saved_chosen_and_deleted_and_comes_back(stack, tmp_path):
    stack.add("min_p")
    stack.presets.save("mine")
    assert json.loads((tmp_path / "presets" / "mine.json").read_text())["samplers"]["min_p"] == 0.05
    assert actions(stack)["mine"].isChecked()
    mine = stack._settings.sampling
    actions(stack)["llama.cpp"].trigger()
    assert stack._settings.sampling == BUILT_IN["llama.cpp"]
    actions(stack)["mine"].trigger()
    assert stack._settings.sampling == mine
    stack.presets.delete("mine")
    assert "mine" not in names(tmp_path / "presets")
    actions(stack)["Bring mine back"].trigger()
    assert "mine" in names(tmp_path / "presets")


def test_presets_go_out_and_come_in_as_json(stack, tmp_path):
    stack._settings.set_biases(((7, -math.inf), (9, 2.5)))
    stack.presets.export_to(str(tmp_path / "out.json"))
    kept = stack._settings.sampling
    assert read_preset(tmp_path / "out.json") == kept
    stack.neutralise()
    stack.presets.import_from(str(tmp_path / "out.json"))
    assert stack._settings.sampling == kept


@pytest.mark.parametrize("text", ["", "[]", '{"samplers": {"warmth": 1}}', '{"samplers": {"temperature": -1}}'])
def test_a_file_that_is_no_preset_changes_nothing_and_is_named(stack, qtbot, tmp_path, text):
    path = tmp_path / "broken.json"
    path.write_text(text)
    before = stack._settings.sampling
    with qtbot.waitSignal(stack.presets.failed) as told:
        stack.presets.import_from(str(path))
    assert "broken.json" in told.args[0]
    assert stack._settings.sampling == before


def test_a_name_that_no_file_can_have_is_refused(stack, qtbot, tmp_path):
    with qtbot.waitSignal(stack.presets.failed):
        stack.presets.save("../outside")
    assert not list(tmp_path.rglob("*outside*"))


# -- biases --------------------------------------------------------------------------------------------------------


def test_a_word_is_looked_up_with_and_without_a_space_and_as_it_is_typed():
    assert forms_of("the") == ("the", " the", "The", " The")
    assert forms_of(" The") == (" The", "The", "the", " the")
    assert forms_of("你") == ("你", " 你")
    assert forms_of("") == ()


def look_up(stack, qtbot, word):
    row = stack._rows["bias"]
    qtbot.keyClicks(row.field, word)
    row._look_up()
    stack.bridge.drain()
    return row


def test_typing_a_word_lists_its_tokens_with_ids_and_bytes(stack, qtbot):
    stack.add("bias")
    row = look_up(stack, qtbot, "love")
    assert stack.host.last(Tokenise).texts == ("love", " love", "Love", " Love")
    listed = [row.found.item(i).text() for i in range(row.found.count())]
    assert listed[0].split() == ["love", str(sum(b"love") % 1000), "6C", "6F", "76", "65"]
    assert listed[1].startswith("␣love")


def test_a_word_of_several_tokens_offers_the_first_and_says_so(stack, qtbot):
    stack.add("bias")
    row = look_up(stack, qtbot, "wherefore")
    assert "begins" in row.found.item(0).text()
    assert "single tokens" in row.found.item(0).toolTip()


def test_a_chosen_token_is_banned_and_can_be_moved_or_forced_instead(stack, qtbot):
    stack.add("bias")
    row = look_up(stack, qtbot, "love")
    qtbot.keyClick(row.field, Qt.Key.Key_Down)
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    token = sum(b" love") % 1000
    assert stack._settings.sampling.logit_bias == ((token, -math.inf),)
    entry = row.entries[token]
    assert entry._name.text() == "␣love"
    entry._on_choice(1)
    assert stack._settings.sampling.logit_bias == ((token, 5.0),)
    assert (entry.value.minimum(), entry.value.maximum()) == (-100, 100)
    entry.value.setValue(-12.5)
    assert stack._settings.sampling.logit_bias == ((token, -12.5),)
    entry._on_choice(2)
    assert stack._settings.sampling.logit_bias == ((token, math.inf),)
    qtbot.mouseClick(entry._remove, Qt.MouseButton.LeftButton)
    assert stack._settings.sampling.logit_bias == ()
    assert shown(stack) == ["bias", "temperature"]


def test_biases_that_were_kept_are_named_by_the_loaded_model(qapp, qtbot, stack):
    stack._settings.set_biases(((262, -math.inf), (13, 3.0)))
    stack.bridge.drain()
    assert stack.host.last(Tokenise).ids == (262, 13)
    assert stack._rows["bias"].entries[262]._name.text() == "w262"


def test_biases_are_remembered_and_come_back():
    drawing = Drawing()
    DrawSettings(drawing).set_biases(((262, -math.inf), (13, 3.0), (5, math.inf)))
    assert json.loads(json.dumps(drawing.logit_bias)) == {"262": "-inf", "13": 3.0, "5": "inf"}
    assert DrawSettings(drawing).sampling.logit_bias == ((262, -math.inf), (13, 3.0), (5, math.inf))


# -- one history ---------------------------------------------------------------------------------------------------


def test_settings_text_and_versions_are_undone_in_one_history(studio, qtbot):
    settings, commands = studio.window.page.settings, studio.window.commands
    studio.type(qtbot, "ROMEO")
    settings.set_sampler("top_k", 40)
    studio.generate()
    settings.set_sampler("temperature", 1.2)
    studio.window.page.side.stack.neutralise()
    settings.set_seed_locked(True)
    texts = ["ROMEO wherefore art thou"] * 4 + ["ROMEO"] * 2 + [""]
    samplings = [
        {}, {}, {"temperature": 1.2, "top_k": 40}, {"temperature": 0.8, "top_k": 40},
        {"temperature": 0.8, "top_k": 40}, {"temperature": 0.8}, {"temperature": 0.8},
    ]  # fmt: skip
    seen = []
    for _ in range(len(texts)):
        seen.append((studio.document.text(), settings.sampling.differing(), settings.seed_locked))
        commands["edit.undo"].trigger()
    assert [text for text, _, _ in seen] == texts
    assert [sampling for _, sampling, _ in seen] == samplings
    assert [locked for _, _, locked in seen] == [True] + [False] * 6
    for _ in range(len(texts)):
        commands["edit.redo"].trigger()
    assert studio.document.text() == "ROMEO wherefore art thou"
    assert settings.sampling == SamplingParams() and settings.seed_locked


def test_a_drag_of_one_value_is_one_step(studio, qtbot):
    settings = studio.window.page.settings
    for i in range(20):
        settings.set_sampler("temperature", 1.0 + i / 20)
    settings.set_sampler("top_p", 0.9)
    studio.window.commands["edit.undo"].trigger()
    assert settings.sampling.differing() == {"temperature": 1.95}
    studio.window.commands["edit.undo"].trigger()
    assert settings.sampling.differing() == {"temperature": 0.8}


def test_undoing_a_setting_leaves_the_pin_and_the_caret(studio, qtbot):
    Answers(studio)
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.workspace.set_pinned(1)
    studio.editor.set_caret(3)
    studio.window.page.settings.set_sampler("top_k", 5)
    studio.window.commands["edit.undo"].trigger()
    settle(studio, qtbot)
    assert (studio.workspace.pinned, studio.editor.caret()) == (1, 3)


def test_ctrl_z_in_a_field_is_the_windows(studio, qtbot):
    studio.window.centre.toggle_side_panel()
    studio.window.activateWindow()
    field = studio.window.page.side.stack._rows["temperature"].fields["temperature"]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert studio.window.page.settings.sampling.temperature == pytest.approx(0.85)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert studio.window.page.settings.sampling.temperature == 0.8


def test_the_key_neutralises(studio):
    studio.window.page.settings.set_sampler("top_p", 0.5)
    studio.window.commands["samplers.neutralise"].trigger()
    assert studio.window.page.settings.sampling == SamplingParams()


def test_biases_go_with_the_generation_and_are_kept_with_its_span(studio, qtbot):
    studio.window.page.settings.set_biases(((5, -math.inf),))
    studio.type(qtbot, "a")
    studio.generate()
    assert studio.host.last(Generate).sampling.logit_bias == ((5, -math.inf),)
    assert studio.document.path()[-1].settings["logit_bias"] == {"5": "-inf"}
