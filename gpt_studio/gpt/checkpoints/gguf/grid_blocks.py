"""The IQ kinds of one to three bits: 256 numbers a block, by fours or eights a place in a lattice, signs apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from . import lattices
from .record import HALF, Bytes, Integers, Records, Unpack, floats, put, record

Words = NDArray[Any]  # groups of values, each as one item


def _as_words(groups: NDArray[np.int8]) -> Words:
    """Groups of four or eight values, each as one item."""
    return groups.view(f"u{groups.shape[1]}")[:, 0]


def _signs(patterns: NDArray[np.uint8]) -> Words:
    """Eight factors 1 and −1 for each pattern of bits."""
    bits = np.unpackbits(patterns[:, None], axis=1, bitorder="little")
    return _as_words(1 - 2 * bits.view(np.int8))


_BYTES = np.arange(256, dtype=np.uint8)
_SIGNS = _signs(_BYTES)
# Where seven bits are kept, the eighth makes their number even.
_EVEN_SIGNS = _signs(_BYTES[:128] | np.array([i.bit_count() % 2 << 7 for i in range(128)], np.uint8))
_IQ2_XXS, _IQ2_XS, _IQ2_S = (_as_words(g) for g in (lattices.IQ2_XXS, lattices.IQ2_XS, lattices.IQ2_S))
_IQ3_XXS, _IQ3_S = _as_words(lattices.IQ3_XXS), _as_words(lattices.IQ3_S)
_IQ1 = _as_words(lattices.IQ1 * np.int8(8))  # in eighths: by one of them all values of a group are shifted


def _iq2_xxs(b: Records, out: Tensor) -> None:
    signs, scale = _signs_and_scale(b["q"].reshape(-1, 8, 8)[..., 4:])
    q = _signed(_IQ2_XXS, b["q"].reshape(-1, 8, 8)[..., :4], signs)
    put(out, q.reshape(-1, 8, 32), _scales(b["d"], scale, 0.5, 0.25))


def _iq2_xs(b: Records, out: Tensor) -> None:
    q = _signed(_IQ2_XS, b["q"] & 511, _EVEN_SIGNS[b["q"] >> 9])
    put(out, q.reshape(-1, 16, 16), _scales(b["d"], _halves(b["s"]), 0.5, 0.25))


def _iq2_s(b: Records, out: Tensor) -> None:
    high = _spread(b["h"], (0, 2, 4, 6)).astype(np.uint16) & 3
    q = _signed(_IQ2_S, b["q"] | high << 8, _SIGNS[b["n"]])
    put(out, q.reshape(-1, 16, 16), _scales(b["d"], _halves(b["s"]), 0.5, 0.25))


def _iq3_xxs(b: Records, out: Tensor) -> None:
    signs, scale = _signs_and_scale(b["n"].reshape(-1, 8, 4))
    q = _signed(_IQ3_XXS, b["q"].reshape(-1, 8, 8), signs)
    put(out, q.reshape(-1, 8, 32), _scales(b["d"], scale, 0.5, 0.5))


def _iq3_s(b: Records, out: Tensor) -> None:
    high = np.unpackbits(b["h"], axis=1, bitorder="little").astype(np.uint16)
    q = _signed(_IQ3_S, b["q"] | high << 8, _SIGNS[b["n"]])
    put(out, q.reshape(-1, 8, 32), _scales(b["d"], _halves(b["s"]), 0.5, 2.0))


def _iq1_s(b: Records, out: Tensor) -> None:
    high = _spread(b["h"], (0, 3, 6, 9)) & 7
    shift = 1 - 2 * (b["h"] >> 15).astype(np.int8)
    q = _values(_IQ1, b["q"] | high << 8).reshape(-1, 8, 32) + shift[..., None]
    put(out, q, _scales(b["d"], b["h"] >> 12 & 7, 0.5, 0.25))


def _iq1_m(b: Records, out: Tensor) -> None:
    high = _spread(b["h"], (0, 4)).astype(np.uint16)
    shift = 1 - 2 * (high >> 3 & 1).astype(np.int8)
    q = _values(_IQ1, b["q"] | (high & 7) << 8).reshape(-1, 32, 8) + shift[..., None]
    d = (b["s"] >> 12 << np.arange(0, 16, 4, dtype=np.uint16)).sum(1, dtype=np.uint16).view(HALF)
    put(out, q.reshape(-1, 16, 16), _scales(d, _spread(b["s"], (0, 3, 6, 9)) & 7, 0.5, 0.25))


def _signs_and_scale(four: Bytes) -> tuple[Words, Integers]:
    """Four bytes a group: four patterns of signs of seven bits, the lowest first, and above them the scale."""
    words = np.ascontiguousarray(four).view("<u4")  # (blocks, 8, 1)
    return _EVEN_SIGNS[words >> np.array([0, 7, 14, 21], np.uint32) & 127], (words[..., 0] >> 28).astype(np.uint8)


def _scales(d: NDArray[Any], integers: NDArray[Any], more: float, times: float) -> Tensor:
    """d · (integer + more) · times, of each group (blocks, groups, 1)."""
    return (floats(d)[:, None] * (floats(integers.astype(np.uint8)) + more) * times)[..., None]


def _halves(s: Bytes) -> NDArray[Any]:
    """The low and the high half of each byte, one after the other."""
    return _spread(s, (0, 4)) & 15


def _spread(integers: NDArray[Any], shifts: tuple[int, ...]) -> NDArray[Any]:
    """Each integer (blocks, n), shifted by each number, one after the other: (blocks, n · shifts)."""
    return (integers[..., None] >> np.array(shifts, integers.dtype)).reshape(len(integers), -1)


def _values(lattice: Words, places: NDArray[Any]) -> NDArray[np.int8]:
    return np.take(lattice, places).view(np.int8)


def _signed(lattice: Words, places: NDArray[Any], signs: Words) -> NDArray[np.int8]:
    return _values(lattice, places) * signs.view(np.int8)


PACKED: dict[str, tuple[np.dtype[np.void], Unpack]] = {
    "IQ2_XXS": (record(d=HALF, q=("u1", 64)), _iq2_xxs),
    "IQ2_XS": (record(d=HALF, q=("<u2", 32), s=("u1", 8)), _iq2_xs),
    "IQ2_S": (record(d=HALF, q=("u1", 32), n=("u1", 32), h=("u1", 8), s=("u1", 8)), _iq2_s),
    "IQ3_XXS": (record(d=HALF, q=("u1", 64), n=("u1", 32)), _iq3_xxs),
    "IQ3_S": (record(d=HALF, q=("u1", 64), h=("u1", 8), n=("u1", 32), s=("u1", 4)), _iq3_s),
    "IQ1_S": (record(d=HALF, q=("u1", 32), h=("<u2", 8)), _iq1_s),
    "IQ1_M": (record(q=("u1", 32), h=("u1", 16), s=("<u2", 4)), _iq1_m),
}
