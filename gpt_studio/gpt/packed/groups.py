"""Numbers as codes of 4 or 8 bits, in groups that share a scale and a zero.

Symbols: N rows, K columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .sizes import GROUP


@dataclass(frozen=True, slots=True)
class Groups:
    """number = (code − 2^(bits − 1)) · scale + zero.

    codes (N, K) uint8; scale and zero (N, K / 32) float32, of the groups of 32 neighbours in a row.
    """

    codes: Tensor
    scale: Tensor
    zero: Tensor
    bits: int

    def widened(self) -> Groups:
        """The same numbers in codes of 8 bits."""
        return self if self.bits == 8 else Groups(self.codes + 120, self.scale, self.zero, 8)

    def numbers(self) -> Tensor:
        """The numbers (N, K), float32."""
        codes = self.codes.unflatten(-1, (-1, GROUP)).float() - 2 ** (self.bits - 1)
        return (codes * self.scale[..., None] + self.zero[..., None]).flatten(-2)


def quantised(rows: Tensor, bits: int) -> Groups:
    """The nearest codes for rows (N, K) of numbers: from least to largest in 4 bits, about 0 in 8 bits.

    Scale and zero are numbers of bfloat16, as they are kept. What is no finite number makes its group so.
    """
    x = rows.float().unflatten(-1, (-1, GROUP))  # (N, K / 32, 32)
    if bits == 8:
        scale = (x.abs().amax(-1) / 127).bfloat16().float()
        zero = torch.zeros_like(scale)
    else:
        least, largest = x.aminmax(dim=-1)
        scale = ((largest - least) / 15).bfloat16().float()
        zero = (least + 8 * scale).bfloat16().float()
    half = 2 ** (bits - 1)
    steps = (x - zero[..., None]) / scale.clamp(min=torch.finfo(torch.float32).tiny)[..., None]
    codes = steps.round().add_(half).nan_to_num_(half).clamp_(0, 2 * half - 1)
    return Groups(codes.to(torch.uint8).flatten(-2), scale, zero, bits)
