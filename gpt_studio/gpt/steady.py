"""Sums in one order: a position's numbers are the same bits alone, in a piece, in a batch and behind a kept cache.

Three things would give a number another order of sums, or another function of its own, where more rows are computed at
once: products (MKL in its strict reproducible mode sums each number alike for any number of rows and threads),
attention over fewer or more keys (`attending.tiled_attention`), and functions whose last few numbers are computed by
another formula than those that fill a vector (`by_vectors`). It holds for float32 on processors for which MKL has that
mode: Intel's. Elsewhere the numbers agree to rounding only, and nothing is done for it.

Source: oneMKL developer guide, "Reproducibility Conditions".
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

FUSED = 512  # keys that torch's fused attention takes at a time
# Keys that attention is given at least. Half of those are summed like all of them with zeros behind by MKL's products
# for AVX512 only.
TILE = 256 if torch.backends.cpu.get_cpu_capability() == "AVX512" else 512
_VECTOR = 64  # numbers; a multiple of what torch's loops take at a time
_STRETCH = 1 << 10  # numbers of a row that are summed up together
_AT_ONCE = 1 << 14  # numbers, fewer than torch would share out among threads
_FEW = 16  # rows that a copy is made for: with one it would be slow
_ROWS, _COLUMNS = 17, 300  # of the products that tell whether the mode is kept


def ask() -> None:
    """Ask MKL for its strict mode. It looks at its first product, so this comes before; what a person set is kept."""
    kind = torch.backends.cpu.get_cpu_capability()
    if kind in ("AVX2", "AVX512"):
        os.environ.setdefault("MKL_CBWR", f"{kind},STRICT")


@cache
def _kept() -> bool:
    """Whether a row's product is the same bits among many rows and alone."""
    if not torch.backends.mkl.is_available():
        return False
    with torch.inference_mode():
        numbers = torch.arange(_COLUMNS * _COLUMNS, dtype=torch.float32).sin().view(_COLUMNS, _COLUMNS)
        rows = numbers[:_ROWS].cos()
        whole = F.linear(rows, numbers)
        alone = torch.cat([F.linear(row[None], numbers) for row in rows])
        return torch.equal(whole, alone)


def steady(x: Tensor) -> bool:
    """Whether numbers like x are to be computed in one order: float32 on such a processor, and nothing to learn."""
    return x.dtype == torch.float32 and x.device.type == "cpu" and not torch.is_grad_enabled() and _kept()


def by_vectors(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """function(x) of a function of single numbers, none of which is left over behind the last full vector."""
    count = x.numel()
    if not steady(x) or (count <= _AT_ONCE and count % _VECTOR == 0 and x.is_contiguous()):
        return function(x)
    filled = F.pad(x.reshape(-1), (0, -count % _VECTOR))
    return torch.cat([function(part) for part in filled.split(_AT_ONCE)])[:count].view(x.shape)


def row_sums(x: Tensor) -> Tensor:
    """The sums (N,) of rows (N, V), each the same bits among many rows and alone, where threads would share it."""
    return F.pad(x, (0, -x.size(-1) % _STRETCH)).unflatten(-1, (-1, _STRETCH)).sum(-1).sum(-1)


def ordered(weight: Tensor) -> Tensor | None:
    """A matrix (N, K) in the order in which MKL reads it, as many bytes again; None where it would sum otherwise.

    It does so for some thousands of columns, and then for any row.
    """
    copy = torch.ops.mkl._mkl_reorder_linear_weight(weight, _FEW)
    row = torch.arange(weight.size(1), dtype=torch.float32).cos()[None]
    return copy if torch.equal(F.linear(row, weight), ordered_product(row, copy, weight, None)) else None


def ordered_product(x: Tensor, copy: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x (M, K) times the transpose of the weight (N, K), read from its copy: (M, N)."""
    return torch.ops.mkl._mkl_linear(x, copy, weight, bias, x.size(0))


ask()
