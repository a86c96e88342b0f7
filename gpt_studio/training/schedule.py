"""The learning rate as a pure function of the step. Steps count from 1."""

from __future__ import annotations

import math


def learning_rate(step: int, *, peak: float, floor: float, warmup: int, steps: int, shape: str) -> float:
    """Linear warm-up to `peak` at step `warmup`, then cosine or linear to `floor` at `steps`, or constant.

    Beyond `steps` it stays where it ended. Step s is entry s of transformers' schedulers, whose entry 0
    (a step that learns nothing) is left out.
    """
    if step < warmup:
        return peak * step / warmup
    if shape == "constant":
        return peak
    progress = min(1.0, (step - warmup) / max(1, steps - warmup))
    share = 0.5 * (1.0 + math.cos(math.pi * progress)) if shape == "cosine" else 1.0 - progress
    return floor + (peak - floor) * share
