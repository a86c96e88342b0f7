"""Several examples in a row: what each says alone, and its gradient; every example once an epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.datasets.examples import gather, held_back
from gpt_studio.training.datasets.packing import Packed, batch_of, pack
from gpt_studio.training.datasets.rendering import Example
from gpt_studio.training.feed import IGNORED, MicroBatch
from gpt_studio.training.plan import Plan, settle
from gpt_studio.training.step import accumulate, summed_loss

CONTEXT = 24
KINDS = {
    "learned": DecoderConfig(31, 2, 2, 16, CONTEXT),
    "rope": DecoderConfig(
        31, 2, 4, 32, CONTEXT, n_kv_head=2, position="rope", rope=Rope(theta=100.0, dim=8), norm="rms", norm_bias=False
    ),
    "interleaved": DecoderConfig(
        31, 2, 2, 16, CONTEXT, position="rope", rope=Rope(theta=50.0, dim=4, layout="interleaved"), residual="parallel"
    ),
    "window": DecoderConfig(31, 2, 2, 16, CONTEXT, windows=(5, 0)),
    "soft-capped": DecoderConfig(31, 2, 2, 16, CONTEXT, softcap=3.0, windows=(0, 6)),
}


def plan(**changes: object) -> Plan:
    settled = settle(TrainParams(from_scratch="2x2x16", steps=50, batch=4, accumulate=2), CONTEXT)[1]
    return replace(settled, **changes)


def network(kind: str) -> Decoder:
    model = Decoder(KINDS[kind])
    init_weights(model, 1)
    return model


def examples(count: int, seed: int = 0, longest: int = 17):
    random = np.random.default_rng(seed)

    def one() -> Example:
        length = int(random.integers(2, longest))
        learnt = random.random(length) < 0.6
        return Example(tuple(random.integers(0, 31, length).tolist()), tuple(learnt.tolist()))

    return gather((one() for _ in range(count)), np.uint16)


def alone(model: Decoder, feed: Packed, rows: list[list[int]]) -> tuple[float, int]:
    """Summed loss and targets of the examples of some rows, one by one, without any packing."""
    loss, learnt = torch.zeros(()), 0
    for number in (n for row in rows for n in row):
        start, end = feed.train.begins[number], feed.train.begins[number + 1]
        ids = torch.from_numpy(feed.train.ids[start:end].astype(np.int64))[: CONTEXT + 1]
        wanted = torch.from_numpy(feed.train.learnt[start:end])[: CONTEXT + 1]
        targets = torch.where(wanted[1:], ids[1:], IGNORED)
        batch = MicroBatch(ids[None, :-1], targets[None])
        loss = loss + summed_loss(model, batch)
        learnt += batch.learnt
    return loss, learnt


@pytest.mark.parametrize("kind", KINDS)
def test_packed_equals_separate_in_loss_and_gradient(kind: str) -> None:
    feed = Packed(examples(60), examples(3), plan())
    batches = feed.step(1)
    assert any(batch.documents is not None and int(batch.documents.max()) > 1 for batch in batches)
    together, apart = network(kind), network(kind)
    found = accumulate(together, batches)
    rows = [feed._row(index) for index in range(8)]
    loss, learnt = alone(apart, feed, rows)
    assert learnt == sum(batch.learnt for batch in batches)
    (loss / learnt).backward()
    assert found == pytest.approx(loss.item() / learnt, abs=1e-5)
    for (name, a), b in zip(together.named_parameters(), apart.parameters(), strict=True):
        assert (a.grad - b.grad).abs().max() < 1e-5, name


def test_batch_8_equals_4_times_2_with_unequal_masked_lengths() -> None:
    """Also where nothing is packed and every row is of another length."""
    for packing in (True, False):
        whole, split = network("learned"), network("learned")
        feed = Packed(examples(40), examples(0), plan(batch=8, accumulate=1), packing=packing)
        parts = feed.planned(plan(batch=2, accumulate=4))
        assert len({batch.learnt for batch in parts.step(3)}) > 1
        assert accumulate(split, parts.step(3)) == pytest.approx(accumulate(whole, feed.step(3)), rel=1e-6)
        for a, b in zip(whole.parameters(), split.parameters(), strict=True):
            assert (a.grad - b.grad).abs().max() < 1e-6


def test_every_example_stands_once_in_every_epoch_in_another_order() -> None:
    feed = Packed(examples(50), examples(0), plan())
    epochs = [sorted(n for row in feed._epoch(e) for n in row) for e in range(3)]
    assert epochs == [list(range(50))] * 3
    assert feed._epoch(0) != feed._epoch(1)


def test_a_step_is_the_same_whatever_was_asked_before() -> None:
    used, fresh = Packed(examples(50), examples(0), plan()), Packed(examples(50), examples(0), plan())
    for step in (1, 30, 2, 9):
        used.step(step)
    for a, b in zip(used.step(17), fresh.step(17), strict=True):
        assert torch.equal(a.inputs, b.inputs) and torch.equal(a.targets, b.targets)
    rows = [used._row(index) for index in range(16 * 8, 17 * 8)]
    batch = batch_of(used.train, rows[:4], CONTEXT)
    assert torch.equal(batch.inputs, used.step(17)[0].inputs)


def test_rows_are_filled_and_never_beyond_the_context() -> None:
    lengths = np.random.default_rng(0).integers(1, 65, 2000).tolist()
    rows = pack(lengths, 64)
    filled = [sum(lengths[n] for n in row) for row in rows]
    assert max(filled) <= 64 and sorted(n for row in rows for n in row) == list(range(2000))
    assert sum(filled) / (64 * len(rows)) > 0.9


def test_an_example_longer_than_the_context_loses_its_end() -> None:
    long = gather([Example(tuple(range(31)), (True,) * 31)], np.uint16)
    batch = batch_of(long, [[0]], CONTEXT)
    assert batch.inputs.tolist() == [list(range(24))] and batch.targets.tolist() == [list(range(1, 25))]
    assert batch.documents is None


def test_the_validation_is_the_tail_and_the_same_each_time() -> None:
    feed = Packed(examples(20), examples(9, seed=4), plan(eval_batches=2, batch=2))
    first, second = list(feed.validation()), list(feed.validation())
    assert len(first) <= 2 and all(torch.equal(a.inputs, b.inputs) for a, b in zip(first, second, strict=True))
    assert list(Packed(examples(3), examples(0), plan()).validation()) == []
    assert [held_back(n, f) for n, f in ((100, 0.1), (5, 0.1), (1, 0.5), (10, 0.0), (2, 0.9))] == [10, 1, 0, 0, 1]


def test_a_slice_of_examples_begins_anew() -> None:
    a, b, c = (Example(ids, (True,) * len(ids)) for ids in ((1, 2, 3), (4, 5), (1, 2)))
    train = gather([a, b, a, c, b], np.uint16)
    part = train.slice(1, 3)
    assert part.ids.tolist() == [4, 5, 1, 2, 3] and part.begins.tolist() == [0, 2, 5]
