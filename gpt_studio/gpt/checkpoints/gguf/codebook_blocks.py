"""Kinds whose small integers are places in a table of values, and the ternary kinds."""

from __future__ import annotations

import numpy as np

from .record import Bytes, Floats, Records, Unpack, fields_of, record

_NONLINEAR = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)
# OCP's 4-bit float (sign, two bits of exponent, one of fraction), doubled
_FLOAT4 = np.array([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12], np.float32)
_THREES = np.array([1, 3, 9, 27, 81], np.uint8)[:, None]


def _iq4_nl(b: Records, out: Floats) -> None:
    np.multiply(_NONLINEAR[_nibbles(b["q"])], b["d"].astype(np.float32)[:, None], out=out)


def _iq4_xs(b: Records, out: Floats) -> None:
    low = np.stack([b["l"] & 15, b["l"] >> 4], axis=-1).reshape(-1, 8)
    high = (b["h"][:, None] >> np.arange(0, 16, 2, dtype=np.uint16)).astype(np.uint8) & 3
    scale = b["d"].astype(np.float32)[:, None] * ((low | high << 4).astype(np.int8) - 32).astype(np.float32)
    q = _NONLINEAR[_nibbles(b["q"].reshape(-1, 8, 16))]
    np.multiply(scale[..., None], q, out=out.reshape(q.shape))


def _tq1_0(b: Records, out: Floats) -> None:
    """Five ternary digits a byte, as a fraction of 256: the digit is what a multiplication by three carries out."""
    parts = [(b["q"][:, None, :32] * _THREES), (b["q"][:, None, 32:] * _THREES), (b["h"][:, None, :] * _THREES[:4])]
    digits = np.concatenate([part.reshape(len(b), -1) for part in parts], axis=1)
    _ternary(digits.astype(np.uint16) * 3 >> 8, b, out)


def _tq2_0(b: Records, out: Floats) -> None:
    _ternary(fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 256), b, out)


def _ternary(digits: np.ndarray, b: Records, out: Floats) -> None:
    np.multiply(digits.astype(np.float32) - 1, b["d"].astype(np.float32)[:, None], out=out)


def _mxfp4(b: Records, out: Floats) -> None:
    """One power of two a block: 2^(e−128), the half undoing the doubled table; the two smallest are subnormal."""
    e = b["e"].astype(np.uint32)
    bits = np.where(e < 2, np.uint32(0x00200000) << np.minimum(e, 1), (np.maximum(e, 1) - 1) << 23)
    np.multiply(_FLOAT4[_nibbles(b["q"])], bits.astype(np.uint32).view(np.float32)[:, None], out=out)


def _nvfp4(b: Records, out: Floats) -> None:
    """Four groups of sixteen, each with an unsigned float of four bits exponent and three bits fraction."""
    q = _FLOAT4[_nibbles(b["q"].reshape(-1, 4, 8))]
    np.multiply(q, _UNSIGNED_FLOAT8[b["e"]][..., None], out=out.reshape(q.shape))


def _unsigned_float8() -> Floats:
    """The 256 values, halved; 0x7F, which is no number, stands for nothing. The eighth bit is not looked at."""
    exponent, fraction = np.arange(256) >> 3 & 15, np.arange(256) & 7
    value = np.where(exponent == 0, fraction * 2.0**-9, (1 + fraction / 8) * 2.0 ** (exponent - 7)) / 2
    value[0x7F] = 0.0
    return value.astype(np.float32)


def _nibbles(q: Bytes) -> Bytes:
    """Low halves, then high halves, of the last axis."""
    return np.concatenate([q & np.uint8(15), q >> np.uint8(4)], axis=-1)


_UNSIGNED_FLOAT8 = _unsigned_float8()
_HALF = "<f2"
PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "IQ4_NL": (record(d=_HALF, q=("u1", 16)), _iq4_nl),
    "IQ4_XS": (record(d=_HALF, h="<u2", l=("u1", 4), q=("u1", 128)), _iq4_xs),
    "TQ1_0": (record(q=("u1", 48), h=("u1", 4), d=_HALF), _tq1_0),
    "TQ2_0": (record(q=("u1", 64), d=_HALF), _tq2_0),
    "MXFP4": (record(e="u1", q=("u1", 16)), _mxfp4),
    "NVFP4": (record(e=("u1", 4), q=("u1", 32)), _nvfp4),
}
