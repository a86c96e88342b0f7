"""The calculation with parts off: against the network in float64 with the same heads off."""

import float64_forward
import numpy as np
import pytest
import torch
from models import MATRIX, network, some_ids

from gpt_studio.inspection import run_with_cache
from gpt_studio.inspection.calculation import calculate
from gpt_studio.inspection.means import mean_activations
from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.switches import Switch, Switches

HEADS = (Switch(0, "head", 1), Switch(1, "head", 2), Switch(1, "head", 3))


def found_by(model, ids, layer, head, switches, means=None):
    off = switched_off(switches, model.config, means)
    return next(step for step in calculate(model, ids, layer, head, off) if step is not None)


def means_of(model, ids):
    steps = mean_activations(model, ids.tolist(), 64)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def output_of(model, layer, head):
    size = model.config.head_dim
    return model.blocks[layer].attn.out.weight.detach().double().numpy()[:, size * head : size * head + size]


def step(found, name):
    return next(one for one in found.steps if one.name == name)


@pytest.mark.parametrize(("name", "mode"), [(name, ("zero", "mean")[at % 2]) for at, name in enumerate(MATRIX)])
def test_with_heads_off_every_number_is_that_of_the_float64_network_without_them(name, mode):
    model, ids, longer = network(name, torch.float64), some_ids(9), some_ids(14)
    means = means_of(model, longer) if mode == "mean" else None
    whole = float64_forward.read(model, longer.numpy())
    places = {(s.layer, s.index): whole.z[s.layer, s.index].mean(0) if means else 0.0 for s in HEADS}
    expected = float64_forward.read(model, ids.numpy(), places.items())
    for layer, head in ((0, 0), (1, 0), (1, 2), (2, 3)):
        found = found_by(model, ids, layer, head, Switches(HEADS, mode), means)
        off = (layer, head) in places
        z = expected.z[layer, head, -1]
        assert found.off == ("head" if off else "")
        np.testing.assert_allclose(found.weights, expected.attention[layer, head, -1], atol=1e-6)
        np.testing.assert_allclose(found.z, z, atol=1e-6)
        np.testing.assert_allclose(found.out, output_of(model, layer, head) @ z, atol=1e-6)
        assert step(found, "logits").values == pytest.approx(expected.logits[-1, :8].tolist(), abs=1e-9)
        assert step(found, "resid_post").norm == pytest.approx(np.linalg.norm(expected.residuals[layer + 1, -1]))
        assert [one.name for one in found.steps if one.off] == (["z"] if layer < 2 else [])
        assert [one.name for one in found.checks] == (["heads"] if off else ["rows", "heads"])
        assert all(one.holds for one in found.checks)


@pytest.mark.parametrize("mode", ["zero", "mean"])
def test_of_a_layer_that_is_off_no_head_adds_anything_and_its_mean_is_told(mode):
    model, ids = network("gqa-rope-rmsnorm-tied"), some_ids(9)
    means = means_of(model, ids)
    found = found_by(model, ids, 1, 2, Switches((Switch(1, "layer"), Switch(1, "head", 2)), mode), means)
    assert found.off == "layer" and not found.out.any()
    assert [one.name for one in found.steps if one.off] == ["z", "attn_out", "mlp_out"]
    assert not found.checks
    with torch.no_grad():
        cache = run_with_cache(model, ids)[1]
    np.testing.assert_allclose(found.z, cache["z", 1][0, -1, 2], atol=1e-5)  # what it would have read
    for name in ("attn_out", "mlp_out"):
        norm = float(cache[name, 1][0].double().mean(0).norm()) if mode == "mean" else 0.0
        assert step(found, name).norm == pytest.approx(norm, abs=1e-5)


def test_an_mlp_that_is_off_leaves_the_head_as_it_is_and_its_step_says_so():
    model, ids = network("mha-learned-layernorm-tied"), some_ids(9)
    found = found_by(model, ids, 1, 2, Switches((Switch(1, "mlp"),)))
    plain = next(one for one in calculate(model, ids, 1, 2) if one is not None)
    np.testing.assert_array_equal(found.out, plain.out)
    assert [one.name for one in found.steps if one.off] == ["mlp_out"] and not step(found, "mlp_out").norm
    assert step(found, "resid_post").values == step(found, "resid_mid").values


def test_before_the_place_from_which_parts_are_off_nothing_is():
    model, ids = network("gqa-rope-rmsnorm-untied"), some_ids(9)
    plain = next(one for one in calculate(model, ids, 1, 2) if one is not None)
    later = found_by(model, ids, 1, 2, Switches(HEADS, since=9))
    assert not later.off and not any(one.off for one in later.steps)
    np.testing.assert_array_equal(later.out, plain.out)
    last = found_by(model, ids, 1, 2, Switches(HEADS, since=8))
    assert last.off == "head" and not last.out.any()
    np.testing.assert_array_equal(last.k[:8], plain.k[:8])
