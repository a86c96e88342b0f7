"""For every test: no screen, no data folder of a person, and nothing left behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import traceback
import weakref

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts.warning=false")

import psutil
import pytest

# Threads that libraries keep for the life of the process.
LASTING_THREADS = ("tqdm_monitor", "pytest_timeout", "execnet")
# Files that libraries open once and keep: fonts, caches, shared objects.
LASTING_FILES = ("site-packages", "/usr/", "/dev/", "/proc/", "fontconfig", ".venv", "/etc/", ".pyc")
WAIT_S = 2.0


def pytest_configure(config):
    """Qt's offscreen platform says of every window with a least size that it cannot tell it to anyone."""
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")


def pytest_collection_finish():
    """What the libraries made while they were imported is looked at no more: each collection would walk over it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def data_folder_of_the_tests(tmp_path_factory):
    """No test reads or writes the data folder of the person who runs the tests."""
    os.environ["GPT_STUDIO_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def nothing_left(request, monkeypatch):
    """A test leaves no thread, child process, open file, ownerless running QTimer or top-level widget."""
    threads, children, files = _threads(), _children(), _files()
    with_qt = "PySide6" in sys.modules or bool({"qapp", "qtbot"} & set(request.fixturenames))
    timers = _watch_timers(monkeypatch) if with_qt else []
    widgets = _widgets() if with_qt else set()
    yield
    if with_qt:
        _delete_deferred()
        if _widgets() - widgets:  # menus of pyqtgraph have no parent and live in cycles
            gc.collect()
            _delete_deferred()
        left = list(_widgets() - widgets)
        assert not left, f"top-level widgets left: {left}"
        _assert_timers_stopped(timers)
    for thread in _threads() - threads:
        thread.join(WAIT_S)
    assert not (_threads() - threads), f"threads left: {_threads() - threads}"
    gone, alive = psutil.wait_procs(_children() - children, timeout=WAIT_S)
    assert not alive, f"child processes left: {alive} (ended in time: {gone})"
    assert not (_files() - files), f"open files left: {_files() - files}"


def _threads():
    return {t for t in threading.enumerate() if not t.name.startswith(LASTING_THREADS)}


def _children():
    lasting = {p.pid for p in multiprocessing.active_children() if "resource_tracker" in p.name}
    return {p for p in psutil.Process().children() if p.pid not in lasting}


def _files():
    found = psutil.Process().open_files()
    return {f.path for f in found if not any(part in f.path for part in LASTING_FILES)}


def _widgets():
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    return set() if app is None else set(QApplication.topLevelWidgets())


def _delete_deferred():
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _watch_timers(monkeypatch):
    """Every QTimer that is started during the test, with the place where it was started."""
    from PySide6.QtCore import QTimer

    started: list[tuple[weakref.ref, str]] = []
    start = QTimer.start

    def start_and_note(self, *args):
        started.append((weakref.ref(self), "".join(traceback.format_stack(limit=4)[:-1])))
        return start(self, *args)

    monkeypatch.setattr(QTimer, "start", start_and_note)
    return started


def _assert_timers_stopped(started):
    from shiboken6 import isValid

    for reference, place in started:
        timer = reference()
        running = timer is not None and isValid(timer) and timer.isActive() and timer.parent() is None
        assert not running, f"a QTimer without an owner is still running, started at\n{place}"
