"""Adapters in the window: shown on the loaded model, merged and unmerged from its card, the menu and the palette."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_host import loaded, model_info
from PySide6.QtWidgets import QCheckBox

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import LoadModel, Merge, UnloadModel
from gpt_studio.protocol.models import AdapterOn, ModelKey
from gpt_studio.ui.copying.loading import loading_options
from gpt_studio.ui.dialogs.export.dialog import ExportDialog
from gpt_studio.ui.write.beside.choice import Choice

DATES = AdapterOn("/a/dates", "adapter dates: LoRA of rank 8", (("q", 4_000_000), ("k", 1_000_000)))
VERSE = AdapterOn("/a/verse", "adapter verse: LoRA of rank 4", (("q", 4_000_000),))
KEY = ModelKey("bundled", adapters=("/a/dates", "/a/verse"))


def on(*adapters, job=0, key=KEY, **changes):
    merged = tuple(number for number, adapter in enumerate(adapters) if adapter.merged)
    return replace(loaded(job, **changes), key=replace(key, merged=merged), adapters=adapters)


def answer_merge(command):
    adapters = [replace(each, merged=number in command.merged) for number, each in enumerate((DATES, VERSE))]
    return [
        ev.Progress(command.job, "merging", 1, 2, "bytes"),
        on(*adapters, job=command.job),
        ev.ModelUnloaded(command.job, command.key),
    ]


@pytest.fixture
def window(studio):
    """The window with two adapters on its model, whose engine merges."""
    studio.host.answers[LoadModel] = lambda command: [on(DATES, VERSE, job=command.job)]
    studio.host.answers[Merge] = answer_merge
    studio.window.loader.load_key(KEY)
    studio.turn()
    return studio


@pytest.fixture
def card(window):
    window.window.models.open()
    window.turn()
    panel = window.window.models.library.panel
    assert panel.adapters.isVisibleTo(panel)
    return panel


def said(card):
    return [(label.text(), button.text()) for label, button in card.adapters.rows if label.isVisibleTo(card)]


def test_the_card_shows_each_adapter_and_what_merging_costs_before_it_is_pressed(card):
    merge = "Merge into the weights"
    assert said(card) == [("beside: dates", merge), ("beside: verse", merge)]
    assert "5.0 MB" in card.adapters.note.text()  # the matrix that both change is kept once
    button = card.adapters.rows[1][1]
    assert button.accessibleName() == "Merge verse into the weights"
    assert "W′ = W + α/r · B A" in button.toolTip() and "2106.09685" in button.toolTip()


def test_one_is_merged_and_taken_out_by_its_button(card, window):
    card.adapters.rows[1][1].click()
    assert window.host.last(Merge) == Merge(window.host.last(Merge).job, KEY, (1,))
    assert not card.adapters.rows[0][1].isEnabled()  # while it lasts
    window.turn()
    assert window.workspace.model.key.merged == (1,)
    assert said(card)[1] == ("merged: verse", "Unmerge") and card.adapters.rows[0][1].isEnabled()
    assert "4.0 MB of copies are kept" in card.adapters.note.text() and "1.0 MB" in card.adapters.note.text()
    assert "merged: verse" in window.window.top.model.toolTip()
    assert window.document.model.endswith("+ merged: verse")
    assert KEY not in [command.key for command in window.host.sent_of(UnloadModel)]
    assert not card.foot.load.isEnabled() and card.isVisible()
    card.adapters.rows[0][1].click()
    window.turn()
    assert window.workspace.model.key.merged == (0, 1)
    assert card.adapters.all.text() == "Unmerge all"
    card.adapters.rows[1][1].click()
    window.turn()
    assert window.workspace.model.key.merged == (0,)


def test_the_menu_and_the_palette_merge_all_and_take_all_out(window):
    commands = window.window.commands
    assert commands["model.merge"].isEnabled() and not commands["model.unmerge"].isEnabled()
    commands["model.merge"].trigger()
    window.turn()
    assert window.workspace.model.key.merged == (0, 1)
    assert "merged: dates, verse" in window.window.status.message.toolTip()
    assert commands["model.unmerge"].isEnabled() and not commands["model.merge"].isEnabled()
    commands["model.unmerge"].trigger()
    window.turn()
    assert window.workspace.model.key == KEY and "+ merged" not in window.document.model
    assert window.window.status.message.toolTip() == "unmerged: the weights are as they were"


def test_nothing_is_generated_while_weights_change(window):
    window.host.answers[Merge] = lambda command: []
    window.window.commands["model.merge"].trigger()
    assert not window.window.commands["generate.start"].isEnabled() and not window.window.top.run.isEnabled()
    window.host.say(ev.JobFailed(window.host.last(Merge).job, "unsupported", "it cannot be merged"))
    window.turn()
    assert window.window.commands["generate.start"].isEnabled() and window.window.top.run.isEnabled()
    assert "it cannot be merged" in window.window.banner._line.text()
    assert window.workspace.model.key == KEY


def test_a_merge_that_is_cancelled_too_late_is_what_the_window_shows(window):
    window.host.answers[Merge] = lambda command: []
    loader = window.window.loader
    loader.merge((0,))
    command = window.host.last(Merge)
    loader.cancel()
    assert window.host.cancelled == [command.job] and loader.loading
    window.host.say(on(replace(DATES, merged=True), VERSE, job=command.job))
    window.turn()
    assert window.workspace.model.key.merged == (0,) and not loader.loading
    loader.merge(())
    command = window.host.last(Merge)
    loader.cancel()
    window.host.say(ev.JobCancelled(command.job))
    window.turn()
    assert window.workspace.model.key.merged == (0,) and not loader.loading


def test_a_model_that_is_unloaded_while_it_is_merged_stays_unloaded(window):
    window.host.answers[Merge] = lambda command: []
    window.window.loader.merge((0,))
    command = window.host.last(Merge)
    window.window.loader.unload()
    window.host.say(merged := on(replace(DATES, merged=True), VERSE, job=command.job))
    window.turn()
    assert window.workspace.model is None and window.host.last(UnloadModel).key == merged.key


def test_codes_take_no_adapter_and_the_card_says_what_to_do(card, window):
    packed = replace(DATES, packed="blocks.0.attn.qkv")
    window.host.answers[LoadModel] = lambda command: [on(packed, job=command.job, dtype="int4")]
    window.window.loader.load_key(KEY)
    window.turn()
    label, button = card.adapters.rows[0]
    assert label.text() == "beside: dates" and not button.isEnabled() and not card.adapters.all.isVisibleTo(card)
    assert "int4" in card.adapters.note.text() and "float32 or bfloat16" in card.adapters.note.text()
    assert not window.window.commands["model.merge"].isEnabled()


def test_an_export_of_a_merged_model_is_merged_unless_it_is_unticked(window):
    for merged in (False, True):
        window.window.models.export()
        dialog = window.window.findChildren(ExportDialog)[-1]
        (box,) = [box for box in dialog.findChildren(QCheckBox) if "adapters" in box.text()]
        assert box.isVisible() and box.isChecked() == merged
        dialog.close()
        window.window.commands["model.merge"].trigger()
        window.turn()


def test_the_right_shares_the_merged_model_until_something_else_is_chosen(window):
    left = replace(KEY, merged=(0, 1))
    assert Choice().key(left) == left == Choice(adapters=KEY.adapters).key(left)
    assert Choice(adapters=()).key(left) == ModelKey("bundled")
    assert Choice(dtype="bfloat16").key(left) == replace(KEY, dtype="bfloat16")


def test_without_adapters_nothing_of_this_is_shown(studio):
    studio.window.models.open()
    studio.turn()
    panel = studio.window.models.library.panel
    assert not panel.adapters.isVisibleTo(panel) and model_info().path == panel.path
    assert not studio.window.commands["model.merge"].isEnabled()


def test_a_run_says_which_adapter_goes_on_learning(window):
    start = window.window.train.form.begin
    start.start_from.setCurrentIndex(1)
    start.method.setCurrentIndex(start.method.findData("lora"))
    start.update(None)
    assert "export the model" in start.note.text()
    window.host.answers[LoadModel] = lambda command: [on(replace(DATES, merged=True), job=command.job)]
    window.window.loader.load_key(KEY)
    window.turn()
    start.method.setCurrentIndex(start.method.findData("lora"))
    start.update(None)
    assert "dates goes on learning" in start.note.text()


def test_a_script_loads_the_model_with_what_is_merged():
    said = loading_options(replace(KEY, merged=(1,)))
    assert said == ", adapters=('/a/dates', '/a/verse'), merged=(1,)"
    assert loading_options(ModelKey("bundled")) == ""
