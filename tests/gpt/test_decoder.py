"""The decoder against transformers' GPT-2, and its cache against itself without one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import decoder, hugging_face, logits, random_ids

from gpt_studio.gpt.attending import whole_tiles
from gpt_studio.gpt.checkpoints.names import gpt2_name, is_conv1d, parameter_shapes
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.gpt.steady import TILE
from gpt_studio.protocol.errors import StudioError

NO_BIASES = {"norm_bias": False, "qkv_bias": False, "out_bias": False, "mlp_bias": False}
KINDS = [
    {},
    NO_BIASES | {"activation": "gelu"},
    {"d_ff": 48, "tie_embeddings": False},
    {"mlp": "none"},
    {"mlp": "none", "position": "none"},
    {"n_kv_head": 2, "head_dim": 16},
]


@cache
def decoder_of_kind(kind):
    return decoder(**KINDS[kind])


@pytest.mark.parametrize(("ours", "theirs"), [
    ({}, {}),
    ({"activation": "gelu"}, {"activation_function": "gelu"}),
    ({"d_ff": 48, "norm_eps": 1e-3}, {"n_inner": 48, "layer_norm_epsilon": 1e-3}),
])  # fmt: skip
def test_logits_are_those_of_transformers_gpt2(ours, theirs):
    oracle = hugging_face(**theirs)
    model = decoder(**ours)
    given_weights = dict(oracle.named_parameters())
    with torch.no_grad():
        for name, weight in model.named_parameters():
            tensor = given_weights["transformer." + gpt2_name(name)]
            weight.copy_(tensor.t() if is_conv1d(name) else tensor)
    ids = random_ids(3, 24)
    torch.testing.assert_close(logits(model, ids), logits(oracle, ids), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("switches", KINDS)
def test_names_shapes_and_count_of_parameters_are_those_of_the_network(switches):
    model = decoder(**switches)
    there = {name: tuple(weight.shape) for name, weight in model.named_parameters()}
    assert there == parameter_shapes(model.config)
    assert parameter_count(model.config) == sum(weight.numel() for weight in model.parameters())


@given(kind=st.sampled_from(range(len(KINDS))), chunks=st.lists(st.integers(1, 9), min_size=1, max_size=24))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_cache_changes_nothing_however_the_prompt_is_cut(kind, chunks):
    model = decoder_of_kind(kind)
    ids = random_ids(2, 24)
    held = model.new_cache(2)
    seen, at = [], 0
    with torch.no_grad():
        for size in [*chunks, 24]:
            part = ids[:, at : at + size]
            if part.size(1):
                seen.append(model(part, held))
            at += size
    torch.testing.assert_close(torch.cat(seen, 1), logits(model, ids), atol=1e-5, rtol=1e-5)


def test_a_cache_that_was_cut_goes_on_from_there():
    model, ids = decoder(), random_ids(1, 20)
    cache = model.new_cache()
    with torch.no_grad():
        model(random_ids(1, 20, seed=5), cache)
        cache.cut(0)
        model(ids[:, :12], cache)
        model(random_ids(1, 4, seed=9), cache)
        cache.cut(12)
        rest = model(ids[:, 12:], cache)
    torch.testing.assert_close(rest, logits(model, ids)[:, 12:], atol=1e-5, rtol=1e-5)


def test_a_cache_expands_to_a_batch_and_keeps_chosen_rows():
    model, ids = decoder(), random_ids(3, 12)
    ids[:, :8] = ids[0, :8]
    cache = model.new_cache()
    with torch.no_grad():
        model(ids[:1, :8], cache)
        cache.expand(3)
        model(ids[:, 8:10], cache)
        cache.keep(torch.tensor([2, 0]))
        rest = model(ids[[2, 0], 10:], cache)
    torch.testing.assert_close(rest, logits(model, ids)[[2, 0], 10:], atol=1e-5, rtol=1e-5)


def test_the_cache_grows_in_whole_tiles_and_stops_at_its_limit():
    model = decoder(max_len=700, n_layer=1)
    cache = model.new_cache(1, limit=600)
    with torch.no_grad():
        model(random_ids(1, 10), cache)
        assert cache._keys[0].size(2) == TILE
        model(random_ids(1, 490), cache)
        assert cache._keys[0].size(2) == 512
        model(random_ids(1, 100), cache)
        assert cache._keys[0].size(2) == whole_tiles(600)
        with pytest.raises(ValueError, match="600 positions"):
            model(random_ids(1, 1), cache)


def test_more_positions_than_the_network_has_are_refused():
    with pytest.raises(ValueError, match="24 positions"):
        logits(decoder(), random_ids(1, 25))


def test_last_only_gives_the_last_row_alone():
    model, ids = decoder(), random_ids(2, 9)
    with torch.no_grad():
        last = model(ids, last_only=True)
    torch.testing.assert_close(last, logits(model, ids)[:, -1:])


def test_a_watch_sees_every_activation_and_may_replace_it():
    model, ids = decoder(), random_ids(1, 6)
    seen = {}

    def watch(name, layer, x):
        seen[name, layer] = x

    with torch.no_grad():
        plain = model(ids, watch=watch)
        zeroed = model(ids, watch=lambda name, layer, x: x * 0 if name == "hook_attn_out" else None)
    torch.testing.assert_close(plain, logits(model, ids), rtol=0, atol=0)
    blocks = ["resid_pre", "q", "k", "v", "z", "attn_out", "resid_mid", "pre", "post", "mlp_out", "resid_post"]
    assert seen.keys() == {(f"hook_{name}", layer) for name in blocks for layer in (0, 1)} | {
        ("hook_embed", 0), ("hook_pos_embed", 0)
    }  # fmt: skip
    assert seen["hook_q", 0].shape == (1, 4, 6, 8)
    assert not torch.allclose(zeroed, plain)


def test_gpt2s_start_has_small_normal_matrices_and_neutral_norms():
    model = Decoder(DecoderConfig(vocab_size=300, n_layer=8, n_head=4, d_model=64, max_len=32))
    init_weights(model, seed=3)
    first = model.wte.weight.clone()
    assert first.std().item() == pytest.approx(0.02, rel=0.05)
    assert model.blocks[0].attn.out.weight.std().item() == pytest.approx(0.02 / 4, rel=0.1)
    assert bool((model.ln_f.weight == 1).all()) and bool((model.blocks[0].ln_1.weight == 1).all())
    assert bool((model.blocks[0].attn.qkv.bias == 0).all())
    init_weights(model, seed=3)
    assert torch.equal(first, model.wte.weight)


@pytest.mark.parametrize(("change", "message"), [
    ({"n_head": 5}, "does not divide"),
    ({"n_layer": 0}, "n_layer"),
    ({"vocab_size": 10**12}, "vocab_size"),
    ({"n_layer": 10**9}, "n_layer"),
    ({"d_model": -8}, "d_model"),
    ({"n_kv_head": 3}, "key/value heads"),
    ({"activation": "relu6"}, "activation"),
    ({"norm": "rms"}, "norm_bias"),
    ({"position": "rope"}, "rope"),
    ({"windows": (4,)}, "windows"),
])  # fmt: skip
def test_impossible_networks_are_refused_before_anything_is_made(change, message):
    with pytest.raises(StudioError, match=message):
        replace(decoder().config, head_dim=0, **change)
