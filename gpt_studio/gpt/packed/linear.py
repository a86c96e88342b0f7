"""Modules over packed matrices, in the places of nn.Linear and nn.Embedding.

Symbols: C columns, N rows.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .gradient import product
from .matrix import PackedMatrix


class PackedLinear(nn.Module):
    """x (…, C) to (…, N), of the type of x; what is multiplied is bfloat16."""

    def __init__(self, matrix: PackedMatrix, bias: nn.Parameter | None) -> None:
        super().__init__()
        self.in_features, self.out_features = matrix.columns, matrix.rows
        self.matrix = matrix
        self.bias = bias

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, self.in_features)
        out = (product(rows, self.matrix) if rows.requires_grad else self.matrix.times(rows)).to(x.dtype)
        if self.bias is not None:
            out = out + self.bias
        return out.view(*x.shape[:-1], self.out_features)


class PackedEmbedding(nn.Module):
    """ids (…) to rows (…, C) of bfloat16."""

    def __init__(self, matrix: PackedMatrix) -> None:
        super().__init__()
        self.num_embeddings, self.embedding_dim = matrix.rows, matrix.columns
        self.matrix = matrix

    def forward(self, ids: Tensor) -> Tensor:
        rows = self.matrix.rows_at(ids.reshape(-1)).to(torch.bfloat16)
        return rows.view(*ids.shape, self.embedding_dim)
