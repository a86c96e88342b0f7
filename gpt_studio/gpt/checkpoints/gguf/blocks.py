"""Packed numbers to float32, for every kind that this version reads: `unpack` for any of them.

Each block is a little record of scales and small integers. The layouts are ggml's (ggml-common.h); results equal its
reference bit for bit.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from . import codebook_blocks, grid_blocks, k_blocks, small_blocks
from .record import Bytes, Unpack

_PLAIN = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}
_PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    **small_blocks.PACKED,
    **k_blocks.PACKED,
    **codebook_blocks.PACKED,
    **grid_blocks.PACKED,
}
KNOWN = frozenset([*_PLAIN, *_PACKED])


def unpack(kind: str, data: Bytes, out: Tensor) -> None:
    """Write the numbers of `data` (writable bytes of whole blocks) into `out`, flat float32 on the CPU.

    A KeyError for kinds that are not read.
    """
    if kind in _PLAIN:
        out.copy_(torch.from_numpy(data).view(_PLAIN[kind]))
        return
    layout, function = _PACKED[kind]
    blocks = data.view(layout)
    function(blocks, out.view(len(blocks), -1))
