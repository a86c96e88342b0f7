"""The scales keep their promises: order, contrast, no hue alone."""

import itertools
import math

import pytest
from PySide6.QtGui import QColor

from gpt_studio.ui import theme


def luminance(color: QColor) -> float:
    def linear(v):
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_on_every_probability(dark):
    for step in range(101):
        assert contrast(theme.tint(step / 100, dark), theme.color("text", dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["text", "muted", "accent", "attention", "warning", "error"])
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
def test_every_foreground_is_readable_on_every_ground(dark, name, ground):
    assert contrast(theme.color(name, dark), theme.color(ground, dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ground", ["window", "surface", "raised", "hover"])
def test_the_edge_of_a_control_stands_out_on_every_ground(dark, ground):
    assert contrast(theme.color("outline", dark), theme.color(ground, dark)) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_lightness_alone_orders_the_tint_in_even_steps_of_surprisal(dark):
    values = [luminance(theme.tint(math.exp(-nats), dark)) for nats in range(8)]
    rising = sorted(values)
    assert values == (rising if dark else rising[::-1])
    steps = [abs(a - b) for a, b in itertools.pairwise(math.pow(v, 1 / 3) for v in values)]
    assert max(steps) < 2 * min(steps)


@pytest.mark.parametrize("dark", [False, True])
def test_an_attention_map_begins_at_the_surface_and_is_ordered(dark):
    lut = theme.attention_lut(dark)
    assert lut.shape == (256, 4)
    assert tuple(lut[0][:3]) == theme.color("surface", dark).getRgb()[:3]
    values = [luminance(QColor(*map(int, row))) for row in lut[::16]]
    assert values == sorted(values, reverse=not dark)


def test_a_probability_beyond_its_range_is_clamped():
    assert theme.tint(1.5, False) == theme.tint(1.0, False)
    assert theme.tint(-1.0, True) == theme.tint(0.0, True)


@pytest.mark.parametrize("dark", [False, True])
def test_what_a_network_is_sure_of_stands_out_and_can_be_read(dark):
    grounds = [theme.sureness(step / 20, dark) for step in range(21)]
    assert grounds[0].name() == theme.color("surface", dark).name()
    values = [luminance(ground) for ground in grounds]
    assert values == sorted(values, reverse=not dark)
    assert all(contrast(ground, theme.color("text", dark)) >= 4.5 for ground in grounds)
