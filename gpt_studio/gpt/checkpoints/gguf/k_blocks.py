"""K-quants: 256 numbers a block, in groups of 16 or 32 whose scales are small integers themselves."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from .record import HALF, Bytes, Integers, Records, Unpack, fields_of, floats, put, record


def _q2_k(b: Records, out: Tensor) -> None:
    q = fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16)
    put(out, q, _product(b["d"], b["s"] & 15), -_product(b["m"], b["s"] >> 4))


def _q3_k(b: Records, out: Tensor) -> None:
    low = fields_of(b["s"][:, :8], 4).reshape(-1, 16)
    high = b["s"][:, 8:, None] >> np.arange(0, 8, 2, dtype=np.uint8) & 3  # (blocks, 4, field)
    scale = (low | high.swapaxes(1, 2).reshape(-1, 16) << 4).view(np.int8) - np.int8(32)
    q = fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16)
    q |= fields_of(b["h"], 1).reshape(-1, 16, 16) << 2
    put(out, q.view(np.int8) - np.int8(4), _product(b["d"], scale))  # no high bit: four less


def _q4_k(b: Records, out: Tensor) -> None:
    q = fields_of(b["q"].reshape(-1, 4, 32), 4).reshape(-1, 8, 32)
    put(out, q, *_scales_and_leasts(b))


def _q5_k(b: Records, out: Tensor) -> None:
    q = fields_of(b["q"].reshape(-1, 4, 32), 4).reshape(-1, 8, 32)
    q |= fields_of(b["h"], 1) << 4
    put(out, q, *_scales_and_leasts(b))


def _q6_k(b: Records, out: Tensor) -> None:
    q = fields_of(b["q"].reshape(-1, 2, 64), 4).reshape(-1, 16, 16)
    q |= fields_of(b["h"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16) << 4
    put(out, q.view(np.int8) - np.int8(32), _product(b["d"], b["s"]))


def _scales_and_leasts(b: Records) -> tuple[Tensor, Tensor]:
    """Eight scales and eight minima of six bits in twelve bytes: four and four whole, then the halves of the others."""
    first, second, third = b["s"][:, :4], b["s"][:, 4:8], b["s"][:, 8:]
    scale = np.concatenate([first & 63, third & 15 | first >> 2 & 48], axis=1)
    least = np.concatenate([second & 63, third >> 4 | second >> 2 & 48], axis=1)
    return _product(b["d"], scale), -_product(b["m"], least)


def _product(d: Bytes, integers: Integers) -> Tensor:
    """Scales of the groups (blocks, groups, 1)."""
    return (floats(d)[:, None] * floats(integers))[..., None]


PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "Q2_K": (record(s=("u1", 16), q=("u1", 64), d=HALF, m=HALF), _q2_k),
    "Q3_K": (record(h=("u1", 32), q=("u1", 64), s=("u1", 12), d=HALF), _q3_k),
    "Q4_K": (record(d=HALF, m=HALF, s=("u1", 12), q=("u1", 128)), _q4_k),
    "Q5_K": (record(d=HALF, m=HALF, s=("u1", 12), h=("u1", 32), q=("u1", 128)), _q5_k),
    "Q6_K": (record(q=("u1", 128), h=("u1", 64), s=("i1", 16), d=HALF), _q6_k),
}
