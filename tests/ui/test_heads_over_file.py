"""The window of all heads over a file, over a scripted host: what it asks, what it shows, where its rows lead."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from fake_host import FakeHost, loaded
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.events import JobCancelled, JobFailed, Progress
from gpt_studio.protocol.heads_over import HeadsFound, HeadsOver, Span
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.look_inside.over_file.dialog import HeadsOverFile
from gpt_studio.ui.look_inside.over_file.spans import SPAN
from gpt_studio.ui.look_inside.over_file.table import DEVIATION, HEAD, RANGE, SPREAD
from gpt_studio.ui.workspace import Workspace

LAYERS, HEADS = 2, 3


def found_for(command, **changes):
    """Numbers that name their place: the mean of head l.h is 0.1 · (3 l + h), less by a little in each statistic."""
    place = np.arange(LAYERS * HEADS).reshape(LAYERS, HEADS) / 10
    mean = np.stack([place + s / 1000 for s in range(len(STATISTICS))])
    deviation = 0.5 - mean / 2
    quartiles = np.stack([mean - 0.05, mean, mean + 0.05])
    spans = tuple(
        tuple((Span(7, 2, 4, 0.9, "a ", f"key{layer}{head}", " and ", "query", " b"),) for head in range(HEADS))
        for layer in range(LAYERS)
    )
    counts = np.full(len(STATISTICS), 40)
    values = {"lines": 40, "tokens": 900, "cut": 0, "longest": 512, "more": False} | changes
    return HeadsFound(
        command.job, command.key, command.path, **values, counts=counts, mean=mean, deviation=deviation,
        quartiles=quartiles, spans=spans,
    )  # fmt: skip


@pytest.fixture
def window(qtbot):
    host, main = FakeHost(), QMainWindow()
    bridge, workspace = Bridge(host), Workspace()
    workspace.set_model(loaded(layers=LAYERS, heads=HEADS))
    dialog = HeadsOverFile(bridge, workspace, main)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(main)
    main.show()
    dialog.show()
    yield SimpleNamespace(host=host, bridge=bridge, workspace=workspace, dialog=dialog)
    dialog.close()
    bridge.close()


def read(window, **changes):
    """A file, read."""
    window.dialog.path.setText("lines.txt")
    window.dialog.start.click()
    command = window.host.last(HeadsOver)
    window.host.say(found_for(command, **changes))
    window.bridge.drain()
    return command


def rows(window):
    table = window.dialog.table
    return [table.texts(row) for row in range(table.heads.rowCount())]


def test_nothing_can_be_read_before_a_file_is_named(window):
    assert not window.dialog.start.isEnabled()
    window.dialog.path.setText("lines.txt")
    assert window.dialog.start.isEnabled()
    window.workspace.set_model(None)
    assert not window.dialog.start.isEnabled() or not window.workspace.model
    window.dialog.start.click()
    assert window.host.sent_of(HeadsOver) == []


def test_the_file_is_asked_about_with_the_lines_that_are_wanted(window):
    window.dialog.limit.setValue(37)
    command = read(window)
    assert (command.path, command.limit, command.key) == ("lines.txt", 37, window.workspace.model.key)
    assert window.dialog.summary.text().startswith("lines.txt · 40 line")


def test_heads_stand_in_the_order_of_the_mean_and_of_any_column(window):
    read(window)
    assert [row[HEAD] for row in rows(window)] == ["1.2", "1.1", "1.0", "0.2", "0.1", "0.0"]
    assert rows(window)[0] == ["1.2", "51 %", "25 %"]
    window.dialog.table.sortByColumn(DEVIATION, Qt.SortOrder.DescendingOrder)
    assert [row[HEAD] for row in rows(window)] == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    window.dialog.table.sortByColumn(HEAD, Qt.SortOrder.DescendingOrder)
    assert rows(window)[0][HEAD] == "1.2"
    current = window.dialog.table.currentIndex().row()
    assert rows(window)[current][HEAD] == "0.0"  # the head that is chosen stays so
    heads = window.dialog.table.heads
    assert heads.data(heads.index(0, SPREAD), RANGE) == pytest.approx((0.456, 0.506, 0.556, 0.506))
    assert "between 46 % and 56 %" in heads.data(heads.index(0, SPREAD), Qt.ItemDataRole.ToolTipRole)


def test_another_number_is_shown_without_reading_again(window):
    read(window)
    window.dialog.statistic.setCurrentIndex(STATISTICS.index("distance"))
    assert rows(window)[0] == ["1.2", "0.5 tokens", "0.2 tokens"]
    assert len(window.host.sent_of(HeadsOver)) == 1


def test_a_row_opens_its_head_and_shows_where_it_looks(window):
    read(window)
    window.dialog.table.selectRow(1)
    assert window.workspace.head == (1, 1)
    assert window.workspace.mode == "look_inside"
    spans = window.dialog.spans
    assert [spans.item(row).data(SPAN).key_text for row in range(spans.count())] == ["key11"]
    assert spans.item(0).text() == "Line 7: query (token 4) looks at key11 (token 2), 90 %"
    assert window.dialog.heading.text() == "Layer 1, head 1 looks most strongly"
    window.workspace.set_head(0, 2)
    assert window.dialog.table.texts(window.dialog.table.currentIndex().row())[HEAD] == "0.2"
    assert spans.item(0).data(SPAN).key_text == "key02"


def test_reading_shows_how_far_it_is_and_can_be_stopped(window):
    window.dialog.path.setText("lines.txt")
    window.dialog.start.click()
    job = window.host.last(HeadsOver).job
    window.host.say(Progress(job, "lines", 12, 40, "lines"))
    window.bridge.drain()
    assert window.dialog._phase.text() == "12 of 40 lines"
    assert window.dialog.stop.isVisible() and not window.dialog.start.isVisible()
    window.dialog.stop.click()
    assert window.host.cancelled == [job]
    window.host.say(JobCancelled(job))
    window.bridge.drain()
    assert window.dialog.start.isVisible() and not window.dialog.stop.isVisible()


def test_a_refusal_stands_in_the_banner_and_what_was_found_stays(window):
    read(window)
    window.dialog.start.click()
    job = window.host.last(HeadsOver).job
    window.host.say(JobFailed(job, "unsupported", "lines.txt is no text: line 3 is not UTF-8"))
    window.bridge.drain()
    assert "line 3 is not UTF-8" in window.dialog.banner.text()
    assert len(rows(window)) == LAYERS * HEADS


def test_another_model_forgets_what_was_found_of_the_first(window):
    read(window)
    window.workspace.set_model(loaded(path="other"))
    assert rows(window) == [] and window.dialog.spans.count() == 0


def test_what_was_cut_or_left_is_said(window):
    read(window, cut=2, more=True)
    said = window.dialog.summary.text()
    assert "first 512 tokens" in said and said.endswith("the file goes on")
