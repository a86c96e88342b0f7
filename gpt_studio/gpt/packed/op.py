"""torch's product with matrices of 4 bits, where this machine has it."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from .sizes import GROUP, ROWS


@cache
def lane_rows() -> int:
    """How many rows torch interleaves (64 or 32); 0 where it has no fast product with 4 bits.

    Its layout is that of the vector unit (aten/src/ATen/native/cpu/int4mm_kernel.cpp) and no promise of torch's: a
    small matrix is packed by it and compared with ours.
    """
    try:
        codes = torch.randint(0, 16, (ROWS, GROUP), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
        theirs = torch.ops.aten._convert_weight_to_int4pack_for_cpu(codes.int(), 2).flatten()
    except (AttributeError, RuntimeError, NotImplementedError):
        return 0
    return next((rows for rows in (64, 32) if torch.equal(theirs, interleaved(codes, rows).flatten())), 0)


def interleaved(codes: Tensor, rows: int) -> Tensor:
    """Codes (N, K) of 4 bits as bytes (N / rows, K, rows / 2): the first half of `rows` rows low, the second high."""
    low, high = codes.view(-1, 2, rows // 2, codes.size(-1)).unbind(1)
    return (low | (high << 4)).transpose(1, 2)


def product(x: Tensor, codes: Tensor, scales: Tensor) -> Tensor:
    """x (M, K) of bfloat16 times the transpose of a packed matrix: (M, N) of bfloat16, summed in float32.

    codes (N, K / 2) as bytes, scales (K / 32, N, 2) of bfloat16 hold scale and zero.
    """
    return torch.ops.aten._weight_int4pack_mm_for_cpu(x.contiguous(), codes, GROUP, scales)
