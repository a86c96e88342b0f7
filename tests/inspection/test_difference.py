"""Two checkpoints' heads apart: against scipy's Jensen–Shannon distance, row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import jensenshannon

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.difference import heads_apart, jensen_shannon
from gpt_studio.protocol.errors import StudioError

IDS = np.random.default_rng(0).integers(0, 31, 40).tolist()


def tiny(seed: int, **switches) -> Decoder:
    sizes = {"vocab_size": 31, "n_layer": 2, "n_head": 3, "d_model": 24, "max_len": 64} | switches
    model = Decoder(DecoderConfig(**sizes)).eval()
    init_weights(model, seed)
    with torch.no_grad():
        for block in model.blocks:
            block.attn.qkv.weight.mul_(20)
    return model


def test_the_divergence_of_each_head_is_scipys_mean_over_rows_and_the_map_is_signed():
    first, second = tiny(0), tiny(1)
    a, b = (attention_weights(model, torch.tensor(IDS), (0, 1)) for model in (first, second))
    found = list(heads_apart(first, second, IDS))
    assert [one.layer for one in found] == [0, 1]
    for one in found:
        np.testing.assert_allclose(one.signed, b[one.layer] - a[one.layer], atol=1e-6)
        for head in range(3):
            rows = [jensenshannon(a[one.layer, head, i], b[one.layer, head, i]) ** 2 for i in range(len(IDS))]
            assert one.divergence[head] == pytest.approx(np.mean(rows), abs=1e-6)
            assert 0.01 < one.divergence[head] < math.log(2)


def test_a_model_is_not_apart_from_itself_and_the_order_changes_only_the_sign():
    first, second = tiny(0), tiny(1)
    for one in heads_apart(first, first, IDS):
        assert not one.signed.any() and not one.divergence.any()
    for one, back in zip(heads_apart(first, second, IDS), heads_apart(second, first, IDS), strict=True):
        np.testing.assert_array_equal(one.signed, -back.signed)
        np.testing.assert_array_equal(one.divergence, back.divergence)


def test_rows_that_share_no_key_are_ln_2_apart():
    one, other = torch.eye(5)[None], torch.eye(5).roll(1, 1)[None]
    assert float(jensen_shannon(one, other)) == math.log(2)


def test_many_rows_are_worked_out_in_chunks_to_the_same_number():
    rng = np.random.default_rng(1)
    a, b = (torch.from_numpy(rng.random((600, 600)).astype(np.float32)).softmax(-1) for _ in range(2))
    rows = [jensenshannon(p, q) ** 2 for p, q in zip(a.double().numpy(), b.double().numpy(), strict=True)]
    assert float(jensen_shannon(a, b)) == pytest.approx(np.mean(rows), abs=1e-9)


@pytest.mark.parametrize(
    ("switch", "said"), [({"n_layer": 3}, "layers"), ({"n_head": 4}, "heads"), ({"vocab_size": 32}, "vocabulary")]
)
def test_models_whose_heads_have_no_counterpart_are_refused(switch, said):
    with pytest.raises(StudioError, match=said):
        next(heads_apart(tiny(0), tiny(0, **switch), IDS))
