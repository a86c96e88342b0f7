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
@pytest.mark.parametrize("pieces", [[1] * 50, [9, 1, 1, 20, 19], [20, 1, 29]], ids=lambda pieces: str(len(pieces)))
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


@pytest.mark.parametrize("kind", ["llama", "phi3 longrope", "gemma3"])
def test_a_cache_that_is_cut_expanded_and_thinned_changes_nothing(kind):
    _, network = both(kind)
    ids = torch.randint(0, 61, (3, 60), generator=torch.Generator().manual_seed(8))
    ids[:, :45] = ids[:1, :45]
    cache = network.new_cache()
    with torch.inference_mode():
        network(ids[:1, :50], cache)  # past the length at which longrope changes its factors
        cache.cut(20)
        network(ids[:1, 20:30], cache)
        network(ids[:1, 30:45], cache)
        cache.expand(3)
        network(ids[:, 45:50], cache)
        cache.keep(torch.tensor([2, 0]))
        last = network(ids[[2, 0], 50:], cache)
        assert (last - network(ids[[2, 0]])[:, 50:]).abs().max() <= 1e-5
        cache.cut(30)
        assert (network(ids[[2, 0], 30:35], cache) - network(ids[[2, 0], :35])[:, 30:]).abs().max() <= 1e-5


@pytest.mark.parametrize("kind", ["llama", "qwen3", "olmo2", "gemma2", "gptj", "gpt_neo"])
def test_a_watch_sees_what_is_compared_and_may_put_something_in_its_place(kind):
    _, network = both(kind)
    names: list[str] = []
    held: dict[str, torch.Tensor] = {}

    def noted(name: str, layer: int, x: torch.Tensor) -> None:
        names.append(name)
        held[name] = x

    with torch.inference_mode():
        plain = network(IDS)
        assert torch.equal(network(IDS, watch=noted), plain)
        turned = kind != "gpt_neo"
        assert ("hook_rot_q" in names) == ("hook_rot_k" in names) == turned
        for name in ("hook_q", "hook_k", "hook_v", "hook_z", "hook_attn_out", "hook_mlp_out", "hook_resid_post"):
            assert names.count(name) == network.config.n_layer
            zeroed = network(IDS, watch=lambda n, layer, x, name=name: x * 0 if n == name and layer == 0 else None)
            assert (zeroed - plain).abs().max() > 1e-3, name
        if turned and network.config.qk_norm == "none":
            lengths = held["hook_q"].norm(dim=-1)
            assert (held["hook_rot_q"].norm(dim=-1) - lengths).abs().max() < 1e-4
            assert not torch.allclose(held["hook_rot_q"], held["hook_q"])
