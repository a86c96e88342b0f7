"""Activations by name: against transformers' hidden states and eager attention, and what follows from each other."""

import psutil
import pytest
import torch
from models import MATRIX, network, some_ids, twin_of

from gpt_studio.inspection import activation_shapes, run_with_cache
from gpt_studio.protocol.errors import StudioError

TWINS = [name for name in MATRIX if name.startswith("mha-learned-layernorm") or "-rope-rmsnorm-" in name]
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-12}


def cached(model, ids, names=None):
    with torch.no_grad():
        return run_with_cache(model, ids, names)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", TWINS)
def test_residuals_patterns_and_logits_are_those_of_transformers(name, dtype):
    model, ids = network(name, dtype), some_ids(17)[None]
    with torch.no_grad():
        theirs = twin_of(name, model)(ids, output_attentions=True, output_hidden_states=True)
    logits, cache = cached(model, ids)
    allowed = 1e-5 if "rmsnorm" in name else TOLERANCE[dtype]  # theirs are normed and turned in float32 in any type
    close = {"atol": allowed, "rtol": allowed}
    torch.testing.assert_close(logits, theirs.logits, **close)
    for layer in range(3):
        torch.testing.assert_close(cache["pattern", layer], theirs.attentions[layer].to(dtype), **close)
        torch.testing.assert_close(cache["resid_pre", layer], theirs.hidden_states[layer], **close)
    normed = model.ln_f(cache["resid_post", 2])  # transformers' last hidden state is normed already
    torch.testing.assert_close(normed, theirs.hidden_states[3], **close)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_every_activation_has_its_shape_and_follows_from_the_others(name, dtype):
    model, ids = network(name, dtype), some_ids(18).view(2, 9)
    logits, cache = cached(model, ids, "*")
    assert {key: x.shape for key, x in cache.items()} == activation_shapes(model.config, 2, 9)
    assert list(cache) == list(activation_shapes(model.config, 2, 9))
    close, groups = {"atol": TOLERANCE[dtype], "rtol": TOLERANCE[dtype]}, 4 // model.config.n_kv_head
    for layer, block in enumerate(model.blocks):
        v = cache["v", layer].repeat_interleave(groups, 2)  # (B, T, H, D)
        z = torch.einsum("bhqk,bkhd->bqhd", cache["pattern", layer], v)
        torch.testing.assert_close(z, cache["z", layer], **close)
        q, k = (
            (cache["rot_q", layer], cache["rot_k", layer])
            if model.config.rope
            else (cache["q", layer], cache["k", layer])
        )
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k.repeat_interleave(groups, 2)) / 8**0.5
        seen = torch.ones(9, 9, dtype=torch.bool).tril()
        torch.testing.assert_close(cache["attn_scores", layer][..., seen], scores[..., seen], **close)
        assert bool(cache["attn_scores", layer][..., ~seen].isneginf().all())
        bias = 0 if block.attn.out.bias is None else block.attn.out.bias
        torch.testing.assert_close(cache["result", layer].sum(2) + bias, cache["attn_out", layer], **close)
        mid = cache["resid_pre", layer] + cache["attn_out", layer]
        torch.testing.assert_close(mid, cache["resid_mid", layer], **close)
        torch.testing.assert_close(mid + cache["mlp_out", layer], cache["resid_post", layer], **close)
        torch.testing.assert_close(block.mlp.down(cache["post", layer]), cache["mlp_out", layer], **close)
        bias = getattr(block.ln_2, "bias", 0)
        normed = cache["normalized", layer, "ln2"] * block.ln_2.weight + bias
        torch.testing.assert_close(normed, block.ln_2(mid), **close)
    last = cache["resid_post", 2]
    centred = last - last.mean(-1, keepdim=True) if model.config.norm == "layer" else last
    torch.testing.assert_close(cache["ln_final.hook_normalized"] * cache["ln_final.hook_scale"], centred, **close)
    with torch.no_grad():
        assert torch.equal(logits, model(ids))


def test_logits_are_bit_identical_with_and_without_a_cache_and_no_hook_is_left():
    model, ids = network("gqa-rope-rmsnorm-tied"), some_ids(12)[None]
    with torch.no_grad():
        before = model(ids)
    logits, _ = cached(model, ids)
    with torch.no_grad():
        after = model(ids)
    assert torch.equal(before, logits) and torch.equal(before, after)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_names_choose_and_what_takes_much_room_comes_only_when_it_is_asked_for():
    model, ids = network("mha-learned-layernorm-tied"), some_ids(5)
    everything = cached(model, ids)[1]
    assert not any(name.endswith("hook_result") for name in everything)
    patterns = cached(model, ids, "blocks.*.attn.hook_pattern")[1]
    assert list(patterns) == [f"blocks.{layer}.attn.hook_pattern" for layer in range(3)]
    assert list(cached(model, ids, ["hook_embed", "blocks.1.hook_mlp_out"])[1]) == [
        "hook_embed",
        "blocks.1.hook_mlp_out",
    ]
    assert list(cached(model, ids, lambda name: "ln_final" in name)[1]) == [
        "ln_final.hook_scale", "ln_final.hook_normalized",
    ]  # fmt: skip


def test_a_name_that_the_network_does_not_have_is_refused():
    with pytest.raises(StudioError) as refused:
        cached(network("mha-learned-layernorm-tied"), some_ids(5), ["hook_embed", "blocks.3.hook_resid_pre"])
    assert refused.value.code == "bad_parameter"
    assert "blocks.3.hook_resid_pre" in refused.value.one_line()


def test_what_does_not_fit_in_memory_is_refused_before_the_forward(monkeypatch):
    class Free:
        available = 1000

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Free)
    with pytest.raises(StudioError) as refused:
        cached(network("mha-learned-layernorm-tied"), some_ids(50))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "switches",
    [{"residual": "parallel"}, {"residual": "parallel_shared"}, {"norm_place": "post"}, {"norm_place": "sandwich"},
     {"qk_norm": "head"}, {"mlp": "none"}, {"windows": (0, 3, 0)}, {"softcap": 2.0}, {"no_rope_layers": (1,)}],
)  # fmt: skip
def test_other_networks_have_the_activations_that_are_announced(switches):
    model = network("gqa-rope-rmsnorm-tied", **switches)
    _, cache = cached(model, some_ids(8), "*")
    assert {key: x.shape for key, x in cache.items()} == activation_shapes(model.config, 1, 8)
    v = cache["v", 1].repeat_interleave(2, 2)
    z = torch.einsum("bhqk,bkhd->bqhd", cache["pattern", 1], v)
    torch.testing.assert_close(z, cache["z", 1], atol=1e-5, rtol=1e-5)
