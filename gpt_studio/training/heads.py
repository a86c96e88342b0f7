"""What the heads of a network do while it learns: their scores on a probe of random tokens that are said twice.

The probe is the same for every network of a vocabulary and a context, and stands in run.toml: who has a checkpoint
can compute the numbers again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from gpt_studio.gpt.model import Decoder
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.induction import repeat_scores
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import HeadMetrics

PROBE = 24  # different tokens, at most
DIGITS = 6  # behind the point
_SEED = 2022  # of no meaning: the same in every run


def probe_ids(vocabulary: int, context: int) -> list[int]:
    """Different random ids, then the same again; [] where there is no room for two of them twice."""
    order = np.random.Philox(key=_SEED).random_raw(vocabulary).argsort(kind="stable")
    once = order[: min(PROBE, context // 2)].tolist()
    return [*once, *once] if len(once) > 1 else []


def measure(model: Decoder, ids: Sequence[int]) -> HeadMetrics | None:
    """The scores of all heads on the probe. None without one, or where memory does not suffice: no reason to end a run.

    The model is left in eval mode.
    """
    if not ids:
        return None
    model.eval()
    try:
        found = attention_weights(model, torch.tensor(ids), range(model.config.n_layer))
    except StudioError:
        return None
    weights = torch.from_numpy(found)
    scores = repeat_scores(weights, ids)
    if scores is None or not bool(torch.isfinite(scores[0]).all()):
        return None
    induction = scores[0].numpy().round(DIGITS)
    previous = weights.diagonal(-1, 2, 3).double().mean(-1).numpy().round(DIGITS)
    return HeadMetrics(float(induction.max()), induction.tolist(), previous.tolist())
