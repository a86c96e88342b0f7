"""A matrix that multiplies few rows as fast as MKL can: from a copy in the order in which it is read.

Symbols: M rows of the input, K columns and N rows of the matrix.
"""

from __future__ import annotations

from typing import Any

import psutil
from torch import Tensor, nn

from .steady import ordered, ordered_product, steady

FEW = 32  # rows; with more, bringing the matrix into order is a small part of the product
_SHARE = 4  # a copy is made where it takes at most this part of the free memory


class Linear(nn.Linear):
    """x (…, K) to (…, N). The copy, made at the first product with few rows, changes no bit of what is computed.

    There is none of a weight that learns: it would be another after each step, and fused optimisers tell nobody.
    """

    def __init__(self, columns: int, rows: int, *, bias: bool) -> None:
        super().__init__(columns, rows, bias=bias)
        self._copy: tuple[tuple[int, int, int], Tensor | None] | None = None

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002, as nn.Linear calls it
        x = input
        few = x.numel() <= FEW * self.in_features and not self.weight.requires_grad and steady(x)
        copy = self._ordered() if few else None
        if copy is None:
            return super().forward(x)
        out = ordered_product(x.reshape(-1, self.in_features), copy, self.weight, self.bias)
        return out.view(*x.shape[:-1], self.out_features)

    def __getstate__(self) -> dict[str, Any]:
        """A network that is copied makes its own copies of matrices."""
        return self.__dict__ | {"_copy": None}

    def _ordered(self) -> Tensor | None:
        """The copy of the weight as it is now, if there is memory for it."""
        weight = self.weight
        state = (id(weight), weight.data_ptr(), 0 if weight.is_inference() else weight._version)
        if self._copy is None or self._copy[0] != state:
            self._copy = None
            fits = weight.nbytes * _SHARE <= psutil.virtual_memory().available
            self._copy = (state, ordered(weight.detach()) if fits else None)
        return self._copy[1]
