"""The rotary positions of a GGUF file: base, part of the head, and how they were stretched. No torch here."""

from __future__ import annotations

import math
import struct
from typing import Any

from gpt_studio.gpt.config import Rope
from gpt_studio.gpt.folder import open_inside, shown
from gpt_studio.protocol.errors import StudioError

from .metadata import GGUF

FACTORS, SHORT, LONG = "rope_freqs.weight", "rope_factors_short.weight", "rope_factors_long.weight"


def rope_of(file: GGUF, head_dim: int) -> Rope:
    """The rotation of queries and keys of `head_dim` numbers, pairs in halves.

    Raises StudioError for a scaling that is not known.
    """
    a = f"{file.architecture}.rope"
    dim = file.count(f"{a}.dimension_count", head_dim)
    return Rope(dim, file.number(f"{a}.freq_base", 10_000.0), **_scaling(file, a, dim))


def _scaling(file: GGUF, a: str, dim: int) -> dict[str, Any]:
    context = file.count(f"{file.architecture}.context_length")
    original = file.count(f"{a}.scaling.original_context_length", context)
    if FACTORS in file.header.tensors:  # what divides each frequency, at any length
        factors = _numbers(file, FACTORS, dim // 2)
        return {"scaling": "longrope", "original_len": context, "short_factors": factors, "long_factors": factors}
    if SHORT in file.header.tensors:
        return {
            "scaling": "longrope", "original_len": original, "short_factors": _numbers(file, SHORT, dim // 2),
            "long_factors": _numbers(file, LONG, dim // 2), "amplitude": file.number(f"{a}.scaling.attn_factor", 1.0),
        }  # fmt: skip
    kind = file.text(f"{a}.scaling.type") or "none"
    factor = file.number(f"{a}.scaling.factor", file.number(f"{a}.scale_linear", 1.0))
    if kind == "linear" or (kind == "none" and factor != 1.0):
        return {"scaling": "linear", "factor": factor}
    if kind == "yarn":
        stretch = 0.1 * math.log(factor) + 1 if factor > 1 else 1.0
        return {
            "scaling": "yarn", "factor": factor, "original_len": original,
            "beta_fast": file.number(f"{a}.scaling.yarn_beta_fast", 32.0),
            "beta_slow": file.number(f"{a}.scaling.yarn_beta_slow", 1.0),
            "amplitude": stretch * file.number(f"{a}.scaling.attn_factor", 1.0),
        }  # fmt: skip
    if kind != "none":
        raise StudioError(
            "unsupported", f"{file.path}: this scaling of rotary positions is not known",
            expected="none, linear or yarn", found=shown(kind),
        )  # fmt: skip
    return {}


def _numbers(file: GGUF, name: str, count: int) -> tuple[float, ...]:
    """The numbers of a small float32 tensor."""
    tensor = file.header.tensors.get(name)
    if tensor is None or tensor.kind.name != "F32" or tensor.shape != (count,) or count > 1 << 15:
        raise StudioError("damaged", f"{file.path}: {name} is broken", expected=f"{count} numbers in F32")
    with open_inside(file.folder, tensor.file) as f:
        f.seek(tensor.start)
        data = f.read(tensor.bytes)
    if len(data) != tensor.bytes:
        raise StudioError(
            "damaged",
            f"{file.path} changed while it was read",
            expected="the same file",
            remedy="Load it again once nothing writes to it",
        )
    numbers = struct.unpack(f"<{count}f", data)
    if not all(math.isfinite(n) and n > 0 for n in numbers):
        raise StudioError("damaged", f"{file.path}: {name} is broken", expected="numbers above 0")
    return numbers
