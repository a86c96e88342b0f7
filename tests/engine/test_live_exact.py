"""Rows that come while 64 tokens are written, in float64, and of other kinds of attention: against numpy."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from float64_forward import read
from live_fixture import ask, ids_of, pool_of
from models import PAIRS, network
from test_live import PROMPT_IDS, generate, matrix

from gpt_studio.gpt.config import Rope
from gpt_studio.inspection.attention import attention_weights

OTHERS = [
    {"windows": (7, 0, 3), "softcap": 3.0, "qk_norm": "head"}, {"qk_norm": "each"}, {"qk_norm": "full"},
    {"rope": Rope(4, layout="interleaved"), "local_rope": Rope(8, theta=100.0), "windows": (0, 6, 0)},
]  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_rows_in_float64_are_those_of_the_network_written_out_in_numpy(name):
    model = network(name, torch.float64)
    events = ask(pool_of(model), generate(shown=(1,)))
    found, expected = matrix(events), read(model, (PROMPT_IDS + ids_of(events))[:-1])
    assert found.shape == (1, 4, 72, 72)
    np.testing.assert_allclose(found[0], expected.attention[1], atol=1e-6, rtol=0)  # rows are handed on in float32


@pytest.mark.parametrize("switches", OTHERS)
def test_rows_of_other_kinds_of_attention_are_those_of_one_forward_and_what_the_network_mixes(switches):
    model = network("gqa-rope-rmsnorm-untied", torch.float64, **switches)
    events = ask(pool_of(model), generate(shown=(0, 1, 2), max_tokens=20))
    found, ids = matrix(events), torch.tensor(PROMPT_IDS + ids_of(events))[:-1]
    np.testing.assert_allclose(found, attention_weights(model, ids, (0, 1, 2)), atol=1e-6)
    seen = {}
    with torch.no_grad():
        model(ids[None], watch=lambda name, layer, x: seen.update({(name, layer): x[0].numpy()}))
    for layer in range(3):
        v = seen["hook_v", layer].repeat(2, 0)
        np.testing.assert_allclose(found[layer] @ v, seen["hook_z", layer], atol=1e-5)
