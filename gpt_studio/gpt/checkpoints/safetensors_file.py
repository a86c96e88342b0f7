"""Writing the safetensors format, tensor by tensor: an 8-byte length, a JSON header, the bytes.

Format: https://github.com/huggingface/safetensors#format. Equal tensors give equal files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, BinaryIO

import torch
from torch import Tensor

_NAMES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64",
          torch.int64: "I64", torch.int32: "I32", torch.uint8: "U8", torch.bool: "BOOL"}  # fmt: skip


def write_safetensors(f: BinaryIO, tensors: Mapping[str, Tensor]) -> None:
    """Write `tensors`, sorted by name; views are made contiguous one at a time."""
    write_header(f, {name: (tensor.dtype, tuple(tensor.shape)) for name, tensor in tensors.items()})
    for name in sorted(tensors):
        write_tensor(f, tensors[name])


def write_header(f: BinaryIO, kinds: Mapping[str, tuple[torch.dtype, tuple[int, ...]]]) -> None:
    """Write what stands before the bytes of tensors of these types and shapes, which follow sorted by name."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name in sorted(kinds):
        dtype, shape = kinds[name]
        start, end = end, end + math.prod(shape) * dtype.itemsize
        header[name] = {"dtype": _NAMES[dtype], "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    f.write(len(text).to_bytes(8, "little") + text)


def write_tensor(f: BinaryIO, tensor: Tensor) -> None:
    """Write the bytes of a tensor, row by row."""
    flat = tensor.detach().cpu().contiguous().reshape(-1)
    f.write(flat.view(torch.uint8).numpy().data)
