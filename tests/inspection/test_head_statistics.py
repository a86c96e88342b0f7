"""Head statistics against scipy and plain loops, and against hand-made heads."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from gpt_studio.inspection.statistics import head_statistics


def causal(rows):
    """A causal attention matrix from any positive matrix."""
    below = np.tril(rows)
    return (below / below.sum(-1, keepdims=True)).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 40), st.floats(0.1, 40), st.integers(0, 2**31))
def test_statistics_equal_scipy_and_a_loop(tokens, sharpness, seed):
    a = causal(np.exp(sharpness * np.random.default_rng(seed).random((tokens, tokens))))
    (found,) = head_statistics(a[None, None], (5,), (7,))
    later = range(1, tokens)
    nats = [entropy(a[i, : i + 1].astype(np.float64)) for i in range(tokens)]
    assert (found.layer, found.head) == (5, 7)
    assert found.entropy == pytest.approx(np.mean([nats[i] / math.log(i + 1) for i in later]), abs=1e-6)
    assert found.effective_tokens == pytest.approx(np.mean([math.exp(nats[i]) for i in later]), rel=1e-6)
    assert found.sink == pytest.approx(np.mean([a[i, 0] for i in later]), abs=1e-6)
    assert found.previous == pytest.approx(np.mean([a[i, i - 1] for i in later]), abs=1e-6)
    assert found.own == pytest.approx(np.mean([a[i, i] for i in range(tokens)]), abs=1e-6)
    distances = [sum(float(a[i, j]) * (i - j) for j in range(i + 1)) for i in range(tokens)]
    assert found.distance == pytest.approx(np.mean(distances), abs=1e-5)


def test_a_head_that_spreads_evenly_has_entropy_one_and_as_many_effective_tokens_as_keys():
    (found,) = head_statistics(causal(np.ones((9, 9)))[None, None], (0,), (0,))
    assert found.entropy == pytest.approx(1.0, abs=1e-6)
    assert found.effective_tokens == pytest.approx(np.mean(range(2, 10)), abs=1e-5)


@pytest.mark.parametrize(
    ("offset", "sink", "previous", "own", "distance"),
    [(0, 0, 0, 1, 0), (1, 1 / 5, 1, 1 / 6, 5 / 6)],
)
def test_a_head_of_one_hot_rows_has_entropy_zero_and_one_effective_token(offset, sink, previous, own, distance):
    a = np.zeros((1, 1, 6, 6), np.float32)
    for i in range(6):
        a[0, 0, i, max(i - offset, 0)] = 1
    (found,) = head_statistics(a, (0,), (0,))
    assert (found.entropy, found.effective_tokens) == (0, 1)
    assert (found.sink, found.previous) == (pytest.approx(sink), previous)
    assert (found.own, found.distance) == (pytest.approx(own), pytest.approx(distance))


def test_one_token_has_no_means_over_later_rows():
    (found,) = head_statistics(np.ones((1, 1, 1, 1), np.float32), (0,), (0,))
    assert (found.entropy, found.sink, found.previous, found.effective_tokens) == (None,) * 4
    assert (found.own, found.distance) == (1, 0)


def test_statistics_come_layer_by_layer_under_the_names_of_the_contract():
    a = np.broadcast_to(causal(np.ones((300, 300))), (2, 3, 300, 300))
    found = head_statistics(np.ascontiguousarray(a), (4, 1), (0, 2, 5))
    assert [(s.layer, s.head) for s in found] == [(4, 0), (4, 2), (4, 5), (1, 0), (1, 2), (1, 5)]
    assert list(found[0].as_json()) == [
        "layer", "head", "entropy", "sink", "previous", "self", "distance", "effective_tokens",
    ]  # fmt: skip
    assert found[0].as_json()["self"] == found[0].own == pytest.approx(np.mean([1 / n for n in range(1, 301)]))
