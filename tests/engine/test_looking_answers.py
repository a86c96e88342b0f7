"""Questions about the inside of a network through the engine's own steps: lens, attribution, calculation, attention."""

import numpy as np
import pytest
import torch

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol.commands import Attend, LoadModel
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.looking import Attribute, Attributed, Calculate, Calculated, Lens, LensReady
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.switches import Switch, Switches

LETTERS = "abcdefghij "
PARTS = ("a bad ", (1, 2), "face")
HEAD_OFF = Switches((Switch(1, "head", 1),))


@pytest.fixture
def ask(tmp_path):
    """What the engine answers to a question about a saved network, and the network."""
    sizes = {"vocab_size": len(LETTERS), "n_layer": 3, "n_head": 4, "n_kv_head": 2, "d_model": 32, "max_len": 32}
    network = Decoder(DecoderConfig(**sizes)).eval()
    init_weights(network, 0)
    with torch.no_grad():
        for block in network.blocks:
            block.attn.qkv.weight.mul_(20)
    save_checkpoint(tmp_path, network, Chars({c: i for i, c in enumerate(LETTERS)}))
    pool, key = Pool(1 << 40), ModelKey(str(tmp_path))
    list(start(LoadModel(1, key), pool, CancelToken(), lambda _event: None))

    def answer(kind, *words, cancel=None, **named):
        steps = list(start(kind(7, key, PARTS, *words, **named), pool, cancel or CancelToken(), lambda _event: None))
        assert all(step is None for step in steps[:-1])
        return steps[-1]

    answer.network = network
    return answer


def logits_of(network, watch=None):
    ids = torch.tensor([[LETTERS.index(c) for c in "a bad bcface"]])
    with torch.no_grad():
        return network(ids, watch=watch)[0].double()


def off(name, layer, x):
    if (name, layer) == ("hook_z", 1):
        x = x.clone()
        x[:, 1] = 0
        return x
    return None


def test_a_lens_tells_of_every_layer_and_position_with_the_texts_of_its_ids(ask):
    found = ask(Lens, top=3, token=2)
    assert isinstance(found, LensReady)
    assert "".join(record.text for record in found.records) == "a bad bcface"
    assert found.ids.shape == (4, 12, 3) and found.token_rank.shape == (4, 12)
    best = logits_of(ask.network).softmax(-1).topk(3)
    np.testing.assert_allclose(found.probability[-1], best.values.numpy(), atol=1e-5)
    assert found.texts[2] == "c" and {found.texts[i] for i in found.ids.flatten().tolist()} <= set(LETTERS)
    assert [one.name for one in found.checks] == ["output"] and found.checks[0].holds


def test_a_part_of_a_long_text_is_read_out_where_it_is_looked_at(ask):
    whole, part = ask(Lens), ask(Lens, first=4, count=3)
    assert part.first == 4 and len(part.records) == 12
    np.testing.assert_array_equal(part.ids, whole.ids[:, 4:7])


def test_an_attribution_explains_the_logit_of_the_place_before_the_token(ask):
    found = ask(Attribute, 4, 3, 5)
    assert isinstance(found, Attributed)
    logits = logits_of(ask.network)[4]
    assert found.logit == pytest.approx(float(logits[3] - logits[5]), abs=1e-5)
    assert sum(one.value for one in found.components) == pytest.approx(found.logit, abs=1e-4)
    assert found.inputs.shape == (12,) and not found.inputs[5:].any() and found.inputs[:5].all()
    assert [one.name for one in found.checks] == ["logit"] and found.checks[0].holds
    assert found.softcap == 0


def test_a_calculation_ends_at_its_query_and_names_the_group_of_its_head(ask):
    found, attention = ask(Calculate, 1, 2, 6), ask(Attend, (1,))
    assert isinstance(found, Calculated)
    assert (found.layer, found.head, found.kv_group, found.query, found.softcap) == (1, 2, 1, 6, 0)
    assert found.scale == pytest.approx(8**-0.5)
    assert found.k.shape == (7, 8) and len(found.records) == 12
    np.testing.assert_allclose(found.weights, attention.weights[0, 2, 6, :7], atol=1e-6)
    assert found.steps[0].name == "embed" and found.steps[-1].name == "logits" and found.steps[-1].width == len(LETTERS)


def test_attention_comes_with_its_checks_and_with_norms_when_they_are_asked_for(ask):
    plain, weighted = ask(Attend, (2, 0)), ask(Attend, (2, 0), value_weighted=True)
    assert isinstance(plain, AttentionReady) and plain.norms is None
    assert weighted.norms.shape == (2, 4, 12) and (weighted.norms > 0).all()
    np.testing.assert_array_equal(plain.weights, weighted.weights)
    for found in (plain, weighted):
        assert [(one.name, one.holds) for one in found.checks] == [("heads", True), ("rows", True)]


@pytest.mark.parametrize("switch", [Switch(1, "head", 1), Switch(1, "layer")])
def test_checks_hold_of_what_is_switched_off_too(ask, switch):
    found = ask(Attend, (1, 2), switches=Switches((switch,)))
    assert [(one.name, one.holds) for one in found.checks] == [("heads", True), ("rows", True)]


def test_what_is_switched_off_is_off_in_the_lens_and_in_an_attribution(ask):
    logits = logits_of(ask.network, off)
    lens, attribution = ask(Lens, switches=HEAD_OFF), ask(Attribute, 11, 3, switches=HEAD_OFF)
    np.testing.assert_allclose(lens.probability[-1], logits.softmax(-1).topk(5).values.numpy(), atol=1e-5)
    assert attribution.logit == pytest.approx(float(logits[-1, 3]), abs=1e-5)
    assert next(c.value for c in attribution.components if (c.kind, c.layer, c.head) == ("head", 1, 1)) == 0


@pytest.mark.parametrize("question", [(Lens,), (Attribute, 4, 3), (Calculate, 1, 2, 6), (Attend, (0,))])
def test_a_question_that_is_withdrawn_ends_at_its_next_step(ask, question):
    token = CancelToken()
    token.cancel()
    with pytest.raises(StudioError) as ended:
        ask(*question, cancel=token)
    assert ended.value.code == "cancelled"


@pytest.mark.parametrize(
    "question",
    [(Attribute, 12, 3), (Attribute, 4, 11), (Calculate, 3, 0, 4), (Calculate, 0, 4, 4), (Calculate, 0, 0, 12)],
)
def test_places_that_are_not_there_are_refused(ask, question):
    with pytest.raises(StudioError) as refused:
        ask(*question)
    assert refused.value.code == "bad_parameter"


@pytest.mark.parametrize("dtype", ["int8", "int4"])
def test_packed_weights_answer_and_show_their_larger_error(tmp_path, dtype):
    network = Decoder(DecoderConfig(vocab_size=11, n_layer=2, n_head=2, d_model=64, max_len=32)).eval()
    init_weights(network, 0)
    with torch.no_grad():
        for weight in network.parameters():
            weight.mul_(4) if weight.dim() > 1 else None
    save_checkpoint(tmp_path, network, Chars({c: i for i, c in enumerate(LETTERS)}))
    pool, key = Pool(1 << 40), ModelKey(str(tmp_path), dtype)
    list(start(LoadModel(1, key), pool, CancelToken(), lambda _event: None))

    def answer(command):
        return list(start(command, pool, CancelToken(), lambda _event: None))[-1]

    attention = answer(Attend(7, key, PARTS, (0,), value_weighted=True))
    assert all(1e-5 < one.error < 0.05 and not one.holds for one in attention.checks)
    assert np.isfinite(attention.norms).all()
    found = answer(Attribute(7, key, PARTS, 11, 3, 5))
    assert 1e-4 < found.checks[0].error < 0.1 and not found.checks[0].holds
    assert np.isfinite(found.inputs).all() and found.inputs.any()
    assert all(not one.holds for one in answer(Calculate(7, key, PARTS, 1, 1, 5)).checks)
