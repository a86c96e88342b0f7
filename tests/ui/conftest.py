"""Fixtures of the window's tests."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def no_cache_of_a_person(monkeypatch, tmp_path):
    """No window of the tests looks through the Hugging Face cache of the person who runs them."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-hub"))


@pytest.fixture(autouse=True)
def garbage_is_collected_on_this_thread():
    """As in the program: a collection on the history's thread could free objects of Qt."""
    was = gc.isenabled()
    gc.disable()
    yield
    if was:
        gc.enable()


@pytest.fixture
def studio(qtbot, tmp_path):
    """The window, shown, with a model loaded from a FakeHost."""
    from window_fixture import end_studio, make_studio

    made = make_studio(tmp_path)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    end_studio(made)


@pytest.fixture(autouse=True)
def nothing_is_measured(monkeypatch):
    """No page of the tests starts a training process to measure it, unless its test says so."""
    monkeypatch.setattr("gpt_studio.ui.train.measuring.SETTLE_MS", 10_000_000)
