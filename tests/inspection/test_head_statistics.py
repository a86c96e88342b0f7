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
    ids = np.random.default_rng(seed).integers(0, 7, tokens).tolist()
    (found,) = head_statistics(a[None, None], (5,), (7,), ids)
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
    again = [i for i in range(tokens) if ids[i] in ids[:i]]
    copies = [sum(float(a[i, p]) for p in range(i) if ids[p] == ids[i]) for i in again]
    behind = [sum(float(a[i, p + 1]) for p in range(i) if ids[p] == ids[i]) for i in again]
    assert found.duplicate == (pytest.approx(np.mean(copies), abs=1e-6) if again else None)
    assert found.induction == (pytest.approx(np.mean(behind), abs=1e-6) if again else None)


def test_a_long_text_has_the_repeats_that_a_loop_finds():
    ids = np.random.default_rng(0).integers(0, 50, 600).tolist()
    a = causal(np.random.default_rng(1).random((600, 600)))
    (found,) = head_statistics(a[None, None], (0,), (0,), ids)
    again = [i for i in range(600) if ids[i] in ids[:i]]
    behind = [sum(float(a[i, p + 1]) for p in range(i) if ids[p] == ids[i]) for i in again]
    assert found.induction == pytest.approx(np.mean(behind), abs=1e-6)


def test_a_head_that_spreads_evenly_has_entropy_one_and_as_many_effective_tokens_as_keys():
    (found,) = head_statistics(causal(np.ones((9, 9)))[None, None], (0,), (0,), range(9))
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
    (found,) = head_statistics(a, (0,), (0,), range(6))
    assert (found.entropy, found.effective_tokens) == (0, 1)
    assert (found.sink, found.previous) == (pytest.approx(sink), previous)
    assert (found.own, found.distance) == (pytest.approx(own), pytest.approx(distance))


def test_one_token_has_no_means_over_later_rows():
    (found,) = head_statistics(np.ones((1, 1, 1, 1), np.float32), (0,), (0,), [3])
    assert (found.entropy, found.sink, found.previous, found.effective_tokens) == (None,) * 4
    assert (found.own, found.distance) == (1, 0)
    assert (found.induction, found.duplicate) == (None, None)


@pytest.mark.parametrize(("behind", "induction", "duplicate"), [(1, 1, 0), (0, 0, 1)])
def test_heads_that_look_at_copies_or_behind_them_have_just_that_score(behind, induction, duplicate):
    ids = [4, 7, 9, 4, 7, 9]
    a = np.zeros((1, 1, 6, 6), np.float32)
    for i in range(6):
        a[0, 0, i, i - 3 + behind if i > 2 else 0] = 1
    (found,) = head_statistics(a, (0,), (0,), ids)
    assert (found.induction, found.duplicate) == (induction, duplicate)


def test_statistics_come_layer_by_layer_under_the_names_of_the_contract():
    a = np.broadcast_to(causal(np.ones((300, 300))), (2, 3, 300, 300))
    found = head_statistics(np.ascontiguousarray(a), (4, 1), (0, 2, 5), range(300))
    assert [(s.layer, s.head) for s in found] == [(4, 0), (4, 2), (4, 5), (1, 0), (1, 2), (1, 5)]
    assert list(found[0].as_json()) == [
        "layer", "head", "entropy", "sink", "previous", "self", "distance", "effective_tokens",
        "induction", "duplicate_token",
    ]  # fmt: skip
    assert found[0].as_json()["self"] == found[0].own == pytest.approx(np.mean([1 / n for n in range(1, 301)]))
