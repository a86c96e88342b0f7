"""A norm with its scale held: the linear map that it then is, and what it gives back to what went into it.

Symbols: C width. LayerNorm: y = gain ⊙ (x − mean x) / σ + bias with σ = √(var x + eps); an RMS norm has no mean and no
bias, σ = √(mean x² + eps).
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from gpt_studio.gpt.norms import RMSNorm


class FrozenNorm:
    """A norm over the width, read for sums in float64; the module itself is not touched."""

    def __init__(self, module: nn.Module) -> None:
        self.centred = isinstance(module, nn.LayerNorm)
        weight = cast("Tensor", module.weight).detach().double()
        self.gain = 1 + weight if isinstance(module, RMSNorm) and module.offset else weight  # (C,)
        bias = getattr(module, "bias", None)
        self.bias = bias.detach().double() if isinstance(bias, Tensor) else torch.zeros_like(self.gain)  # (C,)
        self.eps = cast("float", module.eps)

    def centre(self, x: Tensor) -> Tensor:
        """x (…, C) less its mean, where the norm takes that away."""
        return x - x.mean(-1, keepdim=True) if self.centred else x

    def scale(self, x: Tensor) -> Tensor:
        """σ of x (…, C): (…, 1)."""
        return (self.centre(x).square().mean(-1, keepdim=True) + self.eps).sqrt()

    def pulled_back(self, direction: Tensor, scale: Tensor) -> Tensor:
        """u (C,) such that direction · norm(x) = u · x + direction · bias for every x of this scale."""
        return self.centre(self.gain * direction / scale)

    def __call__(self, x: Tensor) -> Tensor:
        """The norm of x (…, C), float64."""
        x = x.double()
        return self.gain * self.centre(x) / self.scale(x) + self.bias
