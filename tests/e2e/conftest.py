"""Fixtures of the whole program's tests."""

from __future__ import annotations

import gc

import pytest


@pytest.fixture(autouse=True)
def garbage_is_collected_on_this_thread():
    """As in the program: a collection on another thread could free objects of Qt."""
    was = gc.isenabled()
    gc.disable()
    yield
    if was:
        gc.enable()
