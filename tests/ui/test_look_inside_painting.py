"""The map's pixels: every weight in its colour, the future hatched, nothing strong lost when texts are long."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.head_navigator import HeadNavigator
from gpt_studio.ui.look_inside.labels import Name
from gpt_studio.ui.look_inside.map import cells
from gpt_studio.ui.look_inside.map.head_map import lay_out
from gpt_studio.ui.look_inside.map.pyramid import pooled

pytestmark = pytest.mark.usefixtures("qapp")


def painted(weights, side, dark=False, ratio=1):
    """RGB [side, side, 3] of a map."""
    image = QImage(side * ratio, side * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#ff00ff"))
    painter = QPainter(image)
    cells.paint(painter, QRectF(0, 0, side, side), weights.astype(np.float32), dark)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(side * ratio, side * ratio, 4)
    return pixels[:, :, 2::-1].copy()


def future(tokens, side):
    """Which pixels belong to cells whose key lies behind their query."""
    place = np.arange(side) * tokens // side
    return place[None, :] > place[:, None]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("tokens", "side"), [(1, 40), (2, 40), (20, 200), (100, 200), (400, 200)])
def test_the_hatched_pixels_are_exactly_those_of_the_future(tokens, side, dark):
    weak, strong = (painted(np.full((tokens, tokens), w), side, dark) for w in (0.2, 0.9))
    between = (weak == (255, 0, 255)).all(-1)  # large cells stand a pixel apart
    unmoved = (weak == strong).all(-1) & ~between
    shown = min(tokens, side)  # longer texts are shown by blocks
    assert (unmoved == future(shown, side) & ~between).all()
    assert not (between & future(shown, side)).any()
    hatched = np.unique(weak[unmoved].reshape(-1, 3), axis=0)
    if 2 <= tokens <= 20:
        assert len(hatched) >= 2
        assert QColor(theme.colors(dark).window).getRgb()[:3] in [tuple(c) for c in hatched.tolist()]


def test_every_future_cell_of_a_short_text_is_crossed_by_a_line():
    pixels, base = painted(np.ones((12, 12)), 240), QColor(theme.colors(False).window).getRgb()[:3]
    for query in range(12):
        for key in range(query + 1, 12):
            cell = pixels[query * 20 : query * 20 + 20, key * 20 : key * 20 + 20]
            assert (cell != base).any(), (query, key)


@pytest.mark.parametrize("dark", [False, True])
def test_each_cell_has_the_colour_of_its_weight(dark):
    weights = np.random.default_rng(0).random((10, 10))
    pixels = painted(weights, 300, dark)
    for query in range(10):
        for key in range(query + 1):
            expected = theme.attention_lut(dark)[round(255 * float(np.float32(weights[query, key])))][:3]
            assert (pixels[query * 30 + 4, key * 30 + 4] == expected).all()


@pytest.mark.parametrize("ratio", [1, 2])
def test_one_strong_cell_among_a_thousand_tokens_is_not_lost(ratio):
    weights = np.zeros((1000, 1000))
    weights[777, 123] = 1
    pixels = painted(weights, 200, ratio=ratio)
    strongest = theme.attention_lut(False)[255][:3]
    starts = np.arange(200 * ratio) * 1000 // (200 * ratio)
    block = [int(np.searchsorted(starts, place, side="right")) - 1 for place in (777, 123)]
    assert np.argwhere((pixels == strongest).all(-1)).tolist() == [block]


@pytest.mark.parametrize(("tokens", "bins"), [(7, 7), (7, 3), (100, 64), (1000, 333)])
def test_pooling_keeps_the_largest_weight_of_each_block(tokens, bins):
    weights = np.random.default_rng(1).random((tokens, tokens)).astype(np.float32)
    edges = [i * tokens // bins for i in range(bins)] + [tokens]
    expected = [[weights[a:b, c:d].max() for c, d in pairwise(edges)] for a, b in pairwise(edges)]
    assert (pooled(weights, bins) == np.array(expected)).all()


def names(*labels):
    return [Name("", label) for label in labels]


def test_labels_are_shown_where_they_have_room_and_cells_are_whole_pixels():
    metrics = QFontMetricsF(QFont())
    few = lay_out(names("The", "␣cat", "␣sat"), metrics, QRectF(0, 0, 400, 400))
    assert few.labelled and few.upright and few.cell == 48
    some = lay_out(names(*["␣morning"] * 15), metrics, QRectF(0, 0, 400, 400))
    assert some.labelled and not some.upright and some.cell == int(some.cell)
    many = lay_out(names(*["␣cat"] * 300), metrics, QRectF(0, 0, 400, 400))
    assert not many.labelled
    for geometry in (few, some, many):
        assert QRectF(0, 0, 400.001, 400.001).contains(geometry.place)


def test_the_cell_under_a_point_is_found_to_its_edges():
    geometry = lay_out(names("a", "b", "c"), QFontMetricsF(QFont()), QRectF(10, 20, 300, 300))
    for query in range(3):
        for key in range(3):
            spot = geometry.spot(query, key)
            assert geometry.cell_at(spot.topLeft() + QPointF(0.01, 0.01)) == (query, key)
            assert geometry.cell_at(spot.bottomRight() - QPointF(0.01, 0.01)) == (query, key)
    assert geometry.cell_at(geometry.place.topLeft() - QPointF(1, 1)) is None


@pytest.mark.parametrize(("layers", "heads"), [(1, 1), (4, 4), (12, 12), (48, 25), (80, 64), (3, 200)])
def test_all_heads_of_any_model_have_a_place_of_their_own_in_the_navigator(layers, heads, qtbot):
    navigator = HeadNavigator()
    qtbot.addWidget(navigator)
    navigator.set_shape(layers, heads)
    navigator.resize(170, 100)
    navigator.resize(170, navigator.sizeHint().height())
    grid = navigator.grid()
    assert grid.width <= 170 and grid.height <= navigator.height()
    for layer in (0, layers // 2, layers - 1):
        for head in (0, heads // 2, heads - 1):
            place = grid.place(layer, head)
            assert place.width() >= 0.5
            assert grid.head_at(place.center()) == (layer, head)


@pytest.mark.parametrize("dark", [False, True])
def test_equal_steps_of_attention_look_equal(dark):
    """Distances in Oklab between colours 16 steps apart."""
    srgb = theme.attention_lut(dark)[:, :3] / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_lms = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
              [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
              [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
    lab = np.cbrt(linear @ np.transpose(to_lms)) @ np.transpose(to_lab)
    steps = np.linalg.norm(lab[16:] - lab[:-16], axis=1)
    assert steps.max() / steps.min() < 1.2
    assert (np.diff(lab[::16, 0]) < 0).all() or (np.diff(lab[::16, 0]) > 0).all()  # lightness alone orders them
