"""Surprisal, entropy and perplexity, of a text that was read and of one that was written, against torch and scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from live_fixture import KEY, TOKENIZER, ask, pool_of, records
from models import MATRIX, network, some_ids, twin_of
from scipy.stats import entropy

from gpt_studio.evaluation.scoring import score
from gpt_studio.protocol.commands import Generate, Score
from gpt_studio.protocol.events import TextScored

BOUND = 1e-6  # relative to numbers above 1: what is told is rounded to float32


def expected(name, model, ids):
    """−ln p of ids 1…T−1 and the entropy of the distribution before each, by transformers where it has the network."""
    twin = twin_of(name, model)
    with torch.no_grad():
        logits = (model(ids[None]) if twin is None else twin(ids[None]).logits)[0, :-1].double()
    return F.cross_entropy(logits, ids[1:], reduction="none").numpy(), entropy(logits.softmax(-1).numpy(), axis=-1)


def told(found):
    return np.array([-r.logprob for r in found]), np.array([r.entropy for r in found])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MATRIX)
def test_each_token_of_a_text_has_torchs_cross_entropy_and_scipys_entropy(name, dtype):
    model, ids = network(name, dtype, gentle=True), some_ids(40, seed=5)
    losses, spreads = expected(name, model, ids)
    answer = next(e for e in ask(pool_of(model), Score(1, KEY, (tuple(ids.tolist()),), top=0)) if type(e) is TextScored)
    assert answer.records[0].logprob is None
    surprisals, entropies = told(answer.records[1:])
    np.testing.assert_allclose(surprisals, losses, rtol=BOUND, atol=BOUND)
    np.testing.assert_allclose(entropies, spreads, rtol=BOUND, atol=BOUND)
    assert losses.std() > 0.4 and spreads.std() > 0.01
    whole = [s for s in score(model, TOKENIZER, ids.tolist(), 96) if s is not None][-1]
    assert whole.counted == 39
    assert whole.perplexity == pytest.approx(math.exp(losses.mean()), rel=BOUND)


@pytest.mark.parametrize("name", MATRIX)
def test_each_token_that_is_written_has_them_too(name):
    model, prompt = network(name, gentle=True), some_ids(9, seed=6)
    written = records(
        ask(pool_of(model), Generate(1, KEY, (tuple(prompt.tolist()),), max_tokens=32, seed=4, ignore_eos=True))
    )
    losses, spreads = expected(name, model, torch.cat([prompt, torch.tensor([r.id for r in written])]))
    surprisals, entropies = told(written)
    np.testing.assert_allclose(surprisals, losses[8:], rtol=BOUND, atol=BOUND)
    np.testing.assert_allclose(entropies, spreads[8:], rtol=BOUND, atol=BOUND)
