"""What a text loses without a head: against forwards of weight-edited copies, float64 loops and autograd."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from models import MATRIX, network, some_ids

from gpt_studio.gpt.config import Rope
from gpt_studio.inspection import ablation, layers
from gpt_studio.inspection import sweep as sweep_module
from gpt_studio.inspection.ablation import ablate
from gpt_studio.inspection.means import mean_activations
from gpt_studio.inspection.sweep import can_be_screened, screen, sweep
from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import Switch, Switches


def ended(steps):
    """(what a generator returns, what it yielded)"""
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as end:
            return end.value, said


def log_p(model, ids):
    with torch.no_grad():
        return model(ids[None])[0, :-1].double().log_softmax(-1).numpy()


def without_head(model, layer, head):
    edited, size = copy.deepcopy(model), model.config.head_dim
    with torch.no_grad():
        edited.blocks[layer].attn.out.weight[:, head * size : (head + 1) * size] = 0
    return edited


def off(model, *switches, **options):
    return switched_off(Switches(switches, **options), model.config)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX[::3])
def test_every_token_is_told_with_and_without_as_two_forwards_tell_it(name, dtype, monkeypatch):
    monkeypatch.setattr(ablation, "_SLICE_NUMBERS", 7 * 61)
    monkeypatch.setattr(layers, "_slice", lambda *_: 8)
    monkeypatch.setattr(layers, "_LEAST", 8)
    model, ids = network(name, dtype), some_ids(30)
    found, said = ended(ablate(model, ids, off(model, Switch(1, "head", 2))))
    on, without = log_p(model, ids), log_p(without_head(model, 1, 2), ids)
    tolerance = {"atol": 2e-5 if dtype == torch.float32 else 1e-12, "rtol": 0}
    for i, target in enumerate(ids[1:].tolist()):
        p, q = on[i], without[i]
        np.testing.assert_allclose(found.baseline[i], p[target], **tolerance)
        np.testing.assert_allclose(found.ablated[i], q[target], **tolerance)
        kl = sum(float(np.exp(a) * (a - b)) for a, b in zip(p, q, strict=True))
        np.testing.assert_allclose(found.kl[i], kl, **tolerance)
        assert found.changed[i] == (p.argmax() != q.argmax())
    assert found.kl.max() > 0.01
    assert found.changed.any()
    assert len(said) == 2 * 3 * 4 + 5  # slices of 8 positions, then of 7 rows


def test_nothing_off_changes_nothing():
    model, ids = network("gqa-rope-rmsnorm-tied"), some_ids(30)
    found, _ = ended(ablate(model, ids, off(model)))
    assert np.array_equal(found.baseline, found.ablated)
    assert not found.kl.any()
    assert not found.changed.any()


def test_from_a_position_on_what_stands_before_it_is_told_the_same():
    model, ids = network("mha-learned-layernorm-tied"), some_ids(30)
    found, _ = ended(ablate(model, ids, off(model, Switch(0, "layer"), since=12)))
    assert np.array_equal(found.baseline[:12], found.ablated[:12])
    assert (found.kl[12:] > 0).all()


@pytest.mark.parametrize(
    "switches",
    [
        {"windows": (5, 0, 5), "softcap": 4.0, "qk_norm": "head"},
        {"rope": Rope(8, scaling="longrope", original_len=16, short_factors=(1.0,) * 4, long_factors=(3.0,) * 4)},
        {"residual": "parallel", "final_softcap": 3.0},
    ],
)
def test_other_kinds_of_networks_are_read_as_one_forward_reads_them(switches):
    model, ids = network("gqa-rope-rmsnorm-untied", torch.float64, **switches), some_ids(40)
    found, _ = ended(ablate(model, ids, off(model, Switch(1, "head", 1))))
    np.testing.assert_allclose(found.baseline, log_p(model, ids)[range(39), ids[1:]], atol=1e-10)
    np.testing.assert_allclose(found.ablated, log_p(without_head(model, 1, 1), ids)[range(39), ids[1:]], atol=1e-10)


@pytest.mark.parametrize("copies", [1, 3, 50])  # one head at a time, three and one, all of a layer
@pytest.mark.parametrize("mode", ["zero", "mean"])
def test_the_sweep_equals_one_ablation_after_the_other_and_counts_the_heads(copies, mode, monkeypatch):
    monkeypatch.setattr(sweep_module, "copies_of_slice", lambda *_: copies)
    model, ids = network("gqa-rope-layernorm-untied"), some_ids(20)
    means = ended(mean_activations(model, ids.tolist(), 64))[0] if mode == "mean" else None
    found, said = ended(sweep(model, ids, mode, means))
    assert [n for n in said if n is not None] == list(range(1, 13))
    for layer, head in np.ndindex(3, 4):
        alone = switched_off(Switches((Switch(layer, "head", head),), mode), model.config, means)
        effect, _ = ended(ablate(model, ids, alone))
        assert found.delta_loss[layer, head] == pytest.approx((effect.baseline - effect.ablated).mean(), abs=1e-6)
        assert found.kl[layer, head] == pytest.approx(effect.kl.mean(), abs=1e-6)
        assert found.delta_difference[layer, head] == pytest.approx(effect.difference.mean(), abs=1e-6)
    assert found.baseline_loss == pytest.approx(-effect.baseline.mean(), abs=1e-9)


@pytest.mark.parametrize("name", MATRIX[::2])
def test_the_screen_equals_autograd_over_the_whole_network(name):
    model, ids = network(name), some_ids(20)
    (loss, found), _ = ended(screen(model, ids))
    xi = torch.ones(3, 4, requires_grad=True)
    logits = model(ids[None], watch=lambda name, layer, x: x * xi[layer, :, None, None] if name == "hook_z" else None)
    expected = torch.nn.functional.cross_entropy(logits[0, :-1], ids[1:])
    expected.backward()
    np.testing.assert_allclose(found, xi.grad.numpy(), atol=1e-5)
    assert loss == pytest.approx(expected.item(), abs=1e-5)
    assert np.abs(found).max() > 0.01
    assert all(weight.requires_grad for weight in model.parameters())


def test_the_screen_is_the_slope_of_the_loss_as_a_head_is_faded_out():
    model, ids = network("gqa-rope-rmsnorm-untied", torch.float64), some_ids(20)
    (_, found), _ = ended(screen(model, ids))

    def loss(scale):
        def faded(name, layer, x):
            if name != "hook_z" or layer != 1:
                return None
            x = x.clone()
            x[:, 3] *= scale
            return x

        with torch.no_grad():
            return torch.nn.functional.cross_entropy(model(ids[None], watch=faded)[0, :-1], ids[1:]).item()

    assert found[1, 3] == pytest.approx((loss(1 + 1e-6) - loss(1 - 1e-6)) / 2e-6, abs=1e-7)


def test_weights_without_gradients_and_texts_without_targets_are_refused():
    model = network("gqa-rope-rmsnorm-tied")
    with pytest.raises(StudioError, match="Load the model in float32"):
        ended(screen(model.bfloat16(), some_ids(5)))
    assert not can_be_screened(model)
    assert can_be_screened(network("gqa-rope-rmsnorm-tied"))
    for asked in (sweep, screen):
        with pytest.raises(StudioError, match="at least two tokens"):
            ended(asked(network("gqa-rope-rmsnorm-tied"), some_ids(1)))
    with pytest.raises(StudioError, match="97 tokens"):
        ended(ablate(model, some_ids(97), off(model)))
