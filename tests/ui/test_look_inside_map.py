"""The map at every distance: each pixel the largest weight of its block, whatever is panned, zoomed or added."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.labels import Name
from gpt_studio.ui.look_inside.map.attention_map import AttentionMap
from gpt_studio.ui.look_inside.map.pixels import STEPS, picture, pixels_of
from gpt_studio.ui.look_inside.map.pyramid import Pyramid, halved, levels_of
from gpt_studio.ui.look_inside.shown import Shown

pytestmark = pytest.mark.usefixtures("qapp")
SCALES = (*(2.0**-k for k in range(1, 8)), *(float(n) for n in STEPS[:8]))


def causal(tokens, seed=0):
    return np.tril(np.random.default_rng(seed).random((tokens, tokens)) ** 6).astype(np.float32)


def rgb(image):
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return bits[:, : image.width(), 2::-1].copy()


def by_blocks(weights, scale):
    """For each pixel of a whole map the largest weight that it shows, and whether all of it is future. By loops."""
    tokens, k = len(weights), round(1 / scale) if scale < 1 else 1
    count = -(-tokens // k)
    most = np.array([[weights[i * k : i * k + k, j * k : j * k + k].max() for j in range(count)] for i in range(count)])
    ahead = np.array([[j * k > min(i * k + k, tokens) - 1 for j in range(count)] for i in range(count)])
    if scale >= 1:
        most, ahead = (np.kron(a, np.ones((int(scale), int(scale)), a.dtype)) for a in (most, ahead))
    return most, ahead.astype(bool)


@pytest.fixture(autouse=True)
def light():
    """In the light scheme, whatever a test before asked for."""
    before = theme.asked_scheme()
    theme.ask_for_scheme("light")
    yield
    theme.ask_for_scheme(before)


def colours(weights, dark=False):
    return theme.attention_lut(dark)[np.floor(np.minimum(weights * np.float32(255) + 0.5, 255)).astype(int)][..., :3]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("tokens", [1, 37, 200])
def test_each_pixel_is_the_largest_of_its_block_at_every_distance(scale, tokens):
    if 1 / scale >= 2 * tokens:
        pytest.skip("a single block is as far as it goes")
    weights = causal(tokens)
    side = pixels_of(tokens, scale)
    most, ahead = by_blocks(weights, scale)
    whole = rgb(picture(Pyramid(weights), np.arange(1, tokens + 1), np.zeros(tokens, bool), scale, (0, 0),
                        (side, side), False, gaps=False))  # fmt: skip
    assert (whole[~ahead] == colours(most)[~ahead]).all()
    x, y = side // 3, side // 5
    part = rgb(picture(Pyramid(weights), np.arange(1, tokens + 1), np.zeros(tokens, bool), scale, (x, y),
                       (side - x, side - y), False, gaps=False))  # fmt: skip
    assert (part == whole[y:, x:]).all()


def test_logarithmic_levels_are_equal_steps_of_the_logarithm_and_keep_the_order():
    weights = np.array([0, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 1], np.float32)
    assert np.abs(levels_of(weights, decades=4).astype(int) - [0, 0, 0, 64, 127.5, 191, 255]).max() <= 0.5
    assert np.abs(levels_of(weights * 3, 3.0, 4).astype(int) - levels_of(weights, decades=4)).max() <= 1
    rows = causal(90)
    pyramid = Pyramid(rows, 0.5, 4, np.arange(1, 91))
    for k in range(1, pyramid.deepest + 1):
        side = -(-90 >> k)
        blocks = [[rows[i << k : (i + 1) << k, j << k : (j + 1) << k].max() for j in range(side)] for i in range(side)]
        assert np.array_equal(pyramid.level(k), levels_of(np.array(blocks), 0.5, 4))


def test_a_single_one_among_four_thousand_tokens_is_never_lost():
    weights = np.zeros((4096, 4096), np.float32)
    weights[3077, 1234] = 1
    pyramid, strongest = Pyramid(weights), theme.attention_lut(True)[255][:3]
    seen, hidden = np.arange(1, 4097), np.zeros(4096, bool)
    for k in range(1, 13):
        side = 4096 >> k
        found = rgb(picture(pyramid, seen, hidden, 2.0**-k, (0, 0), (side, side), True))
        assert np.argwhere((found == strongest).all(-1)).tolist() == [[3077 >> k, 1234 >> k]]


def test_rows_that_are_added_leave_the_pyramid_that_all_of_them_make():
    weights, grown = causal(300), Pyramid(causal(300)[:5, :5])
    for start in range(5, 300, 13):
        grown.append([weights[row, : row + 1] for row in range(start, min(start + 13, 300))])
    whole = Pyramid(weights)
    assert grown.size == 300 and grown.deepest == whole.deepest
    for k in range(whole.deepest + 1):
        blocks = np.pad(levels_of(weights), (0, -300 % (1 << k)))
        blocks = blocks.reshape(len(blocks) >> k, 1 << k, len(blocks) >> k, 1 << k).max((1, 3))
        assert (grown.level(k) == blocks).all() and (whole.level(k) == blocks).all()


@pytest.mark.parametrize(("tokens", "most"), [(96, 96), (97, 96), (1000, 96), (1023, 10)])
def test_small_pictures_hold_the_largest_of_each_block(tokens, most):
    weights, k = causal(tokens), 0
    while -(-tokens >> k) > most:
        k += 1
    size = -(-tokens >> k) << k
    blocks = np.pad(weights, (0, size - tokens)).reshape(size >> k, 1 << k, size >> k, 1 << k).max((1, 3))
    assert (halved(weights, most) == blocks).all()


# -- the widget --------------------------------------------------------------------------------------------------


def shown(tokens, weights=None):
    weights = causal(tokens) if weights is None else weights
    names = tuple(Name("", f"t{i}") for i in range(tokens))
    return Shown(names, weights, np.arange(1, tokens + 1), np.zeros(tokens, bool))


@pytest.fixture
def canvas(qtbot):
    widget = AttentionMap()
    qtbot.addWidget(widget)
    widget.resize(420, 420)
    widget.show_map(shown(700))
    widget.show()
    return widget


def test_the_whole_map_is_shown_at_first_and_zoom_goes_in_steps_and_back(canvas):
    scales = [canvas.scale]
    for _ in range(6):
        canvas.zoom(1)
        scales.append(canvas.scale)
    assert scales == [0.5, 1, 2, 3, 4, 6, 8]
    for _ in range(6):
        canvas.zoom(-1)
    assert canvas.is_whole and canvas.scale == 0.5


def test_zooming_keeps_the_cell_under_the_pointer(canvas):
    canvas.zoom(1)
    canvas.zoom(1)
    at = canvas.map_geometry().place.center()
    for _ in range(4):
        before = canvas.map_geometry().cell_at(at)
        canvas.zoom(1, at)
        after = canvas.map_geometry().cell_at(at)
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 1


def test_a_drag_and_the_arrows_move_a_map_that_is_larger_than_its_place(canvas, qtbot):
    for _ in range(4):
        canvas.zoom(1)
    start, picked = canvas.placed().corner, []
    canvas.picked.connect(picked.append)
    middle = canvas.map_geometry().place.center().toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    for step in (20, 40, 60):
        QTest.mouseMove(canvas, middle - QPoint(step, step // 2))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle - QPoint(60, 30))
    moved = canvas.placed().corner
    assert (moved[0] - start[0], moved[1] - start[1]) == (60, 30)
    assert picked == []
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert canvas.placed().corner[0] == moved[0] + 40
    for _ in range(200):
        QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert canvas.placed().corner[0] == 0


def test_the_pixels_on_screen_are_those_of_the_blocks_after_zoom_and_pan(canvas):
    weights = causal(700)
    for way in (1, 1, 1, 1, -1, -1, -1):
        canvas.zoom(way, QPointF(300, 300))
        placed = canvas.placed()
        screen = rgb(canvas.grab().toImage())
        most, ahead = by_blocks(weights, placed.scale)
        (x, y), (wide, high) = placed.corner, placed.size
        corner = placed.geometry.place.topLeft().toPoint()
        seen = screen[corner.y() : corner.y() + high, corner.x() : corner.x() + wide][2:-2, 2:-2]
        expected, hatched = (a[y : y + high, x : x + wide][2:-2, 2:-2] for a in (colours(most), ahead))
        assert (seen == expected)[~hatched].all()


def test_names_of_tokens_are_thinned_out_to_numbers_and_come_back_near(canvas):
    assert not canvas.map_geometry().labelled
    for _ in range(9):
        canvas.zoom(1)
    assert canvas.map_geometry().labelled
    assert len(canvas.map_geometry().seen_rows()) < 40


def test_shift_draws_a_box_by_mouse_and_by_keyboard_and_escape_ends_it(canvas):
    canvas.show_map(shown(20))
    boxes = []
    canvas.boxed.connect(boxes.append)
    geometry = canvas.map_geometry()
    start, end = (geometry.spot(*cell).center().toPoint() for cell in ((10, 2), (12, 5)))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, start)
    QTest.mouseMove(canvas, end)
    assert canvas.box == (10, 12, 2, 5)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.box is None and boxes[-1] is None
    canvas.mark_query(8)
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyPress(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.box == (8, 9, 0, 1)


def test_what_is_left_out_has_no_colour_and_the_rest_reaches_to_the_strongest(canvas):
    weights = np.tril(np.full((6, 6), 0.1, np.float32))
    weights[:, 0] = 0.8
    weights[4, 2] = 0.25
    one = shown(6, weights)
    one.hidden, one.top = np.arange(6) == 0, 0.25
    canvas.show_map(one)
    image, geometry = rgb(canvas.grab().toImage()), canvas.map_geometry()
    at = {cell: geometry.spot(*cell).topLeft().toPoint() + QPoint(4, 4) for cell in ((4, 2), (3, 0), (4, 0))}
    assert (image[at[4, 2].y(), at[4, 2].x()] == theme.attention_lut(False)[255][:3]).all()
    assert (image[at[3, 0].y(), at[3, 0].x()] == image[at[4, 0].y(), at[4, 0].x()]).all()
    assert (image[at[3, 0].y(), at[3, 0].x()] != theme.attention_lut(False)[255][:3]).any()
