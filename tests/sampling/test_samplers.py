"""Samplers against transformers' processors and the golden vector of the reference page."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from transformers.generation import logits_process as hf

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import HF_ORDER, LLAMA_CPP_ORDER, SamplingParams, complete_order, order_named
from gpt_studio.sampling import cuts, penalties, shapes
from gpt_studio.sampling.chain import Moment, apply, steps

GOLDEN = torch.tensor([4, 3, 2.5, 2, 1, 0, -1, -3])
NOTHING = Moment()


def rows(count=40, vocabulary=97):
    generator = torch.Generator().manual_seed(5)
    return torch.randn(count, vocabulary, generator=generator) * 4


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda x: shapes.temperature(x, 0.7), hf.TemperatureLogitsWarper(0.7)),
        (lambda x: cuts.top_k(x, 5), hf.TopKLogitsWarper(5)),
        (lambda x: cuts.top_p(x, 0.8), hf.TopPLogitsWarper(0.8)),
        (lambda x: cuts.min_p(x, 0.07), hf.MinPLogitsWarper(0.07)),
        (lambda x: cuts.typical_p(x, 0.6), hf.TypicalLogitsWarper(0.6)),
        (lambda x: cuts.epsilon_cutoff(x, 0.01), hf.EpsilonLogitsWarper(0.01)),
        (lambda x: cuts.eta_cutoff(x, 0.02), hf.EtaLogitsWarper(0.02)),
    ],
    ids=["temperature", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff"],
)
def test_a_sampler_equals_transformers_on_random_logits(ours, theirs):
    for row in rows():
        expected = theirs(torch.zeros(1, 1, dtype=torch.long), row[None].clone())[0]
        assert torch.equal(ours(row), expected)


def test_the_repetition_penalty_equals_transformers():
    seen = torch.tensor([3, 3, 50, 7])
    theirs = hf.RepetitionPenaltyLogitsProcessor(1.3)
    for row in rows():
        assert torch.equal(penalties.repetition(row, seen, 1.3), theirs(seen[None], row[None].clone())[0])


def test_the_golden_vector_keeps_what_it_must():
    kept = lambda x: x.isfinite().nonzero().flatten().tolist()  # noqa: E731
    assert kept(cuts.top_p(GOLDEN, 0.9)) == [0, 1, 2, 3]
    assert kept(cuts.min_p(GOLDEN, 0.1)) == [0, 1, 2, 3]
    cooled = shapes.temperature(GOLDEN, 0.5).softmax(-1)
    expected = torch.tensor([0.828982, 0.112191, 0.041273, 0.015183, 0.002055, 0.000278, 0.000038, 0.000001])
    torch.testing.assert_close(cooled, expected, atol=1e-6, rtol=0)
    penalised = penalties.repetition(GOLDEN, torch.tensor([0, 6]), 1.2)
    assert penalised[0].item() == pytest.approx(3.333333, abs=1e-6)
    assert penalised[6].item() == pytest.approx(-1.2, abs=1e-6)


def test_ties_with_the_kth_stay():
    row = torch.tensor([1.0, 2.0, 2.0, 2.0, 0.0])
    assert cuts.top_k(row, 2).isfinite().sum() == 3


def test_neutral_values_change_nothing_at_all():
    for row in rows(5):
        assert torch.equal(apply(row, Moment([1, 2, 3]), SamplingParams()), row)


def test_at_least_one_token_survives_the_harshest_settings():
    harsh = SamplingParams(temperature=0.01, top_k=1, top_p=0.0, min_p=1.0, repetition_penalty=9.0)
    for row in rows(200):
        assert apply(row, Moment(range(50)), harsh).isfinite().any()


def test_temperature_before_a_cut_changes_what_is_kept_and_after_it_does_not():
    params = SamplingParams(temperature=2.0, top_p=0.7)
    before = apply(GOLDEN, NOTHING, params)
    after = apply(GOLDEN, NOTHING, SamplingParams(temperature=2.0, top_p=0.7, order=LLAMA_CPP_ORDER))
    plain = cuts.top_p(GOLDEN, 0.7)
    assert torch.equal(after.isfinite(), plain.isfinite())
    assert before.isfinite().sum() > after.isfinite().sum()


def test_the_repetition_window_looks_at_the_last_tokens_only():
    params = SamplingParams(repetition_penalty=2.0, repetition_window=1)
    changed = apply(GOLDEN, Moment([0, 1, 2]), params) != GOLDEN
    assert changed.nonzero().flatten().tolist() == [2]


def test_the_steps_are_those_that_differ_from_neutral_in_their_order():
    chosen = SamplingParams(temperature=0.5, top_p=0.9, min_p=0.1)
    assert [name for name, _ in steps(GOLDEN, NOTHING, chosen)] == ["temperature", "top_p", "min_p"]
    last = replace(chosen, order=LLAMA_CPP_ORDER)
    assert [name for name, _ in steps(GOLDEN, NOTHING, last)] == ["top_p", "min_p", "temperature"]


def test_an_order_by_names_is_completed_and_nonsense_is_refused():
    assert order_named("min_p,temperature")[:2] == ("min_p", "temperature")
    assert sorted(order_named("min_p,temperature")) == sorted(HF_ORDER)
    for text in ("top_k,top_k", "cold", ""):
        with pytest.raises(StudioError, match="--order"):
            order_named(text)


def test_a_list_of_an_earlier_version_is_completed_where_its_neighbours_stand():
    assert complete_order(()) == HF_ORDER
    early = complete_order(("repetition", "top_k", "temperature", "top_p", "min_p", "long gone"))
    assert sorted(early) == sorted(HF_ORDER)
    assert early.index("top_k") < early.index("temperature") < early.index("top_p")
    assert early.index("top_a") > early.index("min_p")


@pytest.mark.parametrize("values", [{"temperature": -1.0}, {"top_p": 1.5}, {"temperature": math.nan}])
def test_a_value_out_of_range_is_refused_by_name(values):
    with pytest.raises(StudioError, match=next(iter(values))):
        SamplingParams(**values).check()
