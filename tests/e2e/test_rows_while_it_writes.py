"""The real window and worker: rows that stream into the map while it writes are those of one forward afterwards."""

from __future__ import annotations

import numpy as np
import torch
from PySide6.QtCore import Qt
from test_studio import SECONDS, drawn, given, press, window, write  # noqa: F401

from gpt_studio.files.places import BUNDLED
from gpt_studio.gpt import load_model
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.protocol.looking import RowsArrived


def test_the_map_grows_row_by_row_while_it_writes_and_is_exact(window, qtbot):  # noqa: F811
    workspace, heads = window._workspace, window.look_inside.heads
    arrived, grown = [], []
    window.page.settings.set_max_tokens(40)
    write(window, qtbot, "ROMEO: But soft")
    window.show_look_inside()
    qtbot.waitUntil(lambda: heads.view() is not None, timeout=60 * SECONDS)
    heads.chooser.choose(2, 1)
    window._bridge.rows_arrived.connect(arrived.append)
    window._bridge.rows_arrived.connect(lambda _: grown.append((workspace.busy, heads.map._pyramid.size)))
    press(window, qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(drawn(window)) and not workspace.busy, timeout=60 * SECONDS)
    assert all(isinstance(event, RowsArrived) and event.layers == (2,) for event in arrived)
    ids = [token.record.id for token in window._workspace.document.tokens()]
    expected = attention_weights(load_model(BUNDLED).model, torch.tensor(ids), (2,))[0]
    told = {}
    for event in arrived:
        told |= {event.first + at: row[0] for at, row in enumerate(event.rows)}
    assert len(told) >= 38 and max(told) == len(ids) - 2
    for position, row in told.items():
        np.testing.assert_allclose(row, expected[:, position, : position + 1], atol=1e-5)
    sizes = [size for busy, size in grown if busy]
    assert sizes == sorted(sizes) and sizes[-1] > sizes[0]  # rows came while it wrote
