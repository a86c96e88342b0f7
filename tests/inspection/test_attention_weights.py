"""Attention weights against transformers' eager attention and against a float64 loop."""

import math

import numpy as np
import psutil
import pytest
import torch
from models import as_gpt2

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.inspection.attention import attention_weights, needed_bytes
from gpt_studio.protocol.errors import StudioError


def tiny(seed=0, **switches) -> Decoder:
    sizes = {"vocab_size": 61, "n_layer": 3, "n_head": 4, "d_model": 32, "max_len": 64} | switches
    model = Decoder(DecoderConfig(**sizes)).eval()
    init_weights(model, seed)
    with torch.no_grad():  # larger queries and keys, so that rows are far from uniform
        for block in model.blocks:
            block.attn.qkv.weight.mul_(20)
    return model


def some_ids(count, seed=0):
    return torch.randint(0, 61, (count,), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("tokens", [1, 2, 17, 64])
@pytest.mark.parametrize("seed", [0, 1])
def test_weights_equal_those_of_transformers_eager_attention(tokens, seed):
    model, ids = tiny(seed), some_ids(tokens, seed)
    with torch.no_grad():
        eager = as_gpt2(model)(ids[None], output_attentions=True).attentions
    ours = attention_weights(model, ids, range(3))
    assert ours.dtype == np.float32
    assert ours.flags.c_contiguous
    np.testing.assert_allclose(ours, torch.stack(eager)[:, 0].numpy(), atol=1e-5)
    assert tokens < 3 or ours.max(axis=-1)[..., 2:].mean() > 0.5  # the oracle was asked about more than uniform rows


@pytest.mark.parametrize("kv_heads", [4, 2, 1])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_weights_equal_a_float64_loop_also_with_grouped_keys(kv_heads, dtype):
    model, ids = tiny(n_kv_head=kv_heads).to(dtype), some_ids(13)
    ours = attention_weights(model, ids, (0,))[0]
    with torch.no_grad():
        q, k, _ = model.blocks[0].attn.split(model.blocks[0].ln_1(model.embed(ids[None], 0)))
    q, k = q[0].double().numpy(), k[0].double().numpy()
    for head in range(4):
        for i in range(13):
            scores = [float(q[head, i] @ k[head * kv_heads // 4, j]) / math.sqrt(8) for j in range(i + 1)]
            top = max(scores)
            weights = [math.exp(s - top) for s in scores]
            expected = np.array(weights) / sum(weights)
            np.testing.assert_allclose(ours[head, i, : i + 1], expected, atol=1e-6)


def test_rows_sum_to_one_and_nothing_is_seen_of_the_future():
    weights = attention_weights(tiny(), some_ids(50), (0, 2))
    np.testing.assert_allclose(weights.sum(-1, dtype=np.float64), 1, atol=1e-6)
    assert not weights[..., *np.triu_indices(50, 1)].any()


@pytest.mark.parametrize("chunk", [1, 7, 50, 1000])
def test_the_size_of_the_chunks_does_not_change_the_weights(chunk):
    model, ids = tiny(), some_ids(50)
    whole = attention_weights(model, ids, (1,), chunk=50)
    np.testing.assert_allclose(attention_weights(model, ids, (1,), chunk=chunk), whole, atol=1e-6)


def test_chosen_layers_and_heads_come_in_the_order_asked_for():
    model, ids = tiny(n_kv_head=2), some_ids(20)
    everything = attention_weights(model, ids, range(3))
    chosen = attention_weights(model, ids, (2, 0), heads=(3, 1))
    np.testing.assert_allclose(chosen, everything[[2, 0]][:, [3, 1]], atol=1e-6)


def test_watching_leaves_the_logits_bit_identical_and_the_model_as_it_was():
    model, ids = tiny(), some_ids(40)
    seen = []
    with torch.inference_mode():
        before = model(ids[None])
        watched = model(ids[None], watch=lambda name, layer, x: seen.append(name))
        attention_weights(model, ids, range(3))
        after = model(ids[None])
    assert "hook_q" in seen
    assert torch.equal(before, watched)
    assert torch.equal(before, after)


def test_a_model_in_bfloat16_gives_float32_rows_that_sum_to_one():
    weights = attention_weights(tiny().bfloat16(), some_ids(30), (0, 1, 2))
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("layers", "heads", "said"),
    [
        ((3,), None, "layer 3 does not exist: expected layers 0 to 2"),
        ((-1,), None, "layer -1 does not exist: expected layers 0 to 2"),
        ((0,), (4,), "head 4 does not exist: expected heads 0 to 3"),
        (
            (1, 1),
            None,
            "the layers asked for: expected each of 0 to 2 at most once, at least one, found 1, 1",
        ),
        ((0,), (), "the heads asked for: expected each of 0 to 3 at most once, at least one, found none"),
    ],
)
def test_what_the_model_does_not_have_is_refused_with_what_it_has(layers, heads, said):
    with pytest.raises(StudioError) as refused:
        attention_weights(tiny(), some_ids(5), layers, heads=heads)
    assert refused.value.code == "bad_parameter"
    assert refused.value.one_line() == said


@pytest.mark.parametrize(("tokens", "code"), [(0, "empty"), (65, "too_long")])
def test_a_text_of_no_tokens_or_more_than_the_context_is_refused(tokens, code):
    with pytest.raises(StudioError) as refused:
        attention_weights(tiny(), some_ids(tokens), (0,))
    assert refused.value.code == code
    assert refused.value.expected.startswith("1 to 64 tokens")


def test_what_does_not_fit_in_the_free_memory_is_refused_before_anything_is_allocated(monkeypatch):
    model, ids = tiny(), some_ids(60)
    needed = needed_bytes(model.config, 60, 3, 4)
    assert needed > 4 * 3 * 4 * 60 * 60

    class Free:
        available = needed  # of which nine tenths may be filled

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Free)
    monkeypatch.setattr(np, "zeros", None)
    with pytest.raises(StudioError) as refused:
        attention_weights(model, ids, range(3))
    assert refused.value.code == "too_large"
    assert f"{needed:,} bytes needed" in refused.value.one_line()


def test_a_cancel_ends_the_forward_in_the_next_layer():
    asked = []

    def cancelled():
        asked.append(True)
        return len(asked) > 10

    with pytest.raises(StudioError) as refused:
        attention_weights(tiny(n_layer=40), some_ids(5), range(40), cancelled=cancelled)
    assert refused.value.code == "cancelled"
    assert len(asked) == 11
