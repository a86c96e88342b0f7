"""What the unpackers share: the record of a block, small integers taken out of bytes, integers times scales.

Bytes are worked on in numpy, eight at a time where that goes; float32 in torch, which multiplies short rows faster.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Bytes = NDArray[np.uint8]
Integers = NDArray[np.uint8] | NDArray[np.int8]
Records = NDArray[Any]
# unpack(blocks, out): out (blocks, numbers of a block), float32, is written
Unpack = Callable[[Records, Tensor], None]
HALF = "<f2"


def record(**fields: str | tuple[str, int]) -> np.dtype[np.void]:
    """The dtype of a block: its fields in order, without gaps."""
    return np.dtype([(name, *((kind,) if isinstance(kind, str) else kind)) for name, kind in fields.items()])


def fields_of(q: Bytes, bits: int) -> Bytes:
    """All fields of `bits` bits: (…, n) bytes to (…, 8/bits, n), the lowest bits first; n a multiple of 8."""
    q = np.ascontiguousarray(q)
    count, size = 8 // bits, q.shape[-1]
    words, mask = q.view(np.uint64), np.uint64(0x0101010101010101 * ((1 << bits) - 1))
    fields = np.empty((*q.shape[:-1], count, size), np.uint8)
    whole = fields.view(f"V{size}")[..., 0]  # a row of bytes as one item
    for i in range(count):
        whole[..., i] = (words >> np.uint64(i * bits) & mask).view(f"V{size}")[..., 0]
    return fields


def bytes_of(field: Records) -> Bytes:
    """A field of raw bytes (n items of m bytes) as (n, m), contiguous."""
    return np.ascontiguousarray(field).view(np.uint8).reshape(len(field), -1)


def floats(d: NDArray[Any]) -> Tensor:
    """Scales, or integers that they are multiplied by, as float32."""
    return torch.from_numpy(np.ascontiguousarray(d)).float()


def put(out: Tensor, q: Integers, scale: Tensor, least: Tensor | None = None) -> None:
    """out = q · scale (+ least): q (…, n) in the order of out, scales (…, 1).

    The products have no more digits than float32 holds, so the order of operations does not matter.
    """
    rows = out.view(q.shape)
    rows.copy_(torch.from_numpy(q)).mul_(scale)
    if least is not None:
        rows.add_(least)
