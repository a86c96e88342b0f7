"""A replay from sorted rows takes the token that samplers and draw take, also where only the head is looked at."""

from __future__ import annotations

import random

import pytest
import torch

from gpt_studio.protocol.sampling import HF_ORDER, LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.sampling.chain import Moment, apply
from gpt_studio.sampling.coarse_row import HEAD, coarse_row, cut_in_head
from gpt_studio.sampling.draw import draw
from gpt_studio.sampling.replay import KEEP_ORDER, sorted_row, winner

V = 6000
CUTS = {"top_k": (1, 3000), "top_p": (0.05, 0.999), "min_p": (1e-4, 0.5), "top_a": (1e-3, 0.5),
        "epsilon_cutoff": (1e-5, 0.05), "eta_cutoff": (1e-5, 0.05), "tfs": (0.5, 0.999), "top_n_sigma": (0.5, 4.0),
        "smoothing": (0.05, 1.0), "temperature": (0.3, 1.8)}  # fmt: skip


def row_of(seed: int, sharpness: float) -> torch.Tensor:
    """Logits that fall with the logarithm of the rank, as a language model's do."""
    made = torch.Generator().manual_seed(seed)
    ranks = torch.randperm(V, generator=made).float() + 1.0
    return -sharpness * ranks.log() + 0.5 * torch.randn(V, generator=made)


def params_of(seed: int) -> SamplingParams:
    chance = random.Random(seed)
    names = chance.sample(sorted(CUTS), chance.randint(1, 4))
    values = {}
    for name in names:
        low, high = CUTS[name]
        values[name] = chance.randint(int(low), int(high)) if name == "top_k" else chance.uniform(low, high)
    return SamplingParams(**values, order=chance.choice((HF_ORDER, LLAMA_CPP_ORDER)))


@pytest.mark.parametrize("sharpness", [0.8, 1.5, 3.0])
def test_the_winner_is_the_token_that_is_drawn(sharpness):
    decided = 0
    for seed in range(60):
        row, params = row_of(seed, sharpness), params_of(seed)
        assert set(params.active) <= KEEP_ORDER
        ready = sorted_row(row, V, seed, 0, 17)
        decided += cut_in_head(ready.coarse, params.active, params) is not None
        now = Moment((), seed, 0, 17)
        drawn = draw(apply(row, now, params), greedy=False, seed=seed, member=0, position=17)
        assert winner(ready, params) == drawn.id, params.differing()
    assert decided >= 10


@pytest.mark.parametrize("name", ["top_k", "top_p", "min_p", "top_a", "epsilon_cutoff"])
def test_a_cut_that_is_decided_in_the_head_keeps_as_many_as_the_sampler(name):
    decided = 0
    for seed in range(40):
        chance = random.Random(seed)
        low, high = CUTS[name]
        value = chance.randint(1, 3000) if name == "top_k" else chance.uniform(low, high)
        params = SamplingParams(temperature=chance.uniform(0.4, 1.6), **{name: value})
        row = row_of(seed, 1.6)
        found = cut_in_head(coarse_row(row.sort(descending=True).values), params.active, params)
        if found is not None:
            decided += 1
            assert found[0].numel() == int(apply(row, Moment(), params).isfinite().sum())
            assert found[0].numel() < HEAD
    assert decided >= 8


def test_a_cut_beyond_the_head_is_left_to_the_whole_row():
    ready = sorted_row(torch.zeros(V), V, 1, 0, 5)
    for params in (SamplingParams(top_p=0.9), SamplingParams(min_p=0.5), SamplingParams(top_k=40)):
        assert cut_in_head(ready.coarse, params.active, params) is None


def test_a_short_row_has_no_shorter_form():
    assert coarse_row(torch.zeros(HEAD)) is None
