"""All heads over many texts: against numpy over the texts one by one, and a search of all cells."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from induction_model import INDUCTION, induction_model, repeated_ids

from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.by_layer import attention_by_layer
from gpt_studio.inspection.over_file import OverTexts, heads_over
from gpt_studio.inspection.statistics import head_statistics
from gpt_studio.inspection.strongest import KEPT, OF_A_TEXT, Strongest
from gpt_studio.protocol.attention import STATISTICS


def tiny(**switches) -> Decoder:
    sizes = {"vocab_size": 31, "n_layer": 3, "n_head": 4, "d_model": 32, "max_len": 64} | switches
    model = Decoder(DecoderConfig(**sizes)).eval()
    init_weights(model, 0)
    with torch.no_grad():
        for block in model.blocks:
            block.attn.qkv.weight.mul_(20)
    return model


def texts(*lengths: int) -> list[list[int]]:
    rng = np.random.default_rng(0)
    return [rng.integers(0, 31, n).tolist() for n in lengths]


def found_over(model: Decoder, ids: list[list[int]]) -> OverTexts:
    *_, found = heads_over(model, ids)
    assert isinstance(found, OverTexts)
    return found


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"n_kv_head": 2, "position": "rope", "rope": Rope(8), "norm": "rms", "norm_bias": False, "qk_norm": "head"},
        {"softcap": 5.0, "windows": (4, 0, 9)},
    ],
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_layer_by_layer_the_weights_are_those_of_all_layers_at_once(switches, dtype):
    model, ids = tiny(**switches).to(dtype), torch.tensor(texts(50)[0])
    one_by_one = np.stack(list(attention_by_layer(model, ids)))
    assert one_by_one.dtype == np.float32
    np.testing.assert_allclose(one_by_one, attention_weights(model, ids, range(3)), atol=1e-6)


def test_means_and_spreads_are_those_of_the_texts_one_by_one():
    model, ids = tiny(), texts(40, 1, 17, 33, 64, 2)
    found = found_over(model, ids)
    each = [head_statistics(attention_weights(model, torch.tensor(t), range(3)), range(3), range(4), t) for t in ids]
    for s, name in enumerate(STATISTICS):
        for at, one in enumerate(each[0]):
            values = [getattr(of_text[at], name) for of_text in each]
            there = [value for value in values if value is not None]
            place = s, one.layer, one.head
            assert found.counts[s] == len(there) < len(ids) + (name in ("own", "distance"))
            assert found.mean[place] == pytest.approx(np.mean(there), abs=1e-6)
            assert found.deviation[place] == pytest.approx(np.std(there, ddof=1), abs=1e-6)
            assert found.quartiles[:, *place] == pytest.approx(np.percentile(there, (25, 50, 75)), abs=1e-6)


def test_what_no_text_has_is_not_a_number():
    found = found_over(tiny(), [[1, 2, 3]])
    again = STATISTICS.index("induction")
    assert found.counts.tolist() == [1, 1, 1, 1, 1, 1, 0, 0]
    assert np.isnan(found.mean[again]).all() and np.isnan(found.deviation).all()
    assert np.isfinite(found.mean[0]).all()


def test_the_strongest_looks_are_those_that_a_search_of_all_cells_finds():
    model, ids = tiny(), texts(20, 30, 9, 26, 40)
    found = found_over(model, ids)
    for layer, head in ((0, 0), (1, 3), (2, 2)):
        cells = []
        for number, text in enumerate(ids):
            a = attention_weights(model, torch.tensor(text), (layer,), heads=(head,))[0, 0]
            of_text = [(float(a[i, j]), number, i, j) for i in range(1, len(text)) for j in range(1, i + 1)]
            cells += sorted(of_text, key=lambda cell: -cell[0])[:OF_A_TEXT]
        best: dict[tuple[int, int], float] = {}
        for weight, number, i, j in cells:
            pair = ids[number][i], ids[number][j]
            best[pair] = max(best.get(pair, 0.0), weight)
        expected = sorted(best.values(), reverse=True)[:KEPT]
        looks = found.looks[layer][head]
        assert [look.weight for look in looks] == pytest.approx(expected, abs=1e-6)
        assert all(look.key >= 1 and look.query >= look.key for look in looks)
        assert len({(ids[look.text][look.query], ids[look.text][look.key]) for look in looks}) == len(looks)


def test_the_induction_head_of_the_network_written_by_hand_looks_behind_copies_in_every_text():
    ids = [repeated_ids(seed) for seed in range(6)]
    found = found_over(induction_model(), ids)
    scores = found.mean[STATISTICS.index("induction")]
    assert np.unravel_index(scores.argmax(), scores.shape) == INDUCTION
    assert found.deviation[STATISTICS.index("induction")][INDUCTION] < 1e-3
    for look in found.looks[INDUCTION[0]][INDUCTION[1]]:
        text = ids[look.text]
        assert text[look.key - 1] == text[look.query] and look.weight > 0.99


def test_a_text_of_one_token_gives_no_look():
    looks = Strongest()
    looks.see(0, [3], np.ones((1, 1), np.float32))
    assert looks.found() == []
