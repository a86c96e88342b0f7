""" "The cat sat on the mat": what "sat" looks at, in the window and the picture saved from it, against eager attention,
for GPT-2-shaped and Llama-shaped models."""

from __future__ import annotations

import numpy as np
import pytest
from cat_folder import SHAPES, TEXT, eager, save
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.ui import theme
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.leaving import block, sheet
from gpt_studio.ui.look_inside import blocks, picture, saving
from gpt_studio.ui.look_inside.map import head_map
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace

WAIT = 600_000


@pytest.fixture(params=SHAPES)
def folder(request, tmp_path):
    return save(request.param, tmp_path / request.param)


@pytest.fixture
def window(qtbot, folder, tmp_path):
    workspace = Workspace()
    keeper, bridge = Keeper(tmp_path / "home", workspace), Bridge(ThreadHost(1), workspace)
    made = MainWindow(bridge, workspace, keeper)
    qtbot.addWidget(made)
    made.show()
    made.load_model(str(folder))
    qtbot.waitUntil(lambda: workspace.model is not None, timeout=WAIT)
    workspace.document.edit(0, len(workspace.document.text()), TEXT)
    workspace.touch_text()
    made.show_look_inside()
    qtbot.waitUntil(lambda: made.look_inside.heads.view() is not None, timeout=WAIT)
    yield made
    keeper.close()
    assert bridge.close(20)


def colour_of(weight):
    return QColor(*map(int, theme.attention_lut(False)[int(255 * weight + 0.5)][:3]))


def assert_colours(image, geometry, offset, sharpness, weights):
    """Near its corner, where no number is written, each cell has the colour of its weight."""
    for query in range(len(weights)):
        for key in range(query + 1):
            at = (geometry.spot(query, key).topLeft() + QPointF(3, 3) + offset) * sharpness
            seen, wanted = image.pixelColor(int(at.x()), int(at.y())), colour_of(weights[query, key])
            far = max(abs(a - b) for a, b in zip(seen.getRgb()[:3], wanted.getRgb()[:3], strict=True))
            assert far <= 3, (query, key)  # a level beside it, as float32 is rounded


def test_window_picture_and_numbers_say_the_same(window, folder, qtbot, tmp_path):
    workspace, heads = window._workspace, window.look_inside.heads
    qtbot.waitUntil(lambda: len(workspace.document.tokens()) > 4, timeout=WAIT)
    tokens = workspace.document.tokens()
    assert "".join(token.record.text for token in tokens) == TEXT
    sat = next(i for i, token in enumerate(tokens) if token.record.text == " sat")
    workspace.set_pinned(sat)
    expected = eager(folder, [token.record.id for token in tokens])
    for layer, head in ((0, 1), (2, 3)):
        heads.chooser.choose(layer, head)
        qtbot.waitUntil(lambda at=layer: heads.view() is not None and heads.view().layer == at, timeout=WAIT)
        weights = expected[layer, head]
        np.testing.assert_allclose(heads.view().shown, weights, atol=1e-5)
        assert workspace.sources.query == sat
        np.testing.assert_allclose(workspace.sources.weights, weights[sat, : sat + 1], atol=1e-5)
        map_ = heads.map
        assert_colours(map_.grab().toImage(), map_.map_geometry(), QPointF(), map_.devicePixelRatioF(), weights)

        view = heads.view()
        assert view.query == sat
        saving.save(view, tmp_path / "sat.png")
        drawn = picture._blocks(view, False, "")
        before = sum(block.size.height() + sheet.BETWEEN for block in drawn[:2])
        metrics = QFontMetricsF(block.font(block.TEXT))
        geometry = head_map.lay_out(view.names, metrics, QRectF(0, 0, 760, 760), blocks.LARGEST_CELL)
        offset = QPointF(sheet.MARGIN, sheet.MARGIN + before)
        assert_colours(QImage(str(tmp_path / "sat.png")), geometry, offset, sheet.SHARPNESS, weights)
        saving.save(view, tmp_path / "sat.npz")
        with np.load(tmp_path / "sat.npz") as found:
            np.testing.assert_allclose(found["attention"][0, 0], weights, atol=1e-5)
