"""Gumbel numbers that are a pure function of (seed, member, position, token id, stream).

A counter-based hash (the finaliser of SplitMix64, Steele, Lea and Flood 2014) gives 53 bits to a uniform number u in
(0, 1); g = −ln(−ln u). The same numbers serve every setting, checkpoint and batch, so texts can be compared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
DRAW_STREAM = 0
COIN_STREAM = 1  # whether XTC acts


def gumbel(
    seed: int, member: int, position: int, tokens: NDArray[np.int64], stream: int = DRAW_STREAM
) -> NDArray[np.float64]:
    """Gumbel(0, 1) numbers (N,) for the token ids (N,) at an absolute position of a text."""
    return gumbel_of(uniform(seed, member, position, tokens, stream))


def gumbel_of(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Gumbel numbers of uniform ones; the larger the one, the larger the other."""
    return -np.log(-np.log(chances))


def uniform(
    seed: int, member: int, position: int, tokens: NDArray[np.int64], stream: int = DRAW_STREAM
) -> NDArray[np.float64]:
    """Uniform numbers (N,) in the open interval (0, 1), likewise."""
    key = 0
    for part in (seed, member, position, stream):
        key = _mix((key + _GOLDEN + (part & _MASK)) & _MASK)
    with np.errstate(over="ignore"):
        bits = _mix_array(np.uint64(key) + (tokens.astype(np.uint64) + np.uint64(1)) * np.uint64(_GOLDEN))
        bits = _mix_array(bits ^ np.uint64(key))
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def _mix_array(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
