"""The engine writes a model in steps: progress between tensors, and a cancel that leaves nothing behind."""

from __future__ import annotations

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey


def steps(out, **options):
    command = cmd.Export(7, ModelKey("bundled"), str(out), "huggingface", **options)
    return start(command, Pool(1 << 30), CancelToken(), lambda event: None)


def test_an_export_tells_how_far_it_is_and_what_it_wrote(tmp_path):
    events = list(steps(tmp_path / "out"))
    progress = [event for event in events if isinstance(event, ev.Progress)]
    assert len(progress) > 10 and progress[0].phase == "writing" and progress[0].unit == "bytes"
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    assert progress[-1].done <= progress[-1].total
    done = events[-1]
    assert isinstance(done, ev.Exported) and done.job == 7 and done.result.lossless
    assert (tmp_path / "out" / "model.safetensors").is_file()


def test_an_export_that_is_closed_between_two_tensors_leaves_nothing(tmp_path):
    running = steps(tmp_path / "out")
    assert isinstance(next(running), ev.Progress)
    assert list(tmp_path.iterdir())
    running.close()
    assert list(tmp_path.iterdir()) == []
