"""Every sampler of the command line: golden vectors, transformers' processors, what neutral and harsh values do."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from transformers.generation import logits_process as hf

from gpt_studio.gpt.tokenizers.bytes_bpe import gpt2
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, HF_ORDER, LLAMA_CPP_ORDER, ORDERS, SamplingParams
from gpt_studio.sampling import cuts, penalties, shapes
from gpt_studio.sampling.breakers import breaking_ids
from gpt_studio.sampling.chain import Moment, apply
from gpt_studio.sampling.gumbel import COIN_STREAM, uniform

GOLDEN = torch.tensor([4, 3, 2.5, 2, 1, 0, -1, -3])


def kept(logits):
    return logits.isfinite().nonzero().flatten().tolist()


# -- the golden vector ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (lambda x: cuts.top_a(x, 0.2), [0, 1, 2, 3]),
        (lambda x: cuts.epsilon_cutoff(x, 0.02), [0, 1, 2, 3, 4]),
        (lambda x: cuts.eta_cutoff(x, 0.05), [0, 1, 2, 3]),
        (lambda x: cuts.typical_p(x, 0.2), [1]),
        (lambda x: cuts.typical_p(x, 0.5), [0, 1]),
        (lambda x: cuts.typical_p(x, 0.8), [0, 1, 2]),
        (lambda x: cuts.tfs(x, 0.5), [0]),
        (lambda x: cuts.tfs(x, 0.9), [0, 1, 2]),
        (lambda x: cuts.tfs(x, 0.95), [0, 1, 2]),
        (lambda x: cuts.tfs(x, 0.99), [0, 1, 2, 3]),
        (lambda x: cuts.top_n_sigma(x, 0.5), [0, 1]),
        (lambda x: cuts.top_n_sigma(x, 1.0), [0, 1, 2, 3]),
        (lambda x: cuts.top_n_sigma(x, 1.5), [0, 1, 2, 3, 4]),
        (lambda x: cuts.top_n_sigma(cuts.top_k(x, 4), 1.0), [0]),
        (lambda x: cuts.xtc(x, 0.1), [2, 3, 4, 5, 6, 7]),
        (lambda x: cuts.mirostat(x, 4.0), [0, 1, 2, 3]),
    ],
)
def test_the_golden_vector_keeps_what_it_must(cut, left):
    assert kept(cut(GOLDEN)) == left


def test_the_golden_vector_has_the_numbers_of_the_reference():
    assert shapes.entropy(GOLDEN) == pytest.approx(1.274786, abs=1e-6)
    assert shapes.temperature_of_entropy(GOLDEN, 0.5, 1.5, 1.0) == pytest.approx(1.113043, abs=1e-6)
    bent = shapes.smoothing(GOLDEN, 0.3)
    torch.testing.assert_close(bent, torch.tensor([4, 3.7, 3.325, 2.8, 1.3, -0.8, -3.5, -10.7]), atol=1e-6, rtol=0)
    counted = torch.tensor([0, 0, 0, 6])
    both = penalties.presence(penalties.frequency(GOLDEN, counted, 0.5), counted, 0.3)
    assert both[[0, 6]].tolist() == pytest.approx([2.2, -1.8], abs=1e-6)
    lowered = penalties.dry(GOLDEN, torch.tensor([1, 2, 3, 4, 1, 2, 3]), 0.8, 1.75, 2) - GOLDEN
    assert lowered.tolist() == pytest.approx([0, 0, 0, 0, -1.4, 0, 0, 0], abs=1e-6)


def test_mirostat_steers_by_the_surprise_of_what_was_left():
    left = cuts.mirostat(GOLDEN, 4.0).double().log_softmax(-1)
    surprise = -float(left[0]) / math.log(2)
    assert surprise == pytest.approx(0.787721, abs=1e-6)
    assert cuts.next_mu(4.0, surprise, 2.0, 0.1) == pytest.approx(4.121228, abs=1e-6)


def test_the_order_decides_what_top_p_keeps():
    logits = torch.tensor([3.0, 2.0, 1.0])
    params = SamplingParams(temperature=0.5, top_p=0.8)
    assert kept(apply(logits, Moment(), params)) == [0]
    assert kept(apply(logits, Moment(), replace(params, order=LLAMA_CPP_ORDER))) == [0, 1]


# -- transformers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_no_repeat_ngram_equals_transformers(n):
    generator = torch.Generator().manual_seed(n)
    theirs = hf.NoRepeatNGramLogitsProcessor(n)
    for length in (1, 2, 3, 5, 40):
        seen = torch.randint(0, 6, (length,), generator=generator)
        row = torch.randn(12, generator=generator)
        expected = theirs(seen[None], row[None].clone())[0]
        assert torch.equal(penalties.no_repeat_ngram(row, seen, n), expected)


def test_a_bias_equals_transformers_sequence_bias():
    row = torch.randn(12, generator=torch.Generator().manual_seed(1))
    theirs = hf.SequenceBiasLogitsProcessor([[[3], 2.5], [[7], -4.0]])
    expected = theirs(torch.zeros(1, 1, dtype=torch.long), row[None].clone())[0]
    assert torch.equal(penalties.bias(row, ((3, 2.5), (7, -4.0))), expected)


# -- biases, bans, forced tokens -----------------------------------------------------------------------------------


def test_a_banned_token_is_gone_and_a_forced_one_is_all_that_is_left():
    assert kept(penalties.bias(GOLDEN, ((0, -math.inf),))) == [1, 2, 3, 4, 5, 6, 7]
    assert kept(penalties.bias(GOLDEN, ((5, math.inf), (2, 3.0)))) == [5]
    assert torch.equal(penalties.bias(GOLDEN, ((99, 5.0),)), GOLDEN)


def test_banning_everything_bans_nothing():
    everything = tuple((i, -math.inf) for i in range(8))
    assert torch.equal(penalties.bias(GOLDEN, everything), GOLDEN)
    assert torch.equal(penalties.no_repeat_ngram(GOLDEN, torch.arange(8), 1), GOLDEN)


@pytest.mark.parametrize("biases", [((-1, 1.0),), ((1, 1.0), (1, 2.0)), ((1, math.nan),)])
def test_a_bias_that_means_nothing_is_refused(biases):
    with pytest.raises(StudioError, match="logit_bias"):
        SamplingParams(logit_bias=biases).check()


# -- DRY and XTC ---------------------------------------------------------------------------------------------------


def longest_by_hand(ids):
    """For each token: the longest suffix of the text that stands, ending right before that token, earlier in it."""
    found = {}
    for end in range(len(ids) - 1):
        n = 0
        while n <= end and ids[end - n] == ids[len(ids) - 1 - n]:
            n += 1
        if n:
            found[ids[end + 1]] = max(found.get(ids[end + 1], 0), n)
    return found


@given(st.lists(st.integers(0, 3), min_size=2, max_size=60))
def test_repetitions_are_found_as_a_search_by_hand_finds_them(ids):
    assert penalties.repeated_lengths(ids) == longest_by_hand(ids)


def test_a_long_repetition_does_not_overflow():
    lowered = penalties.dry(GOLDEN, torch.tensor([1, 2] * 400), 5.0, 4.0, 2)
    assert lowered.isfinite().all()
    assert lowered[1] < -1e30
    assert lowered[0] == GOLDEN[0]


def test_xtc_acts_as_often_as_its_coin_says_and_the_coin_is_the_hash():
    params = SamplingParams(xtc_probability=0.3, xtc_threshold=0.1)
    acted = [
        kept(apply(GOLDEN, Moment(seed=4, position=position), params)) != list(range(8)) for position in range(2000)
    ]
    coins = [uniform(4, 0, position, np.zeros(1, np.int64), COIN_STREAM)[0] < 0.3 for position in range(2000)]
    assert acted == coins
    assert 0.26 < sum(acted) / 2000 < 0.34


def test_xtc_leaves_a_single_likely_token():
    assert torch.equal(cuts.xtc(GOLDEN, 0.5), GOLDEN)


def test_dry_does_not_look_over_a_breaker_and_never_penalises_one():
    seen = torch.tensor([1, 2, 3, 4, 1, 2, 3])

    def lowered(*breakers):
        return (penalties.dry(GOLDEN, seen, 0.8, 1.75, 2, breakers) - GOLDEN).nonzero().flatten().tolist()

    assert lowered() == [4]
    assert lowered(5) == [4]
    assert lowered(1) == [4]  # 2 3 is repeated still, and long enough
    assert lowered(2) == lowered(3) == []
    assert lowered(4) == []


def test_the_breakers_are_the_tokens_with_such_a_text():
    tokenizer = gpt2()
    params = SamplingParams(dry_multiplier=0.8)
    found = breaking_ids(params, tokenizer)
    assert {tokenizer.encode(text)[0] for text in ("\n", ":", '"', "*", "**")} <= found
    assert tokenizer.encode(" the")[0] not in found
    assert all(any(c in tokenizer.token_bytes(i) for c in (b"\n", b":", b'"', b"*")) for i in found)
    assert breaking_ids(SamplingParams(), tokenizer) == frozenset()


# -- neutral and harsh ---------------------------------------------------------------------------------------------


def test_every_sampler_is_in_both_orders_and_has_a_field():
    assert set(FIELD_OF_SAMPLER) == set(HF_ORDER) - {"bias"}
    assert all(sorted(order) == sorted(HF_ORDER) for order in ORDERS.values())


def test_at_neutral_values_the_logits_are_the_very_same_tensor():
    assert apply(GOLDEN, Moment([1, 2, 1, 2], position=4), SamplingParams()) is GOLDEN
    assert SamplingParams().active == ()


def any_params():
    numbers = {}
    for info in parameters_of(SamplingParams):
        high = min(info.high, 200) if isinstance(info.default, int) else info.high
        kind = st.integers(int(info.low), int(high)) if isinstance(info.default, int) else st.floats(info.low, high)
        numbers[info.name] = st.one_of(st.just(info.default if info.neutral is None else info.neutral), kind)
    numbers["order"] = st.permutations(HF_ORDER).map(tuple)
    pairs = st.tuples(st.integers(0, 40), st.sampled_from([-math.inf, -5.0, 5.0, math.inf]))
    numbers["logit_bias"] = st.lists(pairs, max_size=4, unique_by=lambda pair: pair[0]).map(tuple)
    return st.builds(SamplingParams, **numbers)


ROW = st.lists(st.floats(-60, 60, width=32), min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(ROW, any_params(), st.lists(st.integers(0, 0), max_size=3), st.integers(0, 5))
def test_whatever_the_settings_one_token_survives(row, params, seen, position):
    params.check()
    logits = torch.tensor(row)
    left = apply(logits, Moment(seen * 4, seed=1, position=position), params)
    assert left.isfinite().any()
    assert not left.isnan().any()


def drawn_params(chance):
    """Neutral values, and any others, of all samplers in any order."""
    numbers = {}
    for info in parameters_of(SamplingParams):
        high = min(info.high, 200) if isinstance(info.default, int) else info.high
        value = chance.randint(int(info.low), int(high)) if isinstance(info.default, int) else None
        value = chance.uniform(info.low, high) * chance.choice((1.0, 1.0, 0.01)) if value is None else value
        neutral = info.default if info.neutral is None else info.neutral
        numbers[info.name] = neutral if chance.random() < 0.5 else max(value, info.low)
    numbers["order"] = tuple(chance.sample(HF_ORDER, len(HF_ORDER)))
    ids = chance.sample(range(40), chance.randint(0, 4))
    numbers["logit_bias"] = tuple((i, chance.choice((-math.inf, -5.0, 5.0, math.inf))) for i in ids)
    return SamplingParams(**numbers)


@pytest.mark.slow
def test_of_ten_thousand_rows_one_token_survives_each():
    chance = random.Random(4)
    for number in range(10_000):
        params, size, reach = drawn_params(chance), chance.randint(1, 40), chance.choice((0.0, 1.0, 10.0, 60.0))
        params.check()
        row = torch.tensor([chance.uniform(-reach, reach) for _ in range(size)])
        position = chance.randint(0, 20)
        seen = [chance.randrange(size) for _ in range(position)]
        left = apply(row, Moment(seen, seed=1, position=position), params)
        assert left.isfinite().any() and not left.isnan().any(), (number, params, row.tolist(), seen)
