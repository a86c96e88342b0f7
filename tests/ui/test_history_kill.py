"""kill -9 while the model writes: the history opens, nothing acknowledged is lost, the draft is three seconds old."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time

import pytest

from gpt_studio.store.history.history import History

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
KILLS = 100 if FULL else 10
AT_ONCE = 10
OLDEST_S = 3.0

WRITER = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.ui.documents.kept import KeptDocuments
from gpt_studio.ui.workspace import Workspace

app = QCoreApplication([])
workspace = Workspace()
kept = KeptDocuments(Path(sys.argv[1]), workspace)
kept.restore("prompt")
kept.wait()
keep = kept.history.keep

def keep_and_say(document, snapshot):
    count = sum(len(state.records) for state in snapshot.nodes.values())
    answer = keep(document, snapshot)
    answer.add_done_callback(lambda done: done.exception() or print(count, flush=True))
    return answer

kept.history.keep = keep_and_say
top = tuple(Alternative(i, f" w{i}", -float(i)) for i in range(10))
document, written = workspace.document, 0

def write():
    global node, written
    if written % 150 == 0:
        node = document.begin_drawn({"seed": written})
    text = f" {written}@{time.time():.3f}"
    document.extend(node, [TokenRecord(written, text, text.encode(), written, -1.0, 1, 2.0, 0.5, 0.1, top)])
    written += 1
    if written % 150 == 0:
        document.finish(node, "max_tokens")
    workspace.touch_text()

timer = QTimer()
timer.timeout.connect(write)
timer.start(5)
print("ready", flush=True)
app.exec()
"""


def start(folder):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)


def kept_of(folder):
    history = History(folder)
    try:
        assert history.opened.result()
        loaded = history.last().result()
        assert not history.take_notices()
    finally:
        history.close()
    return loaded


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("batch", range(KILLS // AT_ONCE))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path, batch):
    draw = random.Random(batch)
    children = {tmp_path / str(number): start(tmp_path / str(number)) for number in range(AT_ONCE)}
    killed: dict[object, float] = {}
    try:
        for child in children.values():
            assert child.stdout.readline() == "ready\n"
        ready = time.time()
        due = sorted((time.monotonic() + draw.uniform(0.0, 5.0), folder) for folder in children)
        for moment, folder in due:
            time.sleep(max(0.0, moment - time.monotonic()))
            children[folder].kill()
            killed[folder] = time.time()
        told = {folder: child.communicate()[0].split() for folder, child in children.items()}
    finally:
        for child in children.values():
            child.kill()
            child.wait()
            child.stdout.close()
    for folder, acknowledged in told.items():
        loaded = kept_of(folder)
        tokens = re.findall(r" (\d+)@([\d.]+)", loaded.document.text()) if loaded else []
        assert [int(number) for number, _ in tokens] == list(range(len(tokens)))
        assert len(tokens) >= max(map(int, acknowledged), default=0)
        if FULL:  # how old the draft is says something on an idle machine only
            newest = float(tokens[-1][1]) if tokens else ready
            assert killed[folder] - newest <= OLDEST_S
