"""What is told of a parameter once its numbers are in place."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor


class Filled(NamedTuple):
    """A parameter that is complete, the bytes read since the one before, whether all its numbers are finite."""

    name: str
    read: int
    finite: bool


def all_finite(numbers: Tensor) -> bool:
    """Whether all are: the smallest and the largest tell, which are no numbers where one is none."""
    if numbers.dtype == torch.float32 and numbers.device.type == "cpu":
        values = numbers.numpy()  # a fifth of the time of aminmax
        return math.isfinite(values.min()) and math.isfinite(values.max())
    return bool(torch.stack(numbers.aminmax()).isfinite().all())
