"""Which weights are packed, in how many bits, and what they take. No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping

from gpt_studio.gpt.shapes import Shape

GROUP = 32  # numbers of a row that share a scale and a zero
ROWS = 64  # rows that lie together; what lacks at the end is filled up
PACKED_BITS = {"int8": 8, "int4": 4}
_ENDS = ("wte.weight", "lm_head.weight")


def is_packable(name: str, shape: Shape) -> bool:
    """Whether a parameter of this shape is kept in codes: the matrices of blocks and head, and the embedding."""
    return name != "wpe.weight" and ".norm_" not in name and len(shape) == 2 and shape[1] % GROUP == 0


def bits_of(name: str, dtype: str) -> int:
    """Bits of a weight that is quantised for `dtype`.

    What stands at the two ends keeps 8: there 4 bits cost most, and the file formats people use do the same.
    """
    return 8 if name in _ENDS else PACKED_BITS[dtype]


def held_bytes(shapes: Mapping[str, Shape], bits: Mapping[str, int], other: int = 2) -> int:
    """Bytes of all parameters: those named in `bits` packed, the others of `other` bytes a number."""
    return sum(
        matrix_bytes(shape, bits[name]) if name in bits else math.prod(shape) * other for name, shape in shapes.items()
    )


def matrix_bytes(shape: Shape, bits: int) -> int:
    """Bytes of one packed matrix: the codes, and two numbers of 16 bits for each group and each 4 bits of its codes."""
    rows, columns = shape
    return -(-rows // ROWS) * ROWS * columns * bits // 4 * (GROUP // 2 + 4) // GROUP
