"""Each network of the matrix, in float32 and float64, against one written out in numpy: attention, lens, heads off."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from float64_forward import read
from models import MATRIX, PAIRS, network, some_ids, twin_of
from scipy.stats import entropy

from gpt_studio.inspection import run_with_cache
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.attribution import attribute
from gpt_studio.inspection.lens import lens
from gpt_studio.inspection.means import mean_activations
from gpt_studio.inspection.sweep import sweep

LONG = 64
TYPES = [torch.float32, torch.float64]
OTHERS = [
    {"windows": (5, 0, 17), "softcap": 3.0, "qk_norm": "head"}, {"no_rope_layers": (1,), "attention_scale": 0.5},
    {"final_softcap": 2.0, "logit_scale": 0.4, "embed_scale": 3.0},
]  # fmt: skip


def ended(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module", params=[(name, dtype) for name in MATRIX for dtype in TYPES], ids=str)
def cell(request):
    """(name, type, the network, 64 ids, what numpy reads)."""
    name, dtype = request.param
    model, ids = network(name, dtype, gentle=dtype == torch.float32), some_ids(LONG)
    return name, dtype, model, ids, read(model, ids)


def test_attention_of_the_fast_path_is_exact(cell):
    name, dtype, model, ids, expected = cell
    found = attention_weights(model, ids, (0, 1, 2))
    np.testing.assert_allclose(found, expected.attention, atol=1e-6, rtol=0)
    np.testing.assert_allclose(found.sum(-1, dtype=np.float64), 1, atol=1e-6)
    assert not found[..., *np.triu_indices(LONG, 1)].any()
    assert found[..., 20:, :].max(-1).mean() > 0.06  # an even row has 0.025
    with torch.no_grad():
        logits, cache = run_with_cache(model, ids[None])
        pattern = np.stack([cache["pattern", layer][0].numpy() for layer in range(3)])
        assert pattern.dtype == (np.float64 if dtype == torch.float64 else np.float32)
        bound = 1e-12 if dtype == torch.float64 else 1e-6
        np.testing.assert_allclose(pattern, expected.attention, atol=bound, rtol=0)
        np.testing.assert_allclose(logits[0].numpy(), expected.logits, atol=10 * bound, rtol=10 * bound)
        twin = twin_of(name, model) if dtype == torch.float32 else None
        if twin is not None:
            eager = np.stack([a[0].numpy() for a in twin(ids[None], output_attentions=True).attentions])
            np.testing.assert_allclose(found, eager, atol=1e-6, rtol=0)


def test_the_lens_and_the_parts_of_a_logit_are_those_of_the_residuals(cell):
    _, dtype, model, ids, expected = cell
    found = lens(model, ids, top=3, token=7)
    np.testing.assert_allclose(found.norm, np.linalg.norm(expected.residuals, axis=-1), rtol=1e-5)
    p = np.exp(expected.log_p)
    np.testing.assert_allclose(found.token_probability[-1], p[:, 7], atol=1e-5)
    np.testing.assert_allclose(found.entropy[-1], entropy(p, axis=-1), atol=1e-5)
    parts = next(step for step in attribute(model, ids, 4, 9) if step is not None)
    difference = expected.logits[-1, 4] - expected.logits[-1, 9]
    assert sum(one.value for one in parts.components) == pytest.approx(
        difference, abs=1e-10 if dtype == torch.float64 else 1e-4
    )


def test_a_sweep_finds_what_each_head_off_by_itself_changes(cell):
    name, dtype, model, whole, _ = cell
    mode = "mean" if (name in PAIRS) == (dtype == torch.float32) else "zero"  # each way in both types and in all cells
    ids, bound = whole[:14], 1e-10 if dtype == torch.float64 else 1e-6
    on = read(model, ids)
    means = ended(mean_activations(model, ids.tolist(), 96)) if mode == "mean" else None
    found = ended(sweep(model, ids, mode, means))
    targets, at = ids[1:].numpy(), np.arange(13)
    log_on = on.log_p[:-1]
    rivals = np.where(np.arange(61) == targets[:, None], -np.inf, log_on).argmax(-1)
    for layer, head in np.ndindex(3, 4):
        z = on.z[layer, head].mean(0) if mode == "mean" else 0.0
        log_off = read(model, ids, {(layer, head): z}).log_p[:-1]
        loss = (log_on[at, targets] - log_off[at, targets]).mean()
        ahead_on, ahead_off = (log[at, targets] - log[at, rivals] for log in (log_on, log_off))
        kl = entropy(np.exp(log_on), np.exp(log_off), axis=-1).mean()
        assert found.delta_loss[layer, head] == pytest.approx(loss, abs=bound)
        assert found.kl[layer, head] == pytest.approx(kl, abs=bound)
        assert found.delta_difference[layer, head] == pytest.approx((ahead_off - ahead_on).mean(), abs=bound)
    assert np.abs(found.delta_loss).max() > 1e-3


@pytest.mark.parametrize("switches", OTHERS)
@pytest.mark.parametrize("dtype", TYPES)
def test_windows_caps_scales_and_normed_queries_are_exact_too(switches, dtype):
    model, ids = network("gqa-rope-rmsnorm-untied", dtype, gentle=dtype == torch.float32, **switches), some_ids(LONG)
    expected, bound = read(model, ids), 1e-12 if dtype == torch.float64 else 1e-6
    with torch.no_grad():
        logits, cache = run_with_cache(model, ids[None])
    pattern = np.stack([cache["pattern", layer][0].numpy() for layer in range(3)])
    np.testing.assert_allclose(pattern, expected.attention, atol=bound, rtol=0)
    np.testing.assert_allclose(attention_weights(model, ids, (0, 1, 2)), expected.attention, atol=1e-6, rtol=0)
    np.testing.assert_allclose(logits[0].numpy(), expected.logits, atol=10 * bound, rtol=10 * bound)
    if "windows" in switches:
        assert not pattern[0][:, 5:, 0].any() and pattern[1][:, 5:, 0].all()
