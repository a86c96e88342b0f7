"""What made a logit: the parts sum to it with no weight changed, each part against its own definition in float64, and
gradient × input against one backward pass and finite differences.
"""

import hashlib

import numpy as np
import psutil
import pytest
import torch
from models import MATRIX, network, some_ids

from gpt_studio.inspection import run_with_cache
from gpt_studio.inspection.attribution import attribute
from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import Switch, Switches

OTHERS = [
    {"norm_place": "post"}, {"norm_place": "sandwich"}, {"residual": "parallel"}, {"residual_scale": 0.4},
    {"residual": "parallel_shared"}, {"embed_scale": 3.0, "logit_scale": 0.3}, {"final_softcap": 1.5, "softcap": 2.0},
    {"lm_head_bias": True}, {"mlp": "none"}, {"windows": (0, 4, 0)}, {"norm_place": "sandwich", "residual_scale": 2.0},
]  # fmt: skip


def found_by(model, ids, token, foil=None, off=None):
    return next(step for step in attribute(model, ids, token, foil, off) if step is not None)


def by_component(found):
    return {(one.kind, one.layer, one.head): one.value for one in found.components}


def uncapped(model, ids, watch=None):
    """Logits before the soft-cap, by the network's own forward."""
    return model.uncapped(model.hidden(ids[None], watch=watch))[0, -1]


def checksum(model):
    digest = hashlib.sha256()
    for _, weight in sorted(model.state_dict().items()):
        digest.update(weight.detach().double().numpy().tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-4), (torch.float64, 1e-10)])
@pytest.mark.parametrize("name", MATRIX)
def test_the_parts_sum_to_the_logit_and_no_weight_is_changed(name, dtype, bound):
    model, ids = network(name, dtype), some_ids(11)
    before = checksum(model)
    with torch.no_grad():
        logits = model(ids[None])[0, -1].double()
    for foil in (None, 9):
        found = found_by(model, ids, 4, foil)
        expected = float(logits[4] - (0 if foil is None else logits[9]))
        assert sum(one.value for one in found.components) == pytest.approx(expected, abs=bound)
        assert found.logit == pytest.approx(expected, abs=bound)
        assert found.check.holds and found.check.bound == bound
    assert checksum(model) == before
    assert all(weight.grad is None for weight in model.parameters())


@pytest.mark.parametrize("switches", OTHERS)
@pytest.mark.parametrize("name", ["mha-learned-layernorm-untied", "gqa-rope-rmsnorm-tied"])
def test_other_blocks_norms_and_scales_sum_up_too(name, switches):
    model, ids = network(name, torch.float64, **switches), some_ids(11)
    with torch.no_grad():
        logits = uncapped(model, ids)
    found = found_by(model, ids, 4, 9)
    assert sum(one.value for one in found.components) == pytest.approx(float(logits[4] - logits[9]), abs=1e-10)


@pytest.mark.parametrize("name", MATRIX)
def test_each_part_is_its_vector_through_the_frozen_norm_onto_the_rows_of_the_head(name):
    model, ids = network(name, torch.float64), some_ids(8)
    with torch.no_grad():
        _, cache = run_with_cache(model, ids, "*")
    c, w = model.config, {key: x.detach().numpy() for key, x in model.named_parameters()}
    last = cache["resid_post", 2][0, -1].numpy()
    centre = (lambda x: x - x.mean()) if c.norm == "layer" else (lambda x: x)
    sigma = np.sqrt((centre(last) ** 2).mean() + c.norm_eps)
    row = (w["wte.weight"] if c.tie_embeddings else w["lm_head.weight"])[4]
    add = lambda x: float((w["ln_f.weight"] * centre(x) / sigma) @ row)  # noqa: E731
    expected = {("embed", -1, -1): add(cache["hook_embed"][0, -1].numpy())}
    if c.position == "learned":
        expected["position", -1, -1] = add(cache["hook_pos_embed"][0, -1].numpy())
    for layer in range(3):
        z, out = cache["z", layer][0, -1].numpy(), w[f"blocks.{layer}.attn.out.weight"]
        for head in range(4):
            expected["head", layer, head] = add(out[:, 8 * head : 8 * head + 8] @ z[head])
        if c.out_bias:
            expected["attention_bias", layer, -1] = add(w[f"blocks.{layer}.attn.out.bias"])
        expected["mlp", layer, -1] = add(cache["mlp_out", layer][0, -1].numpy())
    expected["constant", -1, -1] = float(w["ln_f.bias"] @ row) if c.norm_bias else 0.0
    found = by_component(found_by(model, ids, 4))
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=1e-12), key


def whole_backward(model, ids, token, foil):
    """Gradient × input of the token embeddings by one backward pass over the whole network."""
    embed = (model.wte(ids[None]) * model.config.embed_scale).detach().requires_grad_()
    logits = uncapped(model, ids, lambda name, layer, x: embed if name == "hook_embed" else None)
    (slope,) = torch.autograd.grad(logits[token] - logits[foil], embed)
    return (slope * embed).sum(-1)[0].detach().numpy()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_gradient_times_input_is_that_of_one_backward_pass(name, dtype):
    model, ids = network(name, dtype), some_ids(9)
    np.testing.assert_allclose(found_by(model, ids, 4, 9).inputs, whole_backward(model, ids, 4, 9), atol=1e-5)


@pytest.mark.parametrize("switches", OTHERS)
def test_gradient_times_input_of_other_networks(switches):
    model, ids = network("gqa-rope-rmsnorm-tied", torch.float64, **switches), some_ids(9)
    np.testing.assert_allclose(found_by(model, ids, 4, 9).inputs, whole_backward(model, ids, 4, 9), atol=1e-6)


def test_gradient_times_input_is_the_slope_when_one_token_is_scaled():
    model, ids, step = network("gqa-rope-rmsnorm-untied", torch.float64), some_ids(7), 1e-5
    inputs = found_by(model, ids, 4).inputs
    for at in range(7):
        said = []
        for scale in (1 + step, 1 - step):
            factors = torch.ones(7, 1, dtype=torch.float64)
            factors[at] = scale
            with torch.no_grad():
                said.append(
                    float(uncapped(model, ids, lambda n, _, x, f=factors: x * f if n == "hook_embed" else None)[4])
                )
        assert inputs[at] == pytest.approx((said[0] - said[1]) / (2 * step), abs=1e-5)


@pytest.mark.parametrize(
    "off", [Switch(1, "head", 2), Switch(1, "kv_group", 1), Switch(1, "mlp"), Switch(1, "layer"), Switch(2, "layer")]
)
def test_what_is_switched_off_makes_nothing_and_the_rest_still_sums_to_the_logit(off):
    model, ids = network("gqa-rope-rmsnorm-tied", torch.float64), some_ids(8)
    watch = switched_off(Switches((off,)), model.config)
    with torch.no_grad():
        expected = float(uncapped(model, ids, watch)[4])
    found = found_by(model, ids, 4, None, watch)
    assert found.logit == pytest.approx(expected, abs=1e-10)
    assert found.check.holds
    gone = {"head": [("head", 1, 2)], "kv_group": [("head", 1, 2), ("head", 1, 3)], "mlp": [("mlp", 1, -1)]}
    parts = by_component(found)
    for key in gone.get(off.kind, [("mlp", off.layer, -1), ("attention_bias", off.layer, -1)]):
        assert parts[key] == 0.0


def test_bfloat16_shows_its_larger_error():
    found = found_by(network("mha-learned-layernorm-tied").bfloat16(), some_ids(9), 4)
    assert found.check.error > 1e-4 and not found.check.holds
    assert np.isfinite(found.inputs).all()


def test_ids_that_are_not_there_and_texts_that_do_not_fit_are_refused(monkeypatch):
    model = network("mha-learned-layernorm-tied")
    with pytest.raises(StudioError) as refused:
        found_by(model, some_ids(5), 61)
    assert refused.value.code == "bad_parameter"

    class Free:
        available = 5000

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Free)
    with pytest.raises(StudioError) as refused:
        found_by(model, some_ids(50), 4)
    assert refused.value.code == "too_large"
