"""DRY's breakers are typed as stop strings are; they are undone, kept and sent like any value of a sampler."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.sampling import DRY_BREAKERS, SamplingParams
from gpt_studio.store.settings import Drawing, encode_settings, load_settings
from gpt_studio.ui.write.draw_settings import DrawSettings


@pytest.fixture
def row(studio):
    studio.window.page.side.stack.add("dry")
    return next(row for row in studio.window.page.side.stack.rows() if row.sampler == "dry")


def test_the_customary_breakers_are_shown_with_signs_that_can_be_typed(row):
    assert row.breakers.text() == '\\n | : | " | *'


def test_breakers_that_are_typed_are_drawn_with(studio, row, qtbot):
    row.breakers.selectAll()
    qtbot.keyClicks(row.breakers, "\\n | \\| | THE")
    assert studio.window.page.settings.sampling.dry_breakers == ("\n", "|", "THE")
    assert row.breakers.text() == "\\n | \\| | THE"  # what is typed is left alone
    studio.generate()
    assert studio.host.last(Generate).sampling.dry_breakers == ("\n", "|", "THE")


def test_no_breakers_is_an_answer_too(studio, row, qtbot):
    row.breakers.selectAll()
    qtbot.keyClick(row.breakers, "\b")
    assert studio.window.page.settings.sampling.dry_breakers == ()


def test_breakers_are_undone_in_one_step(studio, row, qtbot):
    row.breakers.selectAll()
    qtbot.keyClicks(row.breakers, "THE")
    studio.window.commands["edit.undo"].trigger()
    assert studio.window.page.settings.sampling.dry_breakers == DRY_BREAKERS
    assert row.breakers.text() == '\\n | : | " | *'
    studio.window.commands["edit.redo"].trigger()
    assert row.breakers.text() == "THE"


def test_the_row_comes_back_to_the_breakers_of_a_preset(studio, row):
    studio.window.page.settings.set_sampling(SamplingParams(dry_multiplier=0.8, dry_breakers=("\t",)))
    assert row.breakers.text() == "\\t"


@pytest.mark.parametrize("texts", [("\n", "。"), ()])
def test_breakers_are_there_again_after_the_program_was_closed(studio, tmp_path, texts):
    studio.window.page.settings.set_breakers(texts)
    path = tmp_path / "once-more.json"
    path.write_bytes(encode_settings(studio.keeper.settings))
    kept, said = load_settings(path)
    assert not said
    assert DrawSettings(kept.drawing).sampling.dry_breakers == texts


def test_a_settings_file_from_before_there_were_breakers_has_the_customary_ones():
    assert DrawSettings(Drawing()).sampling.dry_breakers == DRY_BREAKERS
