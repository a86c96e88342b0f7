"""In which precision weights are held: the fixed rule behind `auto`, which weights are packed, and what that takes.

No torch here.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Collection, Mapping

from gpt_studio.gpt.packed.sizes import PACKED_BITS, bits_of, held_bytes, is_packable
from gpt_studio.gpt.shapes import parameter_shapes

from .checkpoint import Checkpoint

_NUMBER_BYTES = {"float32": 4}  # others compute in bfloat16
_FOUR_BITS = ("Q4_0", "Q4_1")
# Kinds of GGUF whose codes are held as they are, and the precision that this is.
_KEPT = dict.fromkeys(_FOUR_BITS, "int4") | {"Q8_0": "int8"}
_PROCESSORS = ("x86_64", "amd64")  # for which torch multiplies codes of 4 bits fast


def precision_of(checkpoint: Checkpoint, asked: str = "auto", device: str = "auto") -> str:
    """The precision asked for; for `auto` that of a quantised file which can be held as it is, else float32."""
    if asked != "auto":
        return asked
    packed = checkpoint.packed
    if packed is None or device not in ("auto", "cpu") or platform.machine().lower() not in _PROCESSORS:
        return "float32"
    return _KEPT.get(packed.largest_kind, "float32")


def packed_bits(checkpoint: Checkpoint, precision: str, dense: Collection[str] = ()) -> dict[str, int]:
    """Bits of each weight that is packed; those in `dense` are not.

    A GGUF file that is in 4 bits already keeps the 8 that it gave to some weights.
    """
    if precision not in PACKED_BITS:
        return {}
    shapes = parameter_shapes(checkpoint.config)
    names = [name for name, shape in shapes.items() if is_packable(name, shape) and name not in dense]
    packed = checkpoint.packed
    if precision == "int4" and packed is not None and packed.largest_kind in _FOUR_BITS:
        return {name: 4 if _kinds(checkpoint, name) <= set(_FOUR_BITS) else 8 for name in names}
    return {name: bits_of(name, precision) for name in names}


def weight_bytes(checkpoint: Checkpoint, precision: str) -> int:
    """Bytes of the weights as they are held."""
    shapes, number = parameter_shapes(checkpoint.config), number_bytes(precision)
    return held_bytes(shapes, packed_bits(checkpoint, precision), number)


def reading_bytes(checkpoint: Checkpoint, precision: str) -> int:
    """Bytes that reading holds besides the weights: a weight that is to be packed is put together in float32 first."""
    bits = packed_bits(checkpoint, precision)
    if checkpoint.packed is not None or not bits:
        return checkpoint.read_bytes
    shapes: Mapping[str, tuple[int, ...]] = parameter_shapes(checkpoint.config)
    return checkpoint.read_bytes + max(4 * math.prod(shapes[name]) for name in bits)


def number_bytes(precision: str) -> int:
    """Bytes of a number that is not packed, those of the KV cache among them."""
    return _NUMBER_BYTES.get(precision, 2)


def _kinds(checkpoint: Checkpoint, name: str) -> set[str]:
    assert checkpoint.packed is not None
    return {checkpoint.packed.tensor(part).kind.name for part in checkpoint.packed.places[name]}
