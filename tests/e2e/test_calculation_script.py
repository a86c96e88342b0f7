"""What Copy as Python copies from the calculation finds the numbers of the screen again, in a program of its own."""

import subprocess
import sys

import pytest

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import LoadModel
from gpt_studio.protocol.events import JobFailed, ModelLoaded
from gpt_studio.protocol.looking import Calculate, Calculated
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.look_inside.calculation.script import as_python


def answer_of(host, kind, seconds=120):
    """The next event of a kind."""
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for event in host.poll():
            assert not isinstance(event, JobFailed), event
            if isinstance(event, kind):
                return event
        time.sleep(0.02)
    raise AssertionError(f"no {kind.__name__} came")


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "int4"])
def test_the_copied_script_finds_the_same_numbers(tmp_path, dtype):
    host = ThreadHost(1)
    try:
        key = ModelKey(BUNDLED, dtype)
        host.send(LoadModel(1, key))
        info = answer_of(host, ModelLoaded).info
        host.send(Calculate(2, key, ("ROMEO: what light through",), layer=2, head=1, query=5))
        found = answer_of(host, Calculated)
    finally:
        assert host.stop(30)
    script = tmp_path / "calculation.py"
    script.write_text(as_python(found, info), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("the same numbers\n")
    wrong = script.read_text("utf-8").replace("WEIGHTS = [\n    ", "WEIGHTS = [\n    1", 1)
    if dtype == "float32":
        script.write_text(wrong, encoding="utf-8")
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode != 0
