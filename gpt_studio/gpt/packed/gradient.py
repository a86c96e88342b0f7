"""A packed matrix's product that autograd can go back through: to its input, never to the codes.

Symbols: M rows of the input, K columns and N rows of the matrix.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor

from .matrix import PackedMatrix

_ROWS = 4096  # rows of the matrix that are unpacked at a time


class Product(torch.autograd.Function):
    """x (M, K) times the transpose of a packed matrix: (M, N) of bfloat16."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, matrix: PackedMatrix) -> Tensor:
        ctx.matrix, ctx.kind = matrix, x.dtype
        return matrix.times(x)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor, None]:
        (slope,), matrix = slopes, ctx.matrix
        found = torch.zeros(slope.size(0), matrix.columns)
        for first in range(0, matrix.rows, _ROWS):
            end = min(first + _ROWS, matrix.rows)
            found += slope[:, first:end].float() @ matrix.unpacked(first, end).t()
        return found.to(ctx.kind), None


def product(x: Tensor, matrix: PackedMatrix) -> Tensor:
    """The same, followed by autograd."""
    return cast("Tensor", Product.apply(x, matrix))
