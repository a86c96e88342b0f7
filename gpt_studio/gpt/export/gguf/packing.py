"""Numbers packed into ggml's kinds: F32, F16, BF16 and blocks of 32 numbers with 8 or 4 bits each.

The inverse of checkpoints/gguf/blocks: scales and small integers are rounded as ggml's reference rounds them
(ggml-quants.c), so that the bytes are equal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from gpt_studio.gpt.checkpoints.gguf.record import HALF, Bytes, record

Floats = NDArray[np.float32]
BLOCK = 32
_NIBBLES = ("u1", 16)
_Q8_0 = record(d=HALF, q=("i1", 32))
_Q4_0 = record(d=HALF, q=_NIBBLES)
_Q4_1 = record(d=HALF, m=HALF, q=_NIBBLES)


def pack(kind: str, numbers: Floats) -> Bytes:
    """The bytes of `numbers` (float32, flat, whole blocks). A KeyError for kinds that are not written."""
    with np.errstate(all="ignore"):  # what is no finite number stays none
        return _PACK[kind](numbers)


def _float32(x: Floats) -> Bytes:
    return x.astype("<f4").view(np.uint8)


def _float16(x: Floats) -> Bytes:
    return x.astype("<f2").view(np.uint8)


def _bfloat16(x: Floats) -> Bytes:
    return torch.from_numpy(x).to(torch.bfloat16).view(torch.uint8).numpy()


def _q8_0(x: Floats) -> Bytes:
    """The largest of a block becomes ±127; halves are rounded away from 0."""
    blocks = x.reshape(-1, BLOCK)
    d = np.abs(blocks).max(1, keepdims=True) / 127
    scaled = blocks * _inverse(d)
    size = np.abs(scaled)
    whole = np.floor(size)
    rounded = np.copysign(whole + np.floor(2 * (size - whole)), scaled)
    found = np.empty(len(blocks), _Q8_0)
    found["d"], found["q"] = d[:, 0], rounded.astype(np.int8)
    return found.view(np.uint8)


def _q4_0(x: Floats) -> Bytes:
    """The number farthest from 0 becomes −8."""
    blocks = x.reshape(-1, BLOCK)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(1, keepdims=True), 1)
    d: Floats = farthest / np.float32(-8)
    found = np.empty(len(blocks), _Q4_0)
    found["d"] = d[:, 0]
    found["q"] = _nibbles(blocks.astype(np.float64) * _inverse(d).astype(np.float64) + 8.5)
    return found.view(np.uint8)


def _q4_1(x: Floats) -> Bytes:
    """The least number of a block becomes 0, the greatest 15."""
    blocks = x.reshape(-1, BLOCK)
    least, greatest = blocks.min(1, keepdims=True), blocks.max(1, keepdims=True)
    d = (greatest - least) / 15
    found = np.empty(len(blocks), _Q4_1)
    found["d"], found["m"] = d[:, 0], least[:, 0]
    above = blocks.astype(np.float64) - least.astype(np.float64)
    found["q"] = _nibbles(above * _inverse(d).astype(np.float64) + 0.5)
    return found.view(np.uint8)


def _inverse(d: Floats) -> Floats:
    return np.where(d == 0, np.float32(0), np.float32(1) / d)


def _nibbles(q: NDArray[np.float64]) -> Bytes:
    """Two numbers a byte: the first half of a block in the low bits, the second in the high ones."""
    small = np.trunc(q).astype(np.float32).astype(np.uint8).clip(0, 15)
    half = small.shape[1] // 2
    return small[:, :half] | small[:, half:] << np.uint8(4)


_PACK: dict[str, Callable[[Floats], Bytes]] = {
    "F32": _float32, "F16": _float16, "BF16": _bfloat16, "Q8_0": _q8_0, "Q4_0": _q4_0, "Q4_1": _q4_1,
}  # fmt: skip
