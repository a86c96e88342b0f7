"""With and without a part of one model, over one text in windows: against weight-edited copies and scipy in float64."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from scipy.special import log_softmax
from scipy.stats import entropy
from test_divergence import V, found, ids_of, rows_by_hand, tiny

from gpt_studio.inspection.switching import switched_off
from gpt_studio.protocol.sampling import DrawnWith, SamplingParams
from gpt_studio.protocol.switches import Switch, Switches

CONTEXT = 16
HEAD, MLP = Switch(1, "head", 0), Switch(0, "mlp")


@pytest.fixture(scope="module", params=[2, 1], ids=["mha", "gqa"])
def model(request):
    return tiny(0, n_kv_head=request.param).double()


def without(model, *parts):
    """A copy of the network whose weights of these parts are 0."""
    edited, size = copy.deepcopy(model), model.config.head_dim
    with torch.no_grad():
        for part in parts:
            if part.kind == "head":
                columns = slice(part.index * size, (part.index + 1) * size)
                edited.blocks[part.layer].attn.out.weight[:, columns] = 0
            else:
                for weight in edited.blocks[part.layer].mlp.down.parameters():
                    weight.zero_()
    return edited


def watching(model, *parts, since=0):
    return switched_off(Switches(parts, since=since), model.config).on


def log_p(model, ids):
    return {i: log_softmax(row) for i, row in rows_by_hand(model, ids, CONTEXT).items()}


@pytest.mark.parametrize("count", [16, 45])
def test_log_probabilities_and_kl_are_those_of_two_networks(model, count):
    ids = ids_of(count)
    for parts_a, parts_b in (((), (HEAD,)), ((HEAD,), ()), ((MLP,), (HEAD, MLP))):
        watches = tuple(watching(model, *parts) if parts else None for parts in (parts_a, parts_b))
        told = found(model, model, ids, CONTEXT, watches=watches)
        a, b = (log_p(without(model, *parts), ids) for parts in (parts_a, parts_b))
        for i in range(1, count):
            assert told.logprob_a[i] == pytest.approx(a[i][ids[i]], abs=1e-6)
            assert told.logprob_b[i] == pytest.approx(b[i][ids[i]], abs=1e-6)
            assert told.kl[i] == pytest.approx(entropy(np.exp(a[i]), np.exp(b[i])), abs=1e-6)
        assert told.kl[1:].min() >= 0 and told.kl[1:].max() > 1e-2


def test_since_counts_in_the_text_also_in_later_windows(model):
    ids = ids_of(45)
    told = found(model, model, ids, CONTEXT, watches=(None, watching(model, HEAD, since=30)))
    assert (told.kl[1:31] == 0).all() and (told.kl[31:] > 0).all()
    late = found(model, model, ids, CONTEXT, watches=(None, watching(model, HEAD, since=10)))
    a, b = log_p(model, ids), log_p(without(model, HEAD), ids)
    for i in range(35, 45):  # of windows that begin behind it
        assert late.kl[i] == pytest.approx(entropy(np.exp(a[i]), np.exp(b[i])), abs=1e-6)


def test_kl_of_the_draws_is_of_what_the_samplers_leave_of_both(model):
    ids, warm = ids_of(24), DrawnWith(SamplingParams(temperature=1.7))
    told = found(model, model, ids, CONTEXT, watches=(None, watching(model, HEAD)), draws=(warm, warm))
    a, b = (rows_by_hand(one, ids, CONTEXT) for one in (model, without(model, HEAD)))
    for i in range(1, len(ids)):
        p, q = (np.exp(log_softmax(np.array(rows[i]) / 1.7)) for rows in (a, b))
        assert told.draw_kl[i] == pytest.approx(entropy(p, q), abs=1e-5)
    assert len(told.kl) == len(ids) and V == 8


def test_two_models_each_without_parts_of_its_own(model):
    ids, other = ids_of(20), tiny(1, n_layer=1).double()
    told = found(model, other, ids, CONTEXT, watches=(watching(model, HEAD), watching(other, MLP)))
    a, b = log_p(without(model, HEAD), ids), log_p(without(other, MLP), ids)
    for i in range(1, len(ids)):
        assert told.kl[i] == pytest.approx(entropy(np.exp(a[i]), np.exp(b[i])), abs=1e-6)
