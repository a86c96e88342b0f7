"""Scores of a text against one plain forward and against a hand-written strided loop."""

from __future__ import annotations

import math

import pytest
import torch

from gpt_studio.evaluation.scoring import score, windows
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol.errors import StudioError

LETTERS = "abcdefgh"
TOKENIZER = Chars({c: i for i, c in enumerate(LETTERS)})


@pytest.fixture(scope="module")
def model():
    network = Decoder(DecoderConfig(vocab_size=8, n_layer=2, n_head=2, d_model=16, max_len=16)).eval()
    init_weights(network, 0)
    with torch.no_grad():
        for weight in network.parameters():
            weight.mul_(4)
    return network


def ids_of(count):
    return torch.randint(0, 8, (count,), generator=torch.Generator().manual_seed(count)).tolist()


def scored(model, ids, **changed):
    return next(s for s in score(model, TOKENIZER, ids, 16, **changed) if s is not None)


def by_hand(model, ids, stride):
    """Each target once: from the first window, or from the window whose last `stride` targets it is among."""
    found, counted = [None] * len(ids), 1
    for begin in range(0, len(ids) - 1, stride):
        end = min(begin + 16, len(ids))
        with torch.no_grad():
            log_p = model(torch.tensor([ids[begin:end]]))[0].double().log_softmax(-1)
        for target in range(max(counted, begin + 1), end):
            found[target] = log_p[target - begin - 1, ids[target]].item()
        counted = end
        if end == len(ids):
            break
    return found


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 40, 47])
@pytest.mark.parametrize("stride", [1, 5, 8, 16])
def test_strided_scores_equal_a_loop_written_by_hand(model, count, stride):
    ids = ids_of(count)
    found, expected = scored(model, ids, stride=stride), by_hand(model, ids, stride)
    assert [t is None for t in found.tokens] == [e is None for e in expected]
    for told, value in zip(found.tokens, expected, strict=True):
        if told is not None:
            assert told.logprob == pytest.approx(value, abs=1e-5)
    known = [e for e in expected if e is not None]
    assert found.counted == len(known) == (count - 1 if stride < 16 else count - 1 - (count - 1) // 16)
    assert found.nll_nats == pytest.approx(-math.fsum(known), abs=1e-4)


def test_without_a_stride_every_later_window_has_half_a_context_before_it(model):
    ids = ids_of(60)
    assert scored(model, ids).stride == 8
    for begin, _, first in list(windows(60, 16, 8))[1:]:
        assert first - begin >= 8


def test_every_target_is_counted_exactly_once():
    for tokens in range(2, 60):
        for stride in (1, 3, 15):
            seen = [t for _, end, first in windows(tokens, 16, stride) for t in range(first, end)]
            assert seen == list(range(1, tokens))


def test_reading_in_pieces_gives_the_same_scores(model, monkeypatch):
    ids = ids_of(40)
    whole = scored(model, ids)
    monkeypatch.setattr("gpt_studio.evaluation.scoring.piece_length", lambda _: 3)
    for a, b in zip(whole.tokens, scored(model, ids).tokens, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            assert a.logprob == pytest.approx(b.logprob, abs=1e-5)


def test_a_lone_token_has_nothing_to_score(model):
    found = scored(model, ids_of(1))
    assert (found.counted, found.perplexity) == (0, None)


def test_a_stride_beyond_the_context_is_refused(model):
    with pytest.raises(StudioError, match="stride"):
        scored(model, ids_of(5), stride=17)


def test_a_cancel_ends_it_between_two_pieces(model):
    assert [s for s in score(model, TOKENIZER, ids_of(40), 16, cancelled=lambda: True) if s is not None] == []
