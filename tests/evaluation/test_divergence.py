"""Two models over one text: against transformers, and against plain float64 loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from gpt_studio.evaluation.divergence import divergence, drawn_from, kl_of, same_vocabulary
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import DrawnWith, SamplingParams

LETTERS = "abcdefgh"
V = len(LETTERS)
TOKENIZER = Chars({c: i for i, c in enumerate(LETTERS)})


def tiny(seed, **changed):
    sizes = {"vocab_size": V, "n_layer": 2, "n_head": 2, "d_model": 16, "max_len": 32} | changed
    network = Decoder(DecoderConfig(**sizes)).eval()
    init_weights(network, seed)
    with torch.no_grad():
        for weight in network.parameters():
            weight.mul_(5)
    return network


@pytest.fixture(scope="module")
def pair():
    return tiny(0), tiny(1, n_layer=1)


def ids_of(count):
    return torch.randint(0, V, (count,), generator=torch.Generator().manual_seed(count)).tolist()


def found(a, b, ids, context=32, **changed):
    steps = list(divergence(a, b, ids, context, known=V, **changed))
    assert all(step is None for step in steps[:-1])
    return steps[-1]


def rows_by_hand(model, ids, context):
    """Logits of the row before each token, each from the first window that counts it; {index: list of floats}."""
    rows, counted = {}, 1
    for begin in range(0, len(ids) - 1, context // 2):
        end = min(begin + context, len(ids))
        with torch.no_grad():
            said = model(torch.tensor([ids[begin:end]]))[0].double()
        for target in range(max(counted, begin + 1), end):
            rows[target] = said[target - begin - 1].tolist()
        counted = end
        if end == len(ids):
            break
    return rows


def softmax(row):
    top = max(row)
    parts = [math.exp(x - top) for x in row]
    return [part / math.fsum(parts) for part in parts]


def kl_by_hand(p, q):
    """Σ p ln(p / q): ∞ where q is 0 and p is not."""
    total = 0.0
    for x, y in zip(p, q, strict=True):
        if x > 0:
            total += math.inf if y == 0 else x * math.log(x / y)
    return total


@pytest.mark.parametrize("count", [0, 1, 2, 31, 32, 33, 70])
def test_log_probabilities_and_kl_equal_a_float64_loop(pair, count):
    ids, told = ids_of(count), None
    told = found(*pair, ids)
    a, b = (rows_by_hand(model, ids, 32) for model in pair)
    assert len(told.kl) == count
    assert np.isnan(told.kl[:1]).all() and told.draw_kl is None
    for i in range(1, count):
        p, q = softmax(a[i]), softmax(b[i])
        assert told.logprob_a[i] == pytest.approx(math.log(p[ids[i]]), abs=1e-5)
        assert told.logprob_b[i] == pytest.approx(math.log(q[ids[i]]), abs=1e-5)
        assert told.kl[i] == pytest.approx(kl_by_hand(p, q), abs=1e-5)
    assert (told.kl[1:] > 0).all()


def test_two_checkpoints_of_transformers_lie_as_far_apart_as_transformers_says(tmp_path):
    transformers = pytest.importorskip("transformers")
    from gpt_studio.gpt.checkpoints.read import read_decoder
    from gpt_studio.gpt.checkpoints.recognise import read_checkpoint

    models, theirs = [], []
    for seed in (0, 1):
        torch.manual_seed(seed)
        config = transformers.GPT2Config(vocab_size=97, n_positions=64, n_embd=16, n_layer=2, n_head=2)
        their = transformers.GPT2LMHeadModel(config).eval()
        with torch.no_grad():
            for weight in their.parameters():
                weight.mul_(4)
        folder = tmp_path / str(seed)
        their.save_pretrained(folder)
        models.append(read_decoder(read_checkpoint(folder), torch.float32, torch.device("cpu"), None, None)[0])
        theirs.append(their)
    ids = torch.randint(0, 97, (40,), generator=torch.Generator().manual_seed(3))
    told = next(s for s in divergence(*models, ids.tolist(), 64, known=97) if s is not None)
    with torch.no_grad():
        log_a, log_b = (their(ids[None]).logits[0, :-1].double().log_softmax(-1) for their in theirs)
    expected = torch.nn.functional.kl_div(log_b, log_a, log_target=True, reduction="none").sum(-1)
    assert told.kl[1:] == pytest.approx(expected.numpy(), abs=1e-6)
    for said, log_p in ((told.logprob_a, log_a), (told.logprob_b, log_b)):
        assert said[1:] == pytest.approx(log_p.gather(-1, ids[1:, None])[:, 0].numpy(), abs=1e-5)


def test_a_model_beside_itself_runs_once_and_lies_nowhere_apart(pair, monkeypatch):
    runs, forward = [], Decoder.forward
    monkeypatch.setattr(Decoder, "forward", lambda *args, **kwargs: (runs.append(1), forward(*args, **kwargs))[1])
    told = found(pair[0], pair[0], ids_of(20))
    assert (told.kl[1:] == 0).all()
    assert (told.logprob_a[1:] == told.logprob_b[1:]).all()
    once = len(runs)
    found(*pair, ids_of(20))
    assert len(runs) == once + 2 * once


def used_by_hand(row, how):
    """The probabilities of a draw with temperature, then top-k, in plain loops."""
    sampling = how.sampling
    if sampling.temperature == 0:
        return [1.0 if i == row.index(max(row)) else 0.0 for i in range(len(row))]
    row = [x / sampling.temperature for x in row]
    if sampling.top_k:
        least = sorted(row, reverse=True)[sampling.top_k - 1]
        row = [x if x >= least else -math.inf for x in row]
    return softmax(row)


@pytest.mark.parametrize(
    ("of_a", "of_b", "infinite"),
    [
        (SamplingParams(temperature=0.7), SamplingParams(temperature=1.3), False),
        (SamplingParams(top_k=2), SamplingParams(), False),
        (SamplingParams(), SamplingParams(temperature=0.8, top_k=2), True),
        (SamplingParams(temperature=0), SamplingParams(), False),
        (SamplingParams(), SamplingParams(temperature=0), True),
    ],
    ids=["temperatures", "a cuts", "b cuts", "a greedy", "b greedy"],
)
@pytest.mark.parametrize("same", [True, False], ids=["one model", "two models"])
def test_kl_of_what_the_draws_use_equals_a_loop_and_is_infinite_where_b_removed_a_token(
    pair, of_a, of_b, infinite, same
):
    ids, models = ids_of(24), (pair[0], pair[0] if same else pair[1])
    draws = (DrawnWith(of_a), DrawnWith(of_b))
    told = found(*models, ids, draws=draws)
    a, b = (rows_by_hand(model, ids, 32) for model in models)
    for i in range(1, len(ids)):
        expected = kl_by_hand(used_by_hand(a[i], draws[0]), used_by_hand(b[i], draws[1]))
        assert told.draw_kl[i] == (expected if math.isinf(expected) else pytest.approx(expected, abs=1e-5))
    assert np.isinf(told.draw_kl[1:]).any() == infinite
    assert np.isnan(told.draw_kl[0])


def test_ids_beyond_the_vocabulary_take_no_part_in_the_draw():
    row = torch.tensor([1.0, 2.0, 50.0])
    used = drawn_from(row, [], DrawnWith(), 2)
    assert used.exp().sum() == pytest.approx(1)
    assert used.tolist() == pytest.approx(torch.tensor([1.0, 2.0]).double().log_softmax(-1).tolist())


def test_of_heads_of_unequal_length_the_common_rows_are_compared():
    a, padded = tiny(0), tiny(1, vocab_size=V + 5)
    ids = ids_of(12)
    told = found(a, padded, ids)
    p, q = (rows_by_hand(model, ids, 32) for model in (a, padded))
    for i in range(1, 12):
        assert told.kl[i] == pytest.approx(kl_by_hand(softmax(p[i]), softmax(q[i][:V])), abs=1e-5)
        assert told.logprob_b[i] == pytest.approx(math.log(softmax(q[i])[ids[i]]), abs=1e-5)


def test_kl_counts_no_token_that_neither_has():
    log_p = torch.tensor([0.5, 0.5, 0.0, 0.0]).double().log()
    log_q = torch.tensor([0.25, 0.5, 0.25, 0.0]).double().log()
    assert float(kl_of(log_p, log_q)) == pytest.approx(0.5 * math.log(2))
    assert float(kl_of(log_q, log_p)) == math.inf


@pytest.mark.parametrize(
    ("letters", "found"), [("abcdefg", "8 and 7 tokens"), ("abcdefgx", "id 7 is b'h' and b'x'")], ids=["fewer", "other"]
)
def test_models_with_other_tokens_are_refused_by_name(letters, found):
    other = Chars({c: i for i, c in enumerate(letters)})
    with pytest.raises(StudioError, match="KL needs the same tokens") as refusal:
        list(same_vocabulary(TOKENIZER, other))
    assert refusal.value.found == found
    assert refusal.value.code == "other_tokens"
    list(same_vocabulary(TOKENIZER, Chars({c: i for i, c in enumerate(LETTERS)})))
