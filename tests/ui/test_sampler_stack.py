"""The sampler stack and the form below it, made from the protocol's metadata."""

from __future__ import annotations

import pytest
from fake_host import FakeHost
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, HF_ORDER, LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.store.settings import Drawing
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_form import DrawForm
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.sampler_stack import SamplerStack
from gpt_studio.ui.write.sampler_texts import TEXTS, fields_of
from gpt_studio.ui.write.stop_strings import read_stop_strings, write_stop_strings
from gpt_studio.ui.write.token_forms import TokenForms


@pytest.fixture
def stack(qtbot, tmp_path):
    bridge = Bridge(FakeHost())
    forms = TokenForms(bridge, Workspace(bridge), bridge)
    made = SamplerStack(DrawSettings(Drawing()), forms, tmp_path / "presets")
    made._settings.setParent(made)
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.show()
    return made


def names(stack) -> list[str]:
    return [row.sampler for row in stack.rows()]


def test_every_number_of_the_protocol_belongs_to_one_sampler():
    listed = [info.name for sampler in FIELD_OF_SAMPLER for info in fields_of(sampler)]
    assert sorted(listed) == sorted(info.name for info in parameters_of(SamplingParams))


def test_only_samplers_that_differ_from_neutral_are_listed_in_their_order(stack):
    assert names(stack) == ["temperature"]
    stack._settings.set_sampler("min_p", 0.05)
    stack._settings.set_sampler("top_k", 40)
    assert names(stack) == ["temperature", "top_k", "min_p"]


def test_a_field_has_the_range_and_the_step_of_its_parameter(stack):
    for sampler in FIELD_OF_SAMPLER:
        stack.add(sampler)
    for row in stack.rows():
        for info in fields_of(row.sampler):
            field = row.fields[info.name]
            assert field.minimum() == info.low
            assert field.maximum() == info.high
            assert field.singleStep() == pytest.approx(info.step)
            assert field.toolTip()


def test_a_sampler_set_to_neutral_by_hand_stays_until_it_is_removed(stack, qtbot):
    field = stack.rows()[0].fields["temperature"]
    field.setValue(1.0)
    assert names(stack) == ["temperature"]
    qtbot.mouseClick(stack.rows()[0]._remove, Qt.MouseButton.LeftButton)
    assert names(stack) == []
    assert stack._settings.sampling == SamplingParams()


def test_samplers_are_moved_and_ordered_by_one_click(stack):
    stack.add("top_p")
    assert names(stack) == ["temperature", "top_p"]
    stack.move_sampler("top_p", -1)
    assert names(stack) == ["top_p", "temperature"]
    assert sorted(stack._settings.sampling.order) == sorted(HF_ORDER)
    stack._on_order_chosen(stack._order_menu.actions()[0])
    assert stack._settings.sampling.order == HF_ORDER
    stack._on_order_chosen(stack._order_menu.actions()[1])
    assert stack._settings.sampling.order == LLAMA_CPP_ORDER
    assert names(stack) == ["top_p", "temperature"]


def test_add_searches_what_is_not_yet_on_the_stack_by_name_and_by_the_words_of_its_tooltip(stack, qtbot):
    qtbot.mouseClick(stack._add, Qt.MouseButton.LeftButton)
    search = stack.search
    assert sorted(search.shown()) == sorted(set(HF_ORDER) - {"temperature"})
    qtbot.keyClicks(search.field, "repeat sequence")
    assert search.shown() == ["no_repeat_ngram"]
    search.field.clear()
    qtbot.keyClicks(search.field, "top")
    assert search.list.currentItem().text() == "Top-k"
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert not search.isVisible()
    assert names(stack) == ["temperature", "top_p"]
    assert stack._settings.sampling.top_p == 0.95


def test_every_sampler_has_a_name_and_a_tooltip_with_formula(stack):
    assert set(TEXTS) == {info.name for info in parameters_of(SamplingParams)} | {"logit_bias"}
    for name in FIELD_OF_SAMPLER.values():
        sentence, formula = TEXTS[name].tip.split("\n")
        assert sentence.endswith(".")
        assert any(c.isdigit() for c in formula)


def test_what_was_set_is_remembered_sparsely_and_comes_back(qapp):
    drawing = Drawing()
    settings = DrawSettings(drawing)
    settings.set_sampler("temperature", 1.0)
    settings.set_sampler("top_k", 40)
    settings.set_order(LLAMA_CPP_ORDER)
    assert drawing.samplers == {"top_k": 40.0}
    again = DrawSettings(drawing).sampling
    assert (again.top_k, again.temperature, again.order) == (40, 1.0, LLAMA_CPP_ORDER)
    assert isinstance(again.top_k, int)


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing(samplers={"temperature": -1}),
        Drawing(samplers={"temperature": float("nan")}),
        Drawing(samplers={"top_k": float("inf")}),
        Drawing(order=("top_k",)),
    ],
)
def test_remembered_values_out_of_range_become_the_windows_defaults(qapp, drawing):
    assert DrawSettings(drawing).sampling == SamplingParams(temperature=0.8)


def test_a_new_generation_takes_a_new_seed_unless_it_is_locked(qapp):
    settings = DrawSettings(Drawing())
    assert settings.new_seed() != settings.new_seed()
    settings.set_seed_locked(True)
    assert settings.new_seed() == settings.new_seed() == settings.seed


def test_what_stands_in_the_form_is_what_is_sent(studio, qtbot):
    form: DrawForm = studio.window.page.side.form
    studio.window.centre.toggle_side_panel()
    form.fold.setChecked(True)
    form.seed.clear()
    qtbot.keyClicks(form.seed, "1234")
    qtbot.keyClicks(form.stop, r"\n\n | END")
    form.length.setValue(17)
    form.on_full.setCurrentIndex(1)
    studio.type(qtbot, "ROMEO")
    studio.generate()
    command = studio.host.last(Generate)
    assert (command.seed, command.max_tokens, command.on_full) == (1234, 17, "slide")
    assert command.stop == ("\n\n", "END")
    assert form.lock.isChecked()


def test_length_zero_is_until_it_ends(studio, qtbot):
    studio.window.page.side.form.length.setValue(0)
    studio.type(qtbot, "a")
    studio.generate()
    assert studio.host.last(Generate).max_tokens is None


@given(st.lists(st.text(alphabet="ab|\\\n\t x", min_size=1).map(lambda s: s.strip(" ")).filter(bool), max_size=4))
def test_stop_strings_are_written_so_that_they_are_read_back(strings):
    assert read_stop_strings(write_stop_strings(tuple(strings))) == tuple(strings)
