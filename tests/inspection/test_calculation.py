"""The calculation of one head against loops in float64; what values bring against brute force; checks of both."""

import math

import numpy as np
import pytest
import torch
from models import MATRIX, network, some_ids

from gpt_studio.inspection import attention_weights, run_with_cache
from gpt_studio.inspection.calculation import SHOWN, calculate
from gpt_studio.inspection.checks import check
from gpt_studio.inspection.values import value_norms
from gpt_studio.inspection.witness import Witness
from gpt_studio.protocol.errors import StudioError


def found_by(model, ids, layer, head):
    return next(step for step in calculate(model, ids, layer, head) if step is not None)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_every_number_is_that_of_a_float64_loop(name, dtype):
    model, ids = network(name, dtype), some_ids(9)
    with torch.no_grad():
        cache = run_with_cache(model, ids)[1]
    rot = "rot_" if model.config.rope else ""
    for layer, head in ((0, 3), (2, 1)):
        found = found_by(model, ids, layer, head)
        group = head * model.config.n_kv_head // 4
        q = cache[f"{rot}q", layer][0, -1, head].double().tolist()
        k = cache[f"{rot}k", layer][0, :, group].double().tolist()
        v = cache["v", layer][0, :, group].double().tolist()
        products = [sum(a * b for a, b in zip(q, row, strict=True)) for row in k]
        scores = [product / math.sqrt(8) for product in products]
        total = sum(math.exp(score) for score in scores)
        weights = [math.exp(score) / total for score in scores]
        z = [sum(w * row[d] for w, row in zip(weights, v, strict=True)) for d in range(8)]
        w_o = model.blocks[layer].attn.out.weight.detach().double().numpy()[:, 8 * head : 8 * head + 8]
        for ours, expected in (
            (found.q, q), (found.k, k), (found.v, v), (found.products, products), (found.scores, scores),
            (found.weights, weights), (found.z, z), (found.out, w_o @ np.array(z)),
        ):  # fmt: skip
            assert ours.dtype == np.float32 and ours.flags.c_contiguous
            np.testing.assert_allclose(ours, expected, atol=2e-5, rtol=1e-5)
        assert [one.name for one in found.checks] == ["rows", "heads"]
        assert all(one.holds for one in found.checks)


@pytest.mark.parametrize("name", MATRIX)
def test_the_steps_of_the_block_are_the_networks_own_activations(name):
    model, ids = network(name), some_ids(9)
    with torch.no_grad():
        logits, cache = run_with_cache(model, ids)
        cached = {f"hook_{step}" if "embed" in step else f"blocks.1.hook_{step}": step for step in
                  ("embed", "pos_embed", "resid_pre", "attn_out", "resid_mid", "mlp_out", "resid_post")}  # fmt: skip
        expected = {step: cache[key][0, -1] for key, step in cached.items() if key in cache}
        expected |= {step: cache[step, 1][0, -1] for step in ("v", "z", "pre", "post")}
        expected |= {"ln_1": model.blocks[1].ln_1(expected["resid_pre"]), "logits": logits[0, -1]}
        expected |= {"ln_2": model.blocks[1].ln_2(expected["resid_mid"]), "resid_final": cache["resid_post", 2][0, -1]}
    steps = {step.name: step for step in found_by(model, ids, 1, 0).steps}
    assert expected.keys() <= steps.keys()
    for step, x in expected.items():
        x = x.double().flatten()
        assert steps[step].width == x.numel()
        assert steps[step].norm == pytest.approx(float(x.norm()), rel=1e-5)
        assert steps[step].values == pytest.approx(x[:SHOWN].tolist(), abs=1e-5)


def test_a_window_hides_keys_and_a_soft_cap_bends_scores():
    model, ids = network("gqa-rope-rmsnorm-tied", windows=(0, 4, 0), softcap=1.5), some_ids(9)
    found = found_by(model, ids, 1, 2)
    assert np.isneginf(found.scores[:5]).all() and not found.weights[:5].any()
    np.testing.assert_allclose(found.scores[5:], 1.5 * np.tanh(found.products[5:] / math.sqrt(8) / 1.5), rtol=1e-5)
    assert all(one.holds for one in found.checks)


@pytest.mark.parametrize(("layer", "head"), [(3, 0), (0, 4), (-1, 0)])
def test_layers_and_heads_that_are_not_there_are_refused(layer, head):
    with pytest.raises(StudioError) as refused:
        found_by(network("mha-learned-layernorm-tied"), some_ids(5), layer, head)
    assert refused.value.code == "bad_parameter"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_norms_of_values_are_those_of_the_vectors_themselves(name, dtype):
    model, ids = network(name, dtype), some_ids(9)
    with torch.no_grad():
        cache = run_with_cache(model, ids)[1]
    witness = Witness(model, (2, 0), 9, value_weighted=True)
    weights = attention_weights(model, ids, (2, 0), watch=witness)
    for at, layer in enumerate((2, 0)):
        v, out = cache["v", layer][0].double().numpy(), model.blocks[layer].attn.out.weight.detach().double().numpy()
        for head in range(4):
            for j in range(9):
                brought = out[:, 8 * head : 8 * head + 8] @ v[j, head * model.config.n_kv_head // 4]
                assert witness.norms[at, head, j] == pytest.approx(np.linalg.norm(brought), rel=1e-5)
    assert [one.name for one in witness.checks(weights)] == ["heads", "rows"]
    assert all(one.holds for one in witness.checks(weights))


def test_values_of_a_group_serve_all_its_heads():
    model = network("gqa-rope-rmsnorm-tied")
    norms = value_norms(model, 0, torch.zeros(2, 3, 8).index_fill(0, torch.tensor(1), 1.0))
    assert not norms[:2].any() and bool((norms[2:] > 0).all())


@pytest.mark.parametrize("switches", [{"norm_place": "post"}, {"norm_place": "sandwich", "residual_scale": 0.5}, {}])
def test_checks_hold_behind_norms_and_fail_where_a_number_is_wrong(switches):
    model, ids = network("mha-learned-layernorm-tied", **switches), some_ids(12)
    witness = Witness(model, (1,), 12)
    weights = attention_weights(model, ids, (1,), watch=witness)
    assert all(one.holds for one in witness.checks(weights))
    weights[0, 2, 11, 4] += 0.01  # the last row is one of those that are checked
    heads, rows = witness.checks(weights)
    assert heads.holds and not rows.holds and rows.error > 1e-4


def test_bfloat16_shows_a_larger_error_than_float32():
    errors = []
    for dtype in (torch.float32, torch.bfloat16):
        model = network("gqa-rope-rmsnorm-tied").to(dtype)
        witness = Witness(model, (0,), 10)
        errors.append(
            [one.error for one in witness.checks(attention_weights(model, some_ids(10), (0,), watch=witness))]
        )
    assert all(narrow > 100 * full for full, narrow in zip(*errors, strict=True))


def test_an_error_is_the_largest_difference_over_the_largest_number():
    one = check("heads", torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]), torch.float32)
    assert (one.error, one.holds) == (0.5, False)
