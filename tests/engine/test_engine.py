"""The engine's loop: what runs when, what a cancel hits, what an exception becomes."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest

from gpt_studio.engine import engine as engine_module
from gpt_studio.engine.cancel import CancelToken, never_began
from gpt_studio.engine.engine import Engine
from gpt_studio.engine.outbox import Outbox
from gpt_studio.engine.pool import Pool
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord

KEY = ModelKey("m")


class Script:
    """Plays scripted jobs in the engine's loop, in this thread, and notes the order of what happens."""

    def __init__(self, monkeypatch, plays):
        self.order, self.events, self.tokens = [], [], {}
        self.inbox = SimpleQueue()
        self._plays = plays
        monkeypatch.setattr(engine_module.jobs, "start", self._start)

    def _start(self, command, pool, token, put):
        for step in self._plays[command.job](self, token):
            self.order.append((command.job, step))
            yield None if isinstance(step, str) else step

    def send(self, command):
        self.tokens[command.job] = CancelToken(never_began(command))
        self.inbox.put((command, self.tokens[command.job]))

    def end(self):
        self.inbox.put(None)

    def run(self):
        Engine(self.inbox, self.events.append, Pool(1)).run()
        return self


def generate(job):
    return cmd.Generate(job, KEY, ("x",))


def score(job):
    return cmd.Score(job, KEY, ("x",))


def failed(script):
    return [e for e in script.events if isinstance(e, ev.JobFailed)]


def test_a_query_runs_between_the_steps_of_a_long_job(monkeypatch):
    def long(script, _):
        yield "a"
        script.send(score(2))
        yield "b"
        yield "c"
        script.end()

    def short(_, __):
        yield "q"

    script = Script(monkeypatch, {1: long, 2: short})
    script.send(generate(1))
    script.run()
    assert script.order == [(1, "a"), (1, "b"), (2, "q"), (1, "c")]


def test_long_jobs_run_one_after_another_in_their_order(monkeypatch):
    def play(name, last=False):
        def steps(script, _):
            yield name + "1"
            yield name + "2"
            if last:
                script.end()

        return steps

    script = Script(monkeypatch, {1: play("a"), 2: play("b", last=True)})
    script.send(generate(1))
    script.send(generate(2))
    assert script.run().order == [(1, "a1"), (1, "a2"), (2, "b1"), (2, "b2")]


def test_the_newest_query_of_a_kind_wins(monkeypatch):
    def long(script, _):
        yield "a"
        script.send(score(2))
        script.send(score(3))
        yield "b"
        yield "c"
        script.end()

    def short(_, __):
        yield "q"

    script = Script(monkeypatch, {1: long, 2: short, 3: short})
    script.send(generate(1))
    assert [job for job, step in script.run().order if step == "q"] == [3]


def test_a_cancel_while_queued_ends_that_job_and_no_other(monkeypatch):
    def long(script, _):
        yield "a"
        script.send(generate(2))
        script.send(generate(3))
        script.events += script.tokens[2].cancel()
        yield "b"

    def other(script, _):
        yield "o"
        script.end()

    script = Script(monkeypatch, {1: long, 2: other, 3: other})
    script.send(generate(1))
    script.run()
    assert [job for job, _ in script.order] == [1, 1, 3]
    done = [e for e in script.events if isinstance(e, ev.GenerationDone)]
    assert [(e.job, e.stop_reason) for e in done] == [(2, "cancelled")]


def test_a_cancelled_load_says_so_and_the_next_job_runs(monkeypatch):
    def load(script, token):
        yield "l"
        token.cancel()
        script.send(generate(2))
        yield "never"
        yield "never"

    def other(script, _):
        yield "o"
        script.end()

    script = Script(monkeypatch, {1: load, 2: other})
    script.send(cmd.LoadModel(1, KEY))
    script.run()
    assert [e.job for e in script.events if isinstance(e, ev.JobCancelled)] == [1]
    assert (2, "o") in script.order


class PanicException(BaseException):
    """Like the one that Rust tokenizers raise: no Exception."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StudioError("absent", "no file", expected="one"), "absent"),
        (ValueError("broken"), "fault"),
        (PanicException("index out of bounds"), "fault"),
        (MemoryError(), "out_of_memory"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), "out_of_memory"),
    ],
)
def test_every_exception_is_one_failed_job_and_the_engine_goes_on(monkeypatch, error, code):
    def bad(_, __):
        yield "a"
        raise error

    def good(script, _):
        yield "g"
        script.end()

    script = Script(monkeypatch, {1: bad, 2: good})
    script.send(generate(1))
    script.send(generate(2))
    script.run()
    assert [(e.job, e.code) for e in failed(script)] == [(1, code)]
    assert type(error).__name__ in failed(script)[0].details
    assert (2, "g") in script.order


def test_the_outbox_merges_and_keeps_the_order_while_two_threads_use_it():
    outbox, got = Outbox(), []
    record = TokenRecord(1, "a", b"a", 0)

    def put():
        for _ in range(5000):
            outbox.put(ev.TokensArrived(1, 0, (record,)))
        outbox.put(ev.JobCancelled(1))

    thread = threading.Thread(target=put)
    thread.start()
    while thread.is_alive():
        got += outbox.drain()
    thread.join()
    got += outbox.drain()
    assert sum(len(e.records) for e in got if isinstance(e, ev.TokensArrived)) == 5000
    assert isinstance(got[-1], ev.JobCancelled)
