"""The tint: what it says, where it has nothing to say, and how it is chosen."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from fake_host import bare, token
from hypothesis import given
from hypothesis import strategies as st

from gpt_studio.protocol.records import Alternative
from gpt_studio.ui import theme
from gpt_studio.ui.write.tint import MEASURES, best_logprob, strength, tint_color


@pytest.mark.parametrize("measure", MEASURES)
def test_a_token_of_which_nothing_is_known_has_no_tint(measure):
    assert strength(bare("word", 3), measure) is None


@pytest.mark.parametrize(
    ("rank", "band"), [(1, 0), (10, 0), (11, 1), (100, 1), (101, 2), (1000, 2), (1001, 3), (50_000, 3)]
)
def test_ranks_fall_into_the_bands_of_gltr(rank, band):
    assert strength(replace(token("x", 1), rank=rank), "rank") == pytest.approx(band / 3)


def test_relative_probability_is_beside_the_best_token_of_the_place():
    best = Alternative(5, "y", math.log(0.5))
    record = replace(token("x", 1, 0.05), rank=9, top=(best,))
    assert strength(record, "relative") == pytest.approx(math.log(10) / theme.TINT_NATS)
    assert strength(replace(record, top=()), "relative") is None
    assert best_logprob(replace(record, rank=1, top=())) == record.logprob
    assert strength(token("x", 1, 0.9), "relative") == 0


@given(st.floats(1e-9, 1.0))
def test_probability_is_tinted_by_its_surprisal(probability):
    share = strength(token("x", 1, probability), "probability")
    assert share == pytest.approx(min(1.0, -math.log(probability) / theme.TINT_NATS))
    assert 0 <= share <= 1


@pytest.mark.parametrize("dark", [False, True])
def test_lightness_alone_orders_the_scale_and_text_stays_readable(dark):
    colors = [tint_color(i / 8, dark) for i in range(9)]
    lightness = [0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF() for c in colors]
    assert lightness == sorted(lightness, reverse=not dark)
    assert all(contrast(theme.color("text", dark), c) >= 4.5 for c in colors)


def contrast(one, other):
    def luminance(color):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_choice_is_in_the_menu_in_the_legend_and_remembered(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.score()
    before = studio.editor.viewport().grab().toImage()
    studio.window.commands["tint.rank"].trigger()
    assert studio.window.page.legend.texts()[1:] == ("1–10", "> 1,000")
    assert studio.window.commands["tint.rank"].isChecked()
    assert studio.keeper.settings.tint == "rank"
    assert studio.editor.viewport().grab().toImage() != before
    studio.window.page.legend._actions[MEASURES.index("probability")].trigger()
    assert studio.keeper.settings.tint == "probability"
    assert studio.editor.viewport().grab().toImage() == before


def test_without_a_tint_the_background_is_the_surface(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.score()
    studio.window.commands["tint.none"].trigger()
    image = studio.editor.viewport().grab().toImage()
    rect = studio.editor.visible_tokens().of(0)[0].rect
    corner = image.pixelColor(round(rect.left()) + 3, round(rect.top()) + 2)
    assert corner == image.pixelColor(image.width() - 3, image.height() - 3)
