"""The detector's scores against transformer_lens.head_detector."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gpt_studio.inspection.induction import detection_pattern, detector_scores

pytestmark = [pytest.mark.transformer_lens, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("exclude", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("kind", ["previous", "duplicate", "induction"])
def test_detector_scores_are_those_of_transformer_lens(kind, exclude):
    theirs = pytest.importorskip("transformer_lens.head_detector")
    rng = np.random.default_rng(2)
    ids = rng.integers(0, 6, 24).tolist()
    a = np.tril(rng.random((3, 24, 24))).astype(np.float32)
    weights = torch.from_numpy(a / a.sum(-1, keepdims=True))
    made = {
        "previous": theirs.get_previous_token_head_detection_pattern,
        "duplicate": theirs.get_duplicate_token_head_detection_pattern,
        "induction": theirs.get_induction_head_detection_pattern,
    }
    pattern = made[kind](torch.tensor([ids]))
    ours = detection_pattern(kind, ids)
    assert torch.equal(ours.float(), pattern.float())
    found = detector_scores(weights, ours, exclude_first=exclude[0], exclude_own=exclude[1])
    for head in range(3):
        expected = theirs.compute_head_attention_similarity_score(
            weights[head].clone(), pattern.float(), exclude_bos=exclude[0], exclude_current_token=exclude[1],
            error_measure="mul",
        )  # fmt: skip
        assert float(found[head]) == pytest.approx(expected, abs=1e-6)
