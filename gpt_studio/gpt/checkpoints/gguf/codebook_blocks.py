"""Kinds whose small integers are places in a table of sixteen values, and the ternary kinds."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .record import HALF, Bytes, Integers, Records, Unpack, bytes_of, fields_of, floats, put, record

_NONLINEAR = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.int8)
# OCP's 4-bit float (sign, two bits of exponent, one of fraction), doubled
_FLOAT4 = np.array([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12], np.int8)
_THREES = np.array([1, 3, 9, 27, 81], np.uint8)[:, None]


def _iq4_nl(b: Records, out: Tensor) -> None:
    put(out, _values(bytes_of(b["q"]), _NONLINEAR), floats(b["d"])[:, None])


def _iq4_xs(b: Records, out: Tensor) -> None:
    low = np.stack([b["l"] & 15, b["l"] >> 4], axis=-1).reshape(-1, 8)
    high = (b["h"][:, None] >> np.arange(0, 16, 2, dtype=np.uint16)).astype(np.uint8) & 3
    scale = floats(b["d"])[:, None] * floats((low | high << 4).view(np.int8) - np.int8(32))
    put(out, _values(b["q"].reshape(-1, 8, 16), _NONLINEAR), scale[..., None])


def _tq1_0(b: Records, out: Tensor) -> None:
    """Five ternary digits a byte, as a fraction of 256: the digit is what a multiplication by three carries out."""
    parts = [(b["q"][:, None, :32] * _THREES), (b["q"][:, None, 32:] * _THREES), (b["h"][:, None, :] * _THREES[:4])]
    digits = np.concatenate([part.reshape(len(b), -1) for part in parts], axis=1)
    _ternary((digits.astype(np.uint16) * 3 >> 8).astype(np.uint8), b, out)


def _tq2_0(b: Records, out: Tensor) -> None:
    _ternary(fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 256), b, out)


def _ternary(digits: Bytes, b: Records, out: Tensor) -> None:
    put(out, digits.view(np.int8) - np.int8(1), floats(b["d"])[:, None])


def _mxfp4(b: Records, out: Tensor) -> None:
    """One power of two a block: 2^(e−128), the half undoing the doubled table; the two smallest are subnormal."""
    e = b["e"].astype(np.int32)
    bits = np.where(e < 2, np.int32(0x00200000) << np.minimum(e, 1), (np.maximum(e, 1) - 1) << 23)
    put(out, _values(bytes_of(b["q"]), _FLOAT4), torch.from_numpy(bits).view(torch.float32)[:, None])


def _nvfp4(b: Records, out: Tensor) -> None:
    """Four groups of sixteen, each with an unsigned float of four bits exponent and three bits fraction."""
    put(out, _values(b["q"].reshape(-1, 4, 8), _FLOAT4), floats(_UNSIGNED_FLOAT8[b["e"]])[..., None])


def _unsigned_float8() -> NDArray[np.float32]:
    """The 256 values, halved; 0x7F, which is no number, stands for nothing. The eighth bit is not looked at."""
    exponent, fraction = np.arange(256) >> 3 & 15, np.arange(256) & 7
    value = np.where(exponent == 0, fraction * 2.0**-9, (1 + fraction / 8) * 2.0 ** (exponent - 7)) / 2
    value[0x7F] = 0.0
    return value.astype(np.float32)


def _values(q: Bytes, table: NDArray[np.int8]) -> Integers:
    """What the table holds for the low halves, then the high halves, of the last axis."""
    codes = fields_of(q, 4)
    found = codes.tobytes().translate(table.tobytes().ljust(256, b"\0"))
    return np.frombuffer(bytearray(found), np.int8).reshape(*codes.shape[:-2], -1)


_UNSIGNED_FLOAT8 = _unsigned_float8()
PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "IQ4_NL": (record(d=HALF, q="V16"), _iq4_nl),
    "IQ4_XS": (record(d=HALF, h="<u2", l=("u1", 4), q=("u1", 128)), _iq4_xs),
    "TQ1_0": (record(q=("u1", 48), h=("u1", 4), d=HALF), _tq1_0),
    "TQ2_0": (record(q=("u1", 64), d=HALF), _tq2_0),
    "MXFP4": (record(e="u1", q="V16"), _mxfp4),
    "NVFP4": (record(e=("u1", 4), q=("u1", 32)), _nvfp4),
}
