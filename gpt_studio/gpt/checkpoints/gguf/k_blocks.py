"""K-quants: 256 numbers a block, in groups of 16 or 32 whose scales are small integers themselves."""

from __future__ import annotations

import numpy as np

from .record import Bytes, Floats, Records, Unpack, fields_of, record


def _q2_k(b: Records, out: Floats) -> None:
    scale = _product(b["d"], b["s"] & 15)
    least = _product(b["m"], b["s"] >> 4)
    q = fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16)
    _write(out, q, scale, least)


def _q3_k(b: Records, out: Floats) -> None:
    low = fields_of(b["s"][:, :8], 4).reshape(-1, 16)
    high = fields_of(b["s"][:, 8:], 2).reshape(-1, 16)
    scale = _product(b["d"], (low | high << 4).astype(np.int8) - 32)
    q = fields_of(b["q"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16).astype(np.int8)
    absent = 1 - fields_of(b["h"], 1).reshape(-1, 16, 16).astype(np.int8)  # no high bit: four less
    _write(out, q - 4 * absent, scale)


def _q4_k(b: Records, out: Floats) -> None:
    q = fields_of(b["q"].reshape(-1, 4, 32), 4).reshape(-1, 8, 32)
    _write(out, q, *_scales_and_leasts(b))


def _q5_k(b: Records, out: Floats) -> None:
    q = fields_of(b["q"].reshape(-1, 4, 32), 4).reshape(-1, 8, 32)
    q |= fields_of(b["h"], 1) << 4
    _write(out, q, *_scales_and_leasts(b))


def _q6_k(b: Records, out: Floats) -> None:
    low = fields_of(b["q"].reshape(-1, 2, 64), 4).reshape(-1, 16, 16)
    high = fields_of(b["h"].reshape(-1, 2, 32), 2).reshape(-1, 16, 16)
    _write(out, (low | high << 4).astype(np.int8) - 32, _product(b["d"], b["s"]))


def _scales_and_leasts(b: Records) -> tuple[Floats, Floats]:
    """Eight scales and eight minima of six bits in twelve bytes: four and four whole, then the halves of the others."""
    first, second, third = b["s"][:, :4], b["s"][:, 4:8], b["s"][:, 8:]
    scale = np.concatenate([first & 63, third & 15 | first >> 2 & 48], axis=1)
    least = np.concatenate([second & 63, third >> 4 | second >> 2 & 48], axis=1)
    return _product(b["d"], scale), _product(b["m"], least)


def _product(d: Floats, integers: Bytes | np.ndarray) -> Floats:
    """Scales of the groups (blocks, groups, 1)."""
    return (d.astype(np.float32)[:, None] * integers.astype(np.float32))[..., None]


def _write(out: Floats, q: np.ndarray, scale: Floats, least: Floats | None = None) -> None:
    groups = out.reshape(q.shape)
    np.multiply(q, scale, out=groups)
    if least is not None:
        groups -= least


_HALF = "<f2"
PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "Q2_K": (record(s=("u1", 16), q=("u1", 64), d=_HALF, m=_HALF), _q2_k),
    "Q3_K": (record(h=("u1", 32), q=("u1", 64), s=("u1", 12), d=_HALF), _q3_k),
    "Q4_K": (record(d=_HALF, m=_HALF, s=("u1", 12), q=("u1", 128)), _q4_k),
    "Q5_K": (record(d=_HALF, m=_HALF, s=("u1", 12), h=("u1", 32), q=("u1", 128)), _q5_k),
    "Q6_K": (record(q=("u1", 128), h=("u1", 64), s=("i1", 16), d=_HALF), _q6_k),
}
