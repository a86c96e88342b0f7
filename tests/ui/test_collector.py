"""Garbage on the window's thread: old objects are not looked at every time, and nothing is kept for good."""

from __future__ import annotations

import gc
import weakref

import pytest

from gpt_studio.ui.program import collector as collecting
from gpt_studio.ui.program.collector import Collector
from gpt_studio.ui.workspace import Workspace


class Knot:
    """Garbage once it is let go: it holds itself."""

    def __init__(self):
        self.me = self


@pytest.fixture
def collector(qapp):
    frozen = gc.get_freeze_count()
    workspace = Workspace()
    made = Collector(workspace)
    yield made, workspace
    made.stop()
    if not frozen:
        gc.unfreeze()


def ticks(collector, count):
    for _ in range(count):
        collector._collect()


def test_new_garbage_goes_within_a_second_and_older_within_twenty(collector):
    made, _ = collector
    young, old = Knot(), Knot()
    ticks(made, 1)  # `old` and `young` are no longer of the youngest
    gone = weakref.ref(young), weakref.ref(old)
    del young
    newest = Knot()
    gone = (*gone, weakref.ref(newest))
    del newest
    ticks(made, 1)
    assert gone[2]() is None
    del old
    ticks(made, collecting.FULL_EVERY - 2)
    assert [ref() for ref in gone] == [None, None, None]


def test_what_outlived_a_collection_is_looked_at_again_after_minutes(collector):
    made, _ = collector
    kept = Knot()
    ticks(made, collecting.FULL_EVERY)
    assert gc.get_freeze_count() > 0
    gone = weakref.ref(kept)
    del kept
    ticks(made, collecting.FULL_EVERY)
    assert gone() is not None
    ticks(made, collecting.ANEW_EVERY - 2 * collecting.FULL_EVERY)
    assert gone() is None


def test_nothing_but_the_youngest_is_looked_at_while_anything_is_written(collector):
    made, workspace = collector
    workspace.beside_busy = True
    kept = Knot()
    ticks(made, 1)
    gone = weakref.ref(kept)
    del kept
    ticks(made, 2 * collecting.FULL_EVERY)
    assert gone() is not None
    workspace.beside_busy = False
    ticks(made, collecting.FULL_EVERY)
    assert gone() is None
