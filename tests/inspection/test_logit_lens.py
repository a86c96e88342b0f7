"""The logit lens against transformers' hidden states, against final norm and head worked out in float64, and scipy."""

import numpy as np
import psutil
import pytest
import torch
from models import MATRIX, network, some_ids, twin_of
from scipy.special import log_softmax
from scipy.stats import entropy, rankdata

from gpt_studio.inspection import lens as module
from gpt_studio.inspection.lens import LensReading, lens
from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import Switch, Switches

TWINS = [name for name in MATRIX if name.startswith("mha-learned-layernorm") or "-rope-rmsnorm-" in name]


def by_hand(model, ids):
    """Log-probabilities [L + 1, T, V] and residuals [L + 1, T, C] in float64, statistics of the norm made anew."""
    rows = {}
    with torch.no_grad():
        model(ids[None], watch=lambda name, layer, x: rows.update({(name, layer): x[0].double().numpy()}))
    c = model.config
    r = np.stack([rows["hook_resid_pre", 0], *(rows["hook_resid_post", layer] for layer in range(c.n_layer))])
    x = r - r.mean(-1, keepdims=True) if c.norm == "layer" else r
    x = x / np.sqrt((x**2).mean(-1, keepdims=True) + c.norm_eps)
    weights = {name: w.detach().double().numpy() for name, w in model.named_parameters()}
    x = x * weights["ln_f.weight"] + weights.get("ln_f.bias", 0.0)
    head = weights["wte.weight"] if c.tie_embeddings else weights["lm_head.weight"]
    logits = (x @ head.T + weights.get("lm_head.bias", 0.0)) * c.logit_scale
    if c.final_softcap:
        logits = np.tanh(logits / c.final_softcap) * c.final_softcap
    return log_softmax(logits, -1), r


def check(found, expected, ids, token):
    log_p, r = expected
    depth, tokens = log_p.shape[:2]
    best = np.argsort(-log_p, -1, kind="stable")[..., : found.ids.shape[-1]]
    np.testing.assert_array_equal(found.ids, best)
    np.testing.assert_allclose(found.probability, np.exp(np.take_along_axis(log_p, best, -1)), atol=1e-5)
    np.testing.assert_allclose(found.entropy, entropy(np.exp(log_p), axis=-1), atol=1e-5)
    np.testing.assert_allclose(found.norm, np.sqrt((r**2).sum(-1)), rtol=1e-5)
    following = [*ids[1:].tolist(), int(log_p[-1, -1].argmax())]
    for k in range(depth):
        for i in range(tokens):
            assert found.next_probability[k, i] == pytest.approx(np.exp(log_p[k, i, following[i]]), abs=1e-5)
            assert found.next_rank[k, i] == rankdata(-log_p[k, i], "min")[following[i]]
            assert found.token_probability[k, i] == pytest.approx(np.exp(log_p[k, i, token]), abs=1e-5)
            assert found.token_rank[k, i] == rankdata(-log_p[k, i], "min")[token]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_every_row_is_the_residual_through_a_norm_and_head_of_its_own(name, dtype):
    model, ids = network(name, dtype), some_ids(11)
    found = lens(model, ids, top=4, token=7)
    check(found, by_hand(model, ids), ids, 7)
    assert found.ids.shape == (4, 11, 4)
    assert all(x.flags.c_contiguous for x in (found.ids, found.probability, found.entropy, found.next_rank))
    (output,) = found.checks
    assert output.name == "output" and output.holds


@pytest.mark.parametrize("name", TWINS)
def test_rows_are_those_of_transformers_hidden_states_and_the_last_is_its_output(name):
    model, ids = network(name), some_ids(9)
    with torch.no_grad():
        theirs = twin_of(name, model)(ids[None], output_hidden_states=True)
        early = [model.lm_head(model.ln_f(h))[0] for h in theirs.hidden_states[:-1]]  # the last is normed already
    found = lens(model, ids, top=61)
    for layer, logits in enumerate([*early, theirs.logits[0]]):
        expected = logits.softmax(-1).gather(-1, torch.from_numpy(found.ids[layer]).long())
        np.testing.assert_allclose(found.probability[layer], expected.numpy(), atol=1e-5)


@pytest.mark.parametrize(
    "switches",
    [{"final_softcap": 1.5}, {"logit_scale": 0.3}, {"lm_head_bias": True}, {"residual": "parallel"},
     {"norm_place": "sandwich"}, {"norm_place": "post"}, {"embed_scale": 3.0}, {"mlp": "none"}],
)  # fmt: skip
def test_scale_cap_bias_and_other_blocks_are_honoured(switches):
    model, ids = network("gqa-rope-rmsnorm-tied", **switches), some_ids(7)
    check(lens(model, ids, token=3), by_hand(model, ids), ids, 3)


@pytest.mark.parametrize("work", [1, 200_000])
def test_slices_change_no_number_and_the_whole_vocabulary_is_never_held_for_all(monkeypatch, work):
    model, ids = network("mha-learned-layernorm-tied"), some_ids(20)
    whole = lens(model, ids, token=5)
    monkeypatch.setattr(module, "SLICE_WORK", work)
    seen = []
    said = type(model).logits
    monkeypatch.setattr(type(model), "logits", lambda self, x: seen.append(x.numel() // 32) or said(self, x))
    reading = LensReading(model, ids, token=5)
    assert sum(1 for _ in reading) >= 80 // max(seen)
    assert max(seen) <= 6
    for name in ("ids", "next_rank", "token_rank"):
        np.testing.assert_array_equal(getattr(reading.rows, name), getattr(whole, name))
    for name in ("probability", "entropy", "norm", "next_probability", "token_probability"):
        np.testing.assert_allclose(getattr(reading.rows, name), getattr(whole, name), atol=1e-6)


def test_what_is_read_out_of_a_long_text_is_a_part_of_the_whole_and_prefixes_come_first():
    model, ids = network("gqa-rope-rmsnorm-tied"), some_ids(30)
    whole, part = lens(model, ids), LensReading(model, ids, first=7, count=5)
    for _ in part:
        assert part.rows.ids.shape[1] == part.done
    assert part.rows.first == 7 and part.done == 5
    np.testing.assert_array_equal(part.rows.ids, whole.ids[:, 7:12])
    np.testing.assert_array_equal(part.rows.next_rank, whole.next_rank[:, 7:12])
    assert part.rows.checks[0].holds


def test_a_head_that_is_off_is_off_in_the_lens():
    model, ids = network("mha-learned-layernorm-untied"), some_ids(9)
    off = switched_off(Switches((Switch(1, "head", 2),)), model.config)
    edited = network("mha-learned-layernorm-untied")
    with torch.no_grad():
        edited.blocks[1].attn.out.weight[:, 16:24] = 0
    reading = LensReading(model, ids, switched=off)
    list(reading)
    np.testing.assert_allclose(reading.rows.probability, lens(edited, ids).probability, atol=1e-6)


def test_a_lens_that_does_not_fit_is_refused_before_anything_is_allocated(monkeypatch):
    class Free:
        available = 5000

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Free)
    with pytest.raises(StudioError) as refused:
        LensReading(network("mha-learned-layernorm-tied"), some_ids(20))
    assert refused.value.code == "too_large" and "20 positions" in refused.value.one_line()


@pytest.mark.parametrize("wrong", [{"token": 61}, {"first": 9}, {"top": -1}])
def test_ids_and_positions_that_are_not_there_are_refused(wrong):
    with pytest.raises(StudioError) as refused:
        LensReading(network("mha-learned-layernorm-tied"), some_ids(9), **wrong)
    assert refused.value.code == "bad_parameter"
