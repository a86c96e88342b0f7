"""What the unpackers share: the record of a block, and small integers taken out of bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Records = NDArray[Any]
# unpack(blocks, out): out (blocks, numbers of a block) is written
Unpack = Callable[[Records, Floats], None]


def record(**fields: str | tuple[str, int]) -> np.dtype[np.void]:
    """The dtype of a block: its fields in order, without gaps."""
    return np.dtype([(name, *((kind,) if isinstance(kind, str) else kind)) for name, kind in fields.items()])


def halves(q: Bytes, out: Floats) -> None:
    """The low halves of the bytes, then the high halves."""
    half = q.shape[-1]
    out[..., :half] = q & np.uint8(15)
    out[..., half:] = q >> np.uint8(4)


def fields_of(q: Bytes, bits: int) -> Bytes:
    """All fields of `bits` bits: (…, n) bytes to (…, 8/bits, n), the lowest bits first."""
    shifts = np.arange(0, 8, bits, dtype=np.uint8)[:, None]
    return (q[..., None, :] >> shifts) & np.uint8((1 << bits) - 1)
