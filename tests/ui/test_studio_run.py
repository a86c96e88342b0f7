"""A whole run of the window in a process of its own: it ends when told, and nothing that was typed is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gpt_studio.store.history.history import History

HERE = Path(__file__).parent
PROGRAM = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from PySide6.QtCore import QTimer
from fake_host import FakeHost, loaded
from gpt_studio.protocol.commands import LoadModel
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.program.studio import Studio, application

app = application()
host = FakeHost()
host.answers[LoadModel] = lambda c: [loaded(c.job, path=c.key.path)]
studio = Studio(app, host, ModelKey("bundled"), Path({folder!r}))
def begin():
    {action}
    print("ready", flush=True)
studio.keeper.documents.restored.connect(begin)
code = studio.run()
print("stopped", host.stopped, flush=True)
sys.exit(code)
"""


def rest_of(process: subprocess.Popen) -> tuple[str, str]:
    """(what else it says, its problems), once it has ended. `communicate` would lose what `readline` read ahead."""
    said, problems = process.stdout.read(), process.stderr.read()
    process.wait(timeout=60)
    return said, problems


def kept_text(folder: Path) -> str:
    """What the history holds of the document that was on screen last."""
    history = History(folder)
    try:
        loaded = history.last().result()
    finally:
        history.close()
    return loaded.document.text() if loaded else ""


@pytest.fixture
def start(tmp_path):
    """Starts the program with an action of its own; whatever is left of it ends with the test."""
    begun = []

    def start(action: str = "pass") -> subprocess.Popen:
        code = PROGRAM.format(here=str(HERE), folder=str(tmp_path), action=action)
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        begun.append(process)
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def test_closing_the_window_ends_with_code_0_and_leaves_no_crash_log(start, tmp_path):
    process = start("studio.window.close()")
    said, problems = rest_of(process)
    assert (process.returncode, said) == (0, "stopped True\n"), problems
    assert not (tmp_path / "crash.log").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_an_idle_window_in_order(start, tmp_path, number):
    process = start("studio.window.page.editor.insertPlainText('typed')")
    time.sleep(0.3)
    process.send_signal(number)
    said, problems = rest_of(process)
    assert (process.returncode, said) == (130, "stopped True\n"), problems
    assert kept_text(tmp_path) == "ROMEO:\ntyped"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_was_typed_outlives_a_kill(start, tmp_path):
    action = "studio.keeper.documents.kept.connect(lambda: print('kept', flush=True)); "
    process = start(action + "studio.window.page.editor.insertPlainText('typed')")
    assert process.stdout.readline() == "kept\n"
    process.send_signal(signal.SIGKILL)
    rest_of(process)
    assert kept_text(tmp_path) == "ROMEO:\ntyped"


def test_a_fault_in_a_slot_is_told_and_logged_and_the_window_lives(start, tmp_path):
    action = "QTimer.singleShot(0, broken); QTimer.singleShot(300, look)"
    defined = (
        "def broken(): raise RuntimeError('seven')\n"
        "    def look(): print(studio.window.banner.text(), flush=True); studio.window.close()\n    " + action
    )
    process = start(defined)
    said, problems = rest_of(process)
    assert said == "RuntimeError: seven\nstopped True\n"
    assert process.returncode == 0, problems
    assert "RuntimeError: seven" in (tmp_path / "crash-previous.log").read_text()
    assert not (tmp_path / "crash.log").exists()


def test_after_a_native_crash_the_next_start_says_where_its_log_is(start, tmp_path):
    process = start("import faulthandler; QTimer.singleShot(0, faulthandler._sigsegv)")
    rest_of(process)
    assert process.returncode != 0
    again = start("QTimer.singleShot(0, lambda: (print(studio.window.banner.text()), studio.window.close()))")
    said, _ = rest_of(again)
    assert "crash-previous.log" in said
    assert "Segmentation fault" in (tmp_path / "crash-previous.log").read_text()
