"""What is switched off: against copies of the network whose weights are 0, ours and those of transformers."""

from __future__ import annotations

import copy
import gc
import weakref

import pytest
import torch
from models import MATRIX, network, some_ids, twin_of

from gpt_studio.gpt.config import Rope
from gpt_studio.gpt.packed.linear import PackedLinear
from gpt_studio.gpt.packed.matrix import PackedMatrix
from gpt_studio.inspection.means import mean_activations
from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import Switch, Switches

KINDS = {torch.float32: 1e-6, torch.float64: 1e-12}


def logits(model, ids, watch=None):
    with torch.inference_mode():
        return model(ids[None], watch=watch)[0]


def without_head(model, layer, head, mean=None):
    """A copy whose rows of W_O for a head are 0; with a mean of its z, what that adds is put into b_O."""
    edited, size = copy.deepcopy(model), model.config.head_dim
    out = edited.blocks[layer].attn.out
    columns = slice(head * size, (head + 1) * size)
    with torch.no_grad():
        if mean is not None:
            if out.bias is None:
                out.bias = torch.nn.Parameter(torch.zeros_like(out.weight[:, 0]))
            out.bias += out.weight[:, columns] @ mean.to(out.weight)
        out.weight[:, columns] = 0
    return edited


def without_mlp(model, layer):
    edited = copy.deepcopy(model)
    with torch.no_grad():
        for weight in edited.blocks[layer].mlp.down.parameters():
            weight.zero_()
    return edited


def means_of(model, ids, context=96):
    steps = mean_activations(model, ids.tolist(), context)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def zs(model, ids):
    """z of every layer [L, H, T, D], as the network has it."""
    found = {}
    logits(model, ids, lambda name, layer, x: found.update({layer: x[0]}) if name == "hook_z" else None)
    return torch.stack([found[layer] for layer in sorted(found)])


@pytest.mark.parametrize("dtype", KINDS)
@pytest.mark.parametrize("name", MATRIX)
def test_a_head_off_equals_a_network_whose_rows_of_w_o_are_zero(name, dtype):
    model, ids = network(name, dtype), some_ids(21)
    for layer, head in ((0, 0), (1, 3), (2, 2)):
        off = switched_off(Switches((Switch(layer, "head", head),)), model.config)
        ours, expected = logits(model, ids, off), logits(without_head(model, layer, head), ids)
        torch.testing.assert_close(ours, expected, atol=KINDS[dtype], rtol=0)
        assert (ours - logits(model, ids)).abs().max() > 0.01


@pytest.mark.parametrize("name", [n for n in MATRIX if n.startswith("mha-learned-layer") or "-rope-rms" in n])
def test_a_head_off_equals_transformers_with_rows_of_zeros(name):
    model, ids = network(name, torch.float64), some_ids(21)
    off = switched_off(Switches((Switch(1, "head", 2),)), model.config)
    with torch.no_grad():
        theirs = twin_of(name, without_head(model, 1, 2))(ids[None]).logits[0]
    torch.testing.assert_close(logits(model, ids, off), theirs.double(), atol=1e-5, rtol=0)  # its norms are float32


@pytest.mark.parametrize("name", MATRIX[::3])
def test_a_group_is_its_heads_an_mlp_its_last_matrix_and_a_layer_both_halves(name):
    model, ids = network(name, torch.float64), some_ids(17)
    size = model.config.n_head // model.config.n_kv_head
    group, heads = Switches((Switch(1, "kv_group", 1),)), tuple(Switch(1, "head", size + n) for n in range(size))
    by_group, by_heads = (logits(model, ids, switched_off(s, model.config)) for s in (group, Switches(heads)))
    assert torch.equal(by_group, by_heads)

    mlp = switched_off(Switches((Switch(2, "mlp"),)), model.config)
    torch.testing.assert_close(logits(model, ids, mlp), logits(without_mlp(model, 2), ids), atol=1e-12, rtol=0)

    layer = switched_off(Switches((Switch(0, "layer"),)), model.config)
    skipped = copy.deepcopy(model)
    skipped.blocks[0].forward = lambda x, now: x
    torch.testing.assert_close(logits(model, ids, layer), logits(skipped, ids), atol=1e-12, rtol=0)


@pytest.mark.parametrize("dtype", KINDS)
@pytest.mark.parametrize("name", MATRIX[::2])
def test_the_mean_of_a_head_equals_a_network_that_adds_it_as_a_bias(name, dtype):
    model, ids = network(name, dtype), some_ids(23)
    off = switched_off(Switches((Switch(1, "head", 3),), mode="mean"), model.config, means_of(model, ids))
    expected = logits(without_head(model, 1, 3, zs(model, ids)[1, 3].double().mean(0)), ids)
    torch.testing.assert_close(logits(model, ids, off), expected, atol=10 * KINDS[dtype], rtol=0)


def test_means_are_over_all_positions_of_all_windows():
    model, ids = network("gqa-rope-rmsnorm-tied", torch.float64), some_ids(50)
    found = means_of(model, ids, context=20)
    parts = [zs(model, window) for window in ids.split(20)]
    torch.testing.assert_close(found.z, torch.cat(parts, 2).mean(2), atol=1e-12, rtol=0)
    with pytest.raises(StudioError, match="a mean needs a text"):
        means_of(model, ids[:0])


@pytest.mark.parametrize("what", [Switch(0, "head", 1), Switch(1, "mlp"), Switch(1, "layer")])
def test_positions_before_since_stay_bit_identical_and_those_after_change(what):
    model, ids = network("gqa-rope-layernorm-untied"), some_ids(20)
    plain = logits(model, ids)
    ours = logits(model, ids, switched_off(Switches((what,), since=8), model.config))
    assert torch.equal(ours[:8], plain[:8])
    assert ((ours - plain)[8:].abs().amax(-1) > 1e-3).all()


@pytest.mark.parametrize("since", [0, 3, 7, 12])
def test_with_a_cache_the_same_positions_are_off_as_without(since):
    model, ids = network("gqa-rope-rmsnorm-tied", torch.float64), some_ids(20)
    off = switched_off(Switches((Switch(0, "head", 1), Switch(1, "mlp")), since=since), model.config)
    whole, cache = logits(model, ids, off), model.new_cache(1, 20)
    with torch.inference_mode():
        pieces = [model(piece[None], cache, watch=off.on(cache))[0] for piece in ids.split([5, 6, 1, 1, 7])]
    torch.testing.assert_close(torch.cat(pieces), whole, atol=1e-12, rtol=0)


def test_nothing_off_is_bit_identical_and_nothing_stays_behind():
    model, ids = network("gqa-rope-rmsnorm-untied"), some_ids(30)
    before, weights = logits(model, ids), {k: v.clone() for k, v in model.state_dict().items()}
    assert torch.equal(logits(model, ids, switched_off(Switches(), model.config)), before)
    off = switched_off(Switches((Switch(1, "layer"), Switch(0, "head", 2))), model.config)
    assert not torch.equal(logits(model, ids, off), before)
    gone = weakref.ref(off)
    del off
    gc.collect()
    assert gone() is None
    assert torch.equal(logits(model, ids), before)
    assert all(torch.equal(weights[k], v) for k, v in model.state_dict().items())
    for module in model.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks


def packed(model):
    """The same network with its matrices in 8 bits; 32 columns, a head's here, share a scale."""
    twin = copy.deepcopy(model)
    for path, module in list(twin.blocks.named_modules()):
        if isinstance(module, torch.nn.Linear):
            matrix = PackedMatrix(*module.weight.shape, 8)
            matrix.fill(module.weight.detach())
            twin.blocks.set_submodule(path, PackedLinear(matrix, module.bias))
    return twin


def test_packed_weights_are_switched_off_as_others_are():
    model, ids = network("gqa-rope-rmsnorm-tied", d_model=128, d_ff=64, rope=Rope(32)), some_ids(12)
    switches = Switches((Switch(1, "head", 2),))
    ours = logits(packed(model), ids, switched_off(switches, model.config))
    torch.testing.assert_close(ours, logits(packed(without_head(model, 1, 2)), ids), atol=1e-6, rtol=0)
    assert (ours - logits(packed(model), ids)).abs().max() > 0.01


def test_parts_that_are_not_there_are_refused():
    config = network("gqa-rope-rmsnorm-tied").config
    for wrong, said in (
        (Switch(3, "head", 0), "layer 3 does not exist"),
        (Switch(0, "head", 4), "head 4 of layer 0 does not exist"),
        (Switch(0, "kv_group", 2), "kv_group 2 of layer 0 does not exist"),
        (Switch(-1, "mlp"), "layer -1 does not exist"),
    ):
        with pytest.raises(StudioError, match=said):
            switched_off(Switches((wrong,)), config)
