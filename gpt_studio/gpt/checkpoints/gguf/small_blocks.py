"""Kinds of 32 numbers a block with one scale and perhaps a smallest value: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from torch import Tensor

from .record import HALF, Bytes, Integers, Records, Unpack, bytes_of, fields_of, floats, put, record


class Codes(NamedTuple):
    """Numbers as codes (blocks, 32) · scale + least, scale and least (blocks, 1) float32; least None: 0."""

    codes: Integers
    scale: Tensor
    least: Tensor | None


def codes_of(kind: str, data: Bytes) -> Codes:
    """The integers and scales of packed bytes of whole blocks. A KeyError for kinds of another build.

    Codes are 0 to 15 in Q4_1 and 0 to 31 in Q5_1, which have a least value; around 0 in Q4_0 (−8 to 7), Q5_0 (−16 to
    15) and Q8_0 (−128 to 127).
    """
    return _codes(data.view(LAYOUTS[kind]))


def _codes(b: Records) -> Codes:
    fields = b.dtype.names or ()
    scale = floats(b["d"])[:, None]
    if "q8" in fields:
        return Codes(np.ascontiguousarray(b["q8"]), scale, None)
    codes = fields_of(bytes_of(b["q"]), 4).reshape(-1, 32)
    middle = 8
    if "h" in fields:  # the fifth bit of all 32 numbers
        codes |= np.unpackbits(bytes_of(b["h"]), axis=1, bitorder="little") << np.uint8(4)
        middle = 16
    if "m" in fields:
        return Codes(codes, scale, floats(b["m"])[:, None])
    return Codes(codes.view(np.int8) - np.int8(middle), scale, None)


def _unpack(b: Records, out: Tensor) -> None:
    put(out, *_codes(b))


_FIFTH, _NIBBLES = "V4", "V16"
LAYOUTS = {
    "Q4_0": record(d=HALF, q=_NIBBLES),
    "Q4_1": record(d=HALF, m=HALF, q=_NIBBLES),
    "Q5_0": record(d=HALF, h=_FIFTH, q=_NIBBLES),
    "Q5_1": record(d=HALF, m=HALF, h=_FIFTH, q=_NIBBLES),
    "Q8_0": record(d=HALF, q8=("i1", 32)),
}
PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {kind: (layout, _unpack) for kind, layout in LAYOUTS.items()}
