"""Induction and duplicate-token heads: worked examples, loops, a network whose heads are known."""

import numpy as np
import pytest
import torch
from induction_model import DUPLICATE, EVEN, INDUCTION, PREVIOUS, induction_model, repeated_ids

from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.induction import PATTERNS, detection_pattern, detector_scores
from gpt_studio.inspection.statistics import head_statistics

WORKED = torch.tensor([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.2, 0.3, 0.5, 0], [0.1, 0.15, 0.5, 0.25]])


def test_the_worked_example_of_the_detector_gives_its_published_scores():
    pattern = detection_pattern("previous", [1, 2, 3, 4])
    assert float(detector_scores(WORKED, pattern)) == pytest.approx(0.325, abs=1e-6)
    both = detector_scores(WORKED, pattern, exclude_first=True, exclude_own=True)
    assert float(both) == pytest.approx(0.8 / 0.95, abs=1e-6)
    assert float(both) == pytest.approx(0.842, abs=5e-4)
    (found,) = head_statistics(WORKED.numpy()[None, None], (0,), (0,), [1, 2, 3, 4])
    assert found.previous == pytest.approx(0.433, abs=5e-4)


def in_words(kind, ids, i, j):
    """Whether a head of this kind, at token i, would look at token j."""
    match kind:
        case "previous":
            return j == i - 1
        case "duplicate":
            return j < i and ids[j] == ids[i]
        case _:
            return 0 < j <= i and ids[j - 1] == ids[i]


@pytest.mark.parametrize("kind", PATTERNS)
@pytest.mark.parametrize("exclude", [(False, False), (True, False), (False, True), (True, True)])
def test_detector_scores_equal_a_loop_and_leave_the_weights_alone(kind, exclude):
    rng = np.random.default_rng(3)
    ids = rng.integers(0, 5, 20).tolist()
    a = np.tril(rng.random((2, 3, 20, 20))).astype(np.float32)
    a /= a.sum(-1, keepdims=True)
    weights = torch.from_numpy(a.copy())
    found = detector_scores(weights, detection_pattern(kind, ids), exclude_first=exclude[0], exclude_own=exclude[1])
    for layer in range(2):
        for head in range(3):
            on, every = 0.0, 0.0
            for i in range(20):
                for j in range(20):
                    if not (exclude[0] and j == 0) and not (exclude[1] and i == j):
                        every += float(a[layer, head, i, j])
                        on += float(a[layer, head, i, j]) * in_words(kind, ids, i, j)
            assert float(found[layer, head]) == pytest.approx(on / every, abs=1e-6)
    assert np.array_equal(weights.numpy(), a)


def test_the_network_written_by_hand_says_what_followed_before():
    model, ids = induction_model(), repeated_ids(0)
    said = model(torch.tensor([ids]))[0].argmax(-1).tolist()
    assert said[13:-1] == ids[14:]


@pytest.mark.parametrize("seed", range(5))
def test_each_score_ranks_the_head_first_that_was_made_for_it(seed):
    model, ids = induction_model(), repeated_ids(seed)
    found = head_statistics(attention_weights(model, torch.tensor(ids), (0, 1)), (0, 1), (0, 1), ids)
    for name, head in (("induction", INDUCTION), ("duplicate", DUPLICATE), ("previous", PREVIOUS), ("entropy", EVEN)):
        ranked = sorted(found, key=lambda one: -getattr(one, name))
        assert (ranked[0].layer, ranked[0].head) == head, name
        if name != "duplicate":  # that head looks at the token itself too
            assert getattr(ranked[0], name) == pytest.approx(1, abs=1e-3), name
        assert getattr(ranked[0], name) > getattr(ranked[1], name) + 0.3, name


@pytest.mark.parametrize("seed", range(3))
def test_the_detector_too_ranks_the_induction_head_first(seed):
    model, ids = induction_model(), repeated_ids(seed)
    weights = torch.from_numpy(attention_weights(model, torch.tensor(ids), (0, 1)))
    scores = detector_scores(weights, detection_pattern("induction", ids), exclude_first=True, exclude_own=True)
    assert np.unravel_index(int(scores.argmax()), (2, 2)) == INDUCTION
