"""What was loaded stays: a file that is refused costs its own job and nothing else."""

from __future__ import annotations

import time

import pytest
from broken_models import broken_models, good_model

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey


@pytest.fixture
def host():
    made = ThreadHost()
    yield made
    assert made.stop(10)


def answer(host, command, *kinds):
    """The first event of a job that is of one of these kinds."""
    host.send(command)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for event in host.poll():
            assert not isinstance(event, ev.EngineStopped), event
            if isinstance(event, kinds) and event.job == command.job:
                return event
        time.sleep(0.002)
    raise AssertionError(f"no answer to {command}")


def test_a_refused_file_leaves_the_loaded_model_as_it_was(host, tmp_path):
    key = ModelKey(str(good_model(tmp_path / "good")))
    answer(host, cmd.LoadModel(1, key), ev.ModelLoaded)
    text = answer(host, cmd.Generate(2, key, ("abc",), max_tokens=8), ev.GenerationDone).text
    broken = broken_models(tmp_path / "broken", tmp_path / "canary")
    for number, (name, path) in enumerate(broken.items()):
        job = 10 * number + 10
        refused = answer(host, cmd.LoadModel(job, ModelKey(str(path))), ev.JobFailed, ev.ModelLoaded)
        assert isinstance(refused, ev.JobFailed), name
        assert refused.code not in ("fault", "out_of_memory") and path.name in refused.message, (name, refused)
        described = answer(host, cmd.Describe(job + 1, str(path)), ev.JobFailed, ev.ModelDescribed)
        assert isinstance(described, ev.JobFailed), name
        again = answer(host, cmd.Generate(job + 2, key, ("abc",), max_tokens=8), ev.GenerationDone, ev.JobFailed)
        assert isinstance(again, ev.GenerationDone) and again.text == text, name
    assert not (tmp_path / "canary").exists()
