"""Gains of norms as the written network keeps them: Gemma's are kept less 1 in some formats, whole in others."""

from __future__ import annotations

import torch
from torch import Tensor

from gpt_studio.gpt.config import DecoderConfig

from .fidelity import Fidelity
from .numbers import Numbers


def is_gain(name: str) -> bool:
    """Whether a parameter is the gain of a norm."""
    part, kind = name.rsplit(".", 1)
    return kind == "weight" and part.rsplit(".", 1)[-1].startswith(("ln_", "norm_"))


class Gains:
    """The same numbers, their gains moved by 1 where the written `config` keeps them so."""

    def __init__(self, numbers: Numbers, config: DecoderConfig, loss: Fidelity) -> None:
        self._numbers = numbers
        self._loss = loss
        self.config = config
        self._shift = int(numbers.config.norm_offset) - int(config.norm_offset)

    def dtype(self, name: str) -> torch.dtype:
        return torch.float32 if self._shift and is_gain(name) else self._numbers.dtype(name)

    def get(self, name: str) -> Tensor:
        found = self._numbers.get(name)
        if not self._shift or not is_gain(name):
            return found
        held = found.float()
        moved = held + self._shift  # 1 + w is what the network computes with
        if self._shift < 0 and not bool((moved + 1 == held).all()):
            self._loss.lose(f"{name} less 1", expected="every number as it is", found="numbers that are rounded")
        return moved
