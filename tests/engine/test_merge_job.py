"""The engine merges a loaded model's adapters: the same numbers, another key, no cache from before, exactly back."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
import torch

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.gpt import load_model
from gpt_studio.gpt.adapters import AdapterConfig, new_adapter, pairs, save_adapter
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol import looking
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.switches import Switch, Switches

TEXT = ("ROMEO:\nBut soft, what light",)


@pytest.fixture(scope="module")
def adapters(tmp_path_factory):
    """Two adapters for the bundled model, with numbers that show."""
    folder = tmp_path_factory.mktemp("adapters")
    for number, targets in enumerate(("all-linear", ("c_attn",))):
        loaded = load_model("bundled")
        made = new_adapter(loaded.model, AdapterConfig(rank=3, targets=targets), loaded.info.family, number)
        generator = torch.Generator().manual_seed(number)
        with torch.no_grad():
            for pair in pairs(loaded.model):
                pair.b.copy_(torch.randn(pair.b.shape, generator=generator) * 0.05)
        save_adapter(folder / "ab"[number], loaded.model, made)
    return tuple(str(folder / name) for name in "ab")


@pytest.fixture(scope="module")
def key(adapters):
    return ModelKey("bundled", adapters=adapters)


@pytest.fixture
def pool(key):
    made = Pool(1 << 32)
    run(made, cmd.LoadModel(1, key))
    return made


def run(pool, command, token=None):
    return [e for e in start(command, pool, token or CancelToken(), lambda event: None) if e is not None]


def logprobs(pool, key):
    (found,) = [e for e in run(pool, cmd.Score(5, key, TEXT)) if isinstance(e, ev.TextScored)]
    assert found.key == key
    return torch.tensor([r.logprob for r in found.records if r.logprob is not None], dtype=torch.float64)


def weights(pool, key):
    """The hash of every byte of the base."""
    held = pool.get(key).loaded.model.named_parameters(remove_duplicate=False)
    return {
        n: hashlib.sha256(w.detach().contiguous().numpy().tobytes()).hexdigest()
        for n, w in held
        if not n.startswith("adapters.")
    }


def test_a_merged_model_says_the_same_under_another_key_and_comes_back_to_the_bit(pool, key):
    before, said = weights(pool, key), logprobs(pool, key)
    *progress, loaded, gone = run(pool, cmd.Merge(2, key, (1, 0)))
    merged = ModelKey("bundled", adapters=key.adapters, merged=(0, 1))
    assert loaded.key == merged and [each.merged for each in loaded.adapters] == [True, True]
    assert gone == ev.ModelUnloaded(2, key)
    assert progress and all(e.phase == "merging" and e.unit == "bytes" for e in progress)
    assert progress[-1].done == progress[-1].total
    with pytest.raises(StudioError, match="not loaded"):
        pool.get(key)
    assert weights(pool, merged) != before
    assert (logprobs(pool, merged) - said).abs().max() <= 1e-5
    *_, loaded, gone = run(pool, cmd.Merge(3, merged))
    assert loaded.key == key and gone == ev.ModelUnloaded(3, merged)
    assert weights(pool, key) == before
    assert torch.equal(logprobs(pool, key), said)


def test_a_model_is_loaded_as_its_key_says(key, pool):
    said = logprobs(pool, key)
    one = ModelKey("bundled", adapters=key.adapters, merged=(1,))
    (loaded,) = [e for e in run(pool, cmd.LoadModel(2, one)) if isinstance(e, ev.ModelLoaded)]
    assert [each.merged for each in loaded.adapters] == [False, True]
    assert (logprobs(pool, one) - said).abs().max() <= 1e-5


def test_the_cache_and_the_means_from_before_are_gone(pool, key):
    run(pool, cmd.Generate(2, key, TEXT, max_tokens=4))
    assert pool.get(key).prefix.cache is not None
    run(pool, cmd.Merge(3, key, (0,)))
    merged = ModelKey("bundled", adapters=key.adapters, merged=(0,))
    assert pool.get(merged).prefix.cache is None and not pool.get(merged).means
    events = run(pool, cmd.Generate(4, merged, TEXT, max_tokens=4))
    assert events[-1].stats.cached_tokens == 0


def test_a_merge_that_is_given_up_leaves_the_model_under_its_key(pool, key):
    before = weights(pool, key)
    steps = start(cmd.Merge(2, key, (0,)), pool, CancelToken(), lambda event: None)
    assert isinstance(next(steps), ev.Progress)
    steps.close()
    assert weights(pool, key) == before


def test_what_is_being_written_is_waited_for(key):
    host = ThreadHost(1)
    try:
        merged = ModelKey("bundled", adapters=key.adapters, merged=(0, 1))
        host.send(cmd.LoadModel(1, key))
        host.send(cmd.Generate(2, key, TEXT, max_tokens=6))
        host.send(cmd.Merge(3, key, (0, 1)))
        host.send(cmd.Generate(4, merged, TEXT, max_tokens=6))
        host.send(cmd.LoadModel(5, ModelKey("/nowhere")))
        told: list[ev.Event] = []
        while not any(isinstance(e, ev.JobFailed) and e.job == 5 for e in told):
            told += host.poll()
        ends = [e for e in told if isinstance(e, ev.ModelLoaded | ev.GenerationDone | ev.JobFailed)]
        assert [e.job for e in ends] == [1, 2, 3, 4, 5] and not isinstance(ends[3], ev.JobFailed)
    finally:
        assert host.stop(20)


LOOKING = [
    looking.Lens(9, KEY := ModelKey(""), TEXT, top=1),
    looking.Attribute(9, KEY, TEXT, 3, 5),
    looking.Calculate(9, KEY, TEXT, 1, 2, 4),
    looking.Ablate(9, KEY, TEXT, Switches((Switch(1, "head", 2), Switch(0, "mlp")))),
    cmd.Attend(9, KEY, TEXT, (0, 3), value_weighted=True),
]


@pytest.mark.parametrize("question", LOOKING, ids=lambda q: type(q).__name__)
def test_every_view_of_a_merged_model_is_that_of_the_adapters_beside_it(question, pool, key):
    *_, expected = run(pool, replace(question, key=key))
    run(pool, cmd.Merge(2, key, (0, 1)))
    *_, found = run(pool, replace(question, key=replace(key, merged=(0, 1))))
    arrays = [
        name for name, value in vars(expected).items() if isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ]
    assert arrays
    for name in arrays:
        scale = max(1.0, float(np.nanmax(np.abs(getattr(expected, name)))))
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), atol=1e-5 * scale, err_msg=name)
    assert all(check.holds for check in getattr(found, "checks", ()))
