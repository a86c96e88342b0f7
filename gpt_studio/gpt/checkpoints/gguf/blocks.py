"""Packed numbers to float32, for every kind that this version reads: `unpack` for any of them.

Each block is a little record of scales and small integers. The layouts are ggml's (ggml-common.h); the order of the
float32 operations is that of its reference, so that results are equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from . import codebook_blocks, k_blocks
from .record import Bytes, Floats, Records, Unpack, halves, record

Plain = Callable[[Bytes], Floats]


def unpack(kind: str, data: Bytes, out: Floats) -> None:
    """Write the numbers of `data` (bytes of whole blocks) into `out`, flat; a KeyError for kinds that are not read."""
    with np.errstate(all="ignore"):  # scales may be anything in a stranger's file
        if kind in _PLAIN:
            out[:] = _PLAIN[kind](data)
            return
        layout, function = _PACKED[kind]
        blocks = data.view(layout)
        function(blocks, out.reshape(len(blocks), -1))


def _bfloat16(data: Bytes) -> Floats:
    return (data.view("<u2").astype(np.uint32) << 16).view(np.float32)


def _float32(data: Bytes) -> Floats:
    return data.view("<f4")


def _float(code: str) -> Plain:
    def read(data: Bytes) -> Floats:
        return data.view(code).astype(np.float32)

    return read


def _q4_0(b: Records, out: Floats) -> None:
    halves(b["q"], out)
    out -= 8
    out *= _scale(b["d"])


def _q4_1(b: Records, out: Floats) -> None:
    halves(b["q"], out)
    out *= _scale(b["d"])
    out += _scale(b["m"])


def _q5_0(b: Records, out: Floats) -> None:
    _five_bits(b, out)
    out -= 16
    out *= _scale(b["d"])


def _q5_1(b: Records, out: Floats) -> None:
    _five_bits(b, out)
    out *= _scale(b["d"])
    out += _scale(b["m"])


def _q8_0(b: Records, out: Floats) -> None:
    np.multiply(b["q"], _scale(b["d"]), out=out)


def _five_bits(b: Records, out: Floats) -> None:
    """Four low bits as in the kinds of four bits, the fifth of all 32 numbers in four bytes before them."""
    halves(b["q"], out)
    out += np.unpackbits(b["h"], axis=1, bitorder="little") * np.float32(16)


def _scale(d: NDArray[np.float16]) -> Floats:
    return d.astype(np.float32)[:, None]


_HALF, _FIFTH, _NIBBLES = "<f2", ("u1", 4), ("u1", 16)
_PLAIN: dict[str, Plain] = {
    "F32": _float32,
    "F16": _float("<f2"),
    "F64": _float("<f8"),
    "BF16": _bfloat16,
}
_PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "Q4_0": (record(d=_HALF, q=_NIBBLES), _q4_0),
    "Q4_1": (record(d=_HALF, m=_HALF, q=_NIBBLES), _q4_1),
    "Q5_0": (record(d=_HALF, h=_FIFTH, q=_NIBBLES), _q5_0),
    "Q5_1": (record(d=_HALF, m=_HALF, h=_FIFTH, q=_NIBBLES), _q5_1),
    "Q8_0": (record(d=_HALF, q=("i1", 32)), _q8_0),
    **k_blocks.PACKED,
    **codebook_blocks.PACKED,
}
KNOWN = frozenset([*_PLAIN, *_PACKED])
