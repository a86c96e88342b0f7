"""The real worker thread over a small model on disk: the protocol, end to end."""

from __future__ import annotations

import gc
import threading
import time

import pytest
import torch

from gpt_studio.engine import jobs
from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams

LETTERS = "abcdefghijklmnopqrstuvwxyz .\n"
CONFIG = DecoderConfig(vocab_size=len(LETTERS), n_layer=2, n_head=2, d_model=16, max_len=64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("model")
    network = Decoder(CONFIG)
    init_weights(network, 0)
    save_checkpoint(place, network, Chars({c: i for i, c in enumerate(LETTERS)}))
    return place


@pytest.fixture
def host():
    made = ThreadHost()
    yield made
    assert made.stop(10)


def until(host, kind, job=None, seconds=60.0):
    """All events until one of a kind (and job) arrives."""
    seen, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        seen += host.poll()
        if any(isinstance(e, kind) and job in (None, e.job) for e in seen):
            return seen
        time.sleep(0.002)
    raise AssertionError(f"no {kind} in {seconds} s, only {seen}")


@pytest.fixture
def loaded(host, folder):
    key = ModelKey(str(folder))
    host.send(cmd.LoadModel(1, key))
    until(host, ev.ModelLoaded)
    return key


def texts(events):
    return "".join(r.shown for e in events if isinstance(e, ev.TokensArrived) for r in e.records)


def test_a_model_loads_and_generates(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=9))
    events = until(host, ev.GenerationDone)
    done = next(e for e in events if isinstance(e, ev.GenerationDone))
    assert texts(events) == done.text
    assert len(done.text) == 9
    assert done.stop_reason == "max_tokens"
    assert done.stats.ttft_s > 0


def test_a_cancel_ends_a_running_generation_and_the_partial_text_stays(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=None, on_full="slide"))
    seen = until(host, ev.TokensArrived)
    host.cancel(2)
    seen += until(host, ev.GenerationDone)
    done = next(e for e in seen if isinstance(e, ev.GenerationDone))
    assert done.stop_reason == "cancelled"
    assert texts(seen) == done.text != ""


def test_a_cancel_of_a_queued_generation_never_hits_the_running_one(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=40))
    host.send(cmd.Generate(3, loaded, ("hello",), members=(0, 1), max_tokens=40))
    host.send(cmd.Generate(4, loaded, ("hello",), max_tokens=3))
    host.cancel(3)
    host.cancel(3)
    ends = [e for e in until(host, ev.GenerationDone, job=4) if isinstance(e, ev.GenerationDone)]
    reasons = [((e.job, e.member), e.stop_reason) for e in sorted(ends, key=lambda e: (e.job, e.member))]
    assert reasons == [
        ((2, 0), "max_tokens"), ((3, 0), "cancelled"), ((3, 1), "cancelled"), ((4, 0), "max_tokens")
    ]  # fmt: skip


def test_a_job_that_waits_ends_at_once_whatever_the_engine_is_doing(host, loaded, monkeypatch):
    begun, held = threading.Event(), threading.Event()
    monkeypatch.setattr(jobs, "load_model", lambda *_, **__: begun.set() or held.wait(60))
    try:
        host.send(cmd.LoadModel(2, loaded))
        assert begun.wait(60)
        host.send(cmd.Generate(3, loaded, ("hello",)))
        host.send(cmd.Score(4, loaded, ("hello",)))
        host.cancel(3)
        host.cancel(4)
        assert {(type(e), e.job) for e in host.poll()} == {(ev.GenerationDone, 3), (ev.JobCancelled, 4)}
    finally:
        held.set()


def test_a_cancel_hits_no_later_job_and_a_finished_job_is_forgotten(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=2))
    until(host, ev.GenerationDone)
    host.send(cmd.Generate(3, loaded, ("hello",), max_tokens=4))
    host.cancel(2)
    assert [e.stop_reason for e in until(host, ev.GenerationDone) if isinstance(e, ev.GenerationDone)] == ["max_tokens"]
    host.send(cmd.Generate(4, loaded, ("hello",), max_tokens=1))
    until(host, ev.GenerationDone)
    gc.collect()
    assert set(host._tokens) <= {4}


def test_a_wrong_file_fails_and_what_was_loaded_stays(host, loaded, tmp_path):
    host.send(cmd.LoadModel(2, ModelKey(str(tmp_path / "absent"))))
    failed = next(e for e in until(host, ev.JobFailed) if isinstance(e, ev.JobFailed))
    assert "absent" in failed.one_line()
    host.send(cmd.Generate(3, loaded, ("hello",), max_tokens=3))
    assert len(texts(until(host, ev.GenerationDone))) == 3


def test_a_model_that_is_not_loaded_is_said_to_be_so(host):
    host.send(cmd.Generate(1, ModelKey("nobody"), ("x",)))
    assert next(e for e in until(host, ev.JobFailed)).code == "not_loaded"


def test_scores_equal_those_of_the_same_text_as_it_was_drawn(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=8, sampling=SamplingParams(temperature=0)))
    drawn = [r for e in until(host, ev.GenerationDone) if isinstance(e, ev.TokensArrived) for r in e.records]
    host.send(cmd.Score(3, loaded, ("hello", tuple(r.id for r in drawn))))
    scored = next(e for e in until(host, ev.TextScored) if isinstance(e, ev.TextScored)).records
    assert scored[0].logprob is None
    assert "".join(r.text for r in scored).startswith("hello")
    for a, b in zip(drawn, scored[5:], strict=True):
        assert a.logprob == pytest.approx(b.logprob, abs=1e-5)
        assert (a.id, a.rank) == (b.id, b.rank)


def test_attention_comes_as_rows_that_sum_to_one(host, loaded):
    host.send(cmd.Attend(2, loaded, ("hello there",), layers=(0, 1)))
    ready = next(e for e in until(host, ev.AttentionReady) if isinstance(e, ev.AttentionReady))
    assert ready.weights.shape == (2, 2, 11, 11)
    assert ready.weights.sum(-1) == pytest.approx(1, abs=1e-5)
    assert ready.weights.flags.c_contiguous


def test_a_query_is_answered_while_a_long_job_runs(host, loaded):
    host.send(cmd.Generate(2, loaded, ("hello",), max_tokens=None, on_full="slide"))
    until(host, ev.TokensArrived)
    host.send(cmd.Describe(3, loaded.path))
    seen = until(host, ev.ModelDescribed)
    assert not any(isinstance(e, ev.GenerationDone) for e in seen)
    host.cancel(2)
    until(host, ev.GenerationDone)


def test_describe_tells_the_card_and_the_free_memory(host, folder):
    host.send(cmd.Describe(1, str(folder)))
    described = next(e for e in until(host, ev.ModelDescribed))
    assert described.info.parameters == parameter_count(CONFIG)
    assert described.free_memory_bytes > 0


def test_an_unloaded_model_is_gone(host, loaded):
    host.send(cmd.UnloadModel(2, loaded))
    host.send(cmd.Generate(3, loaded, ("x",)))
    assert next(e for e in until(host, ev.JobFailed) if isinstance(e, ev.JobFailed)).code == "not_loaded"


def test_stopping_in_the_middle_of_everything_joins_the_thread(folder):
    host = ThreadHost()
    key = ModelKey(str(folder))
    host.send(cmd.LoadModel(1, key))
    for job in range(2, 6):
        host.send(cmd.Generate(job, key, ("hello",), max_tokens=None, on_full="slide"))
    until(host, ev.TokensArrived)
    assert host.stop(10)
    assert any(isinstance(e, ev.EngineStopped) for e in host.poll())
    assert not any(t.name == "gpt-studio-engine" for t in threading.enumerate())


def test_attention_equals_a_float64_loop(host, loaded, folder):
    from gpt_studio.gpt.loaded import load_model

    host.send(cmd.Attend(2, loaded, ("hello there",), layers=(0,)))
    ready = next(e for e in until(host, ev.AttentionReady) if isinstance(e, ev.AttentionReady))
    model = load_model(folder).model.double()
    ids = torch.tensor([[r.id for r in ready.records]])
    with torch.no_grad():
        block = model.blocks[0]
        q, k, _ = block.attn.split(block.ln_1(model.embed(ids, 0)))
    for head in range(2):
        for i in range(ids.size(1)):
            row = torch.stack([(q[0, head, i] * k[0, head, j]).sum() / 8**0.5 for j in range(i + 1)]).softmax(-1)
            assert ready.weights[0, head, i, : i + 1] == pytest.approx(row.numpy(), abs=1e-5)
