"""Heads switched off in the real window: text is written and scored without them, and what is copied finds it again."""

import runpy
import subprocess
import sys

import pytest

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import Generate, LoadModel
from gpt_studio.protocol.events import GenerationDone, JobFailed, ModelLoaded, PromptRead, TokensArrived
from gpt_studio.protocol.looking import Ablate, Ablated
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.store.document import Document
from gpt_studio.ui.copying.ablation import as_command, as_python
from gpt_studio.ui.copying.python_script import as_python as run_as_python
from gpt_studio.ui.copying.run import run_on_screen
from gpt_studio.ui.write.drawn_with import described, switched

TEXT = "ROMEO: what light through"
PARTS = (Switch(1, "head", 2), Switch(2, "mlp"), Switch(3, "layer"))
WAYS = [Switches(PARTS, "zero"), Switches((Switch(0, "kv_group", 1), *PARTS), "mean", 3)]


def events_until(host, kind, seconds=120):
    """All events up to one of a kind."""
    import time

    end, found = time.monotonic() + seconds, []
    while time.monotonic() < end:
        for event in host.poll():
            assert not isinstance(event, JobFailed), event
            found.append(event)
            if isinstance(event, kind):
                return found
        time.sleep(0.02)
    raise AssertionError(f"no {kind.__name__} came")


@pytest.fixture
def engine():
    host = ThreadHost(1)
    try:
        host.send(LoadModel(1, ModelKey(BUNDLED, "float32")))
        yield host, events_until(host, ModelLoaded)[-1]
    finally:
        assert host.stop(30)


def run(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(text, encoding="utf-8")
    return subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("switches", WAYS, ids=["zero", "mean"])
def test_the_copied_script_and_the_copied_command_find_what_is_lost(tmp_path, engine, switches):
    host, model = engine
    host.send(Ablate(2, model.key, (TEXT,), switches))
    found = events_until(host, Ablated)[-1]
    done = run(tmp_path, as_python(found))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("the same numbers\n")
    if switches.mode == "zero":
        broken = as_python(found).replace("OFF = [", "OFF = [('head', 0, 3), ", 1)
        assert run(tmp_path, broken).returncode != 0
        return
    line = as_command(found, TEXT, windows=False)
    done = subprocess.run(
        f"{sys.executable} -m gpt_studio "
        + line.removeprefix("gpt-studio "),
        shell=True, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"switched off {-found.ablated.mean():.4f}" in done.stdout


@pytest.mark.parametrize("switches", WAYS, ids=["zero", "mean"])
def test_a_text_that_was_written_with_parts_off_is_drawn_again_by_its_script(tmp_path, engine, switches):
    host, model = engine
    sampling = SamplingParams(temperature=0.9, top_k=40)
    host.send(Generate(3, model.key, (TEXT,), sampling, seed=7, max_tokens=12, switches=switches))
    events = events_until(host, GenerationDone)
    document = Document(TEXT)
    document.set_model("m")
    settings = {"model": "m", "seed": 7, "member": 0, **described(sampling), "max_tokens": 12, "stop": [],
                "on_full": "stop", **switched(switches)}  # fmt: skip
    document.set_scores(next(e for e in events if isinstance(e, PromptRead)).records)
    node = document.begin_drawn(settings)
    for event in events:
        if isinstance(event, TokensArrived):
            document.extend(node, event.records)
    found = run_on_screen(document, model.key, model.info, model.context, "m")
    assert found.switches == switches
    script = tmp_path / "script.py"
    script.write_text(run_as_python(found), encoding="utf-8")
    runpy.run_path(str(script))  # its last line asserts the ids
    script.write_text(run_as_python(found).replace("OFF = [", "OFF = [] and [", 1), encoding="utf-8")
    with pytest.raises(AssertionError):
        runpy.run_path(str(script))
