"""Every family in the one decoder, against transformers: logits, greedy text, attention, the cache, what is written."""

from __future__ import annotations

import pytest
import torch
from family_models import CASES, both

from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.inspection.attention import attention_weights

IDS = torch.randint(0, 61, (1, 30), generator=torch.Generator().manual_seed(5))
every_case = pytest.mark.parametrize("kind", CASES)


def test_each_family_is_tried_with_two_sets_of_switches():
    tried = [both(kind)[0].config.model_type for kind in CASES]
    assert {family: tried.count(family) for family in FAMILIES} == dict.fromkeys(FAMILIES, 2)


@every_case
def test_logits_are_those_of_transformers(kind):
    theirs, network = both(kind)
    with torch.inference_mode():
        expected = theirs(IDS).logits
        assert expected.std() > 0.1
        assert (network(IDS) - expected).abs().max() <= 1e-5


@every_case
def test_greedy_text_is_that_of_transformers(kind):
    theirs, network = both(kind)
    expected = theirs.generate(IDS[:, :9], do_sample=False, max_new_tokens=64)[0].tolist()
    ids, cache = IDS[0, :9].tolist(), network.new_cache()
    with torch.inference_mode():
        logits = network(torch.tensor([ids]), cache, last_only=True)
        for _ in range(64):
            ids.append(int(logits[0, -1].argmax()))
            logits = network(torch.tensor([ids[-1:]]), cache, last_only=True)
    assert ids == expected


@every_case
def test_attention_is_that_of_eager_transformers(kind):
    theirs, network = both(kind)
    with torch.inference_mode():
        expected = torch.cat(theirs(IDS, output_attentions=True).attentions)  # (L, H, T, T)
    for chunk in (7, 64):
        rows = attention_weights(network, IDS[0], range(network.config.n_layer), chunk=chunk)
        assert (torch.from_numpy(rows) - expected).abs().max() <= 1e-5


@every_case
@pytest.mark.parametrize(
    "pieces", [[50], [1] * 50, [9, 1, 1, 20, 19], [20, 1, 29]], ids=lambda pieces: str(len(pieces))
)
def test_the_cache_changes_nothing_however_a_text_is_cut(kind, pieces):
    _, network = both(kind)
    ids = torch.randint(0, 61, (2, 50), generator=torch.Generator().manual_seed(1))
    cache, at = network.new_cache(batch=2), 0
    with torch.inference_mode():
        whole = network(ids)
        for piece in pieces:
            last = network(ids[:, at : at + piece], cache)
            at += piece
            if network.config.stretches_after:  # the whole text decides how each position is turned
                whole = network(ids[:, :at])
            assert last.shape[1] == piece
            assert (last - whole[:, at - piece : at]).abs().max() <= 1e-5
