"""Packed numbers straight into a network's parameters, a stretch of rows at a time: no whole tensor is held besides."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from typing import BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.folder import open_inside
from gpt_studio.protocol.errors import StudioError

from .blocks import unpack
from .header import Tensor as Packing
from .places import Packed, Part

STRETCH = 1 << 18  # numbers at a time: what a core's own cache holds


def fill(packed: Packed, parameters: Mapping[str, Tensor]) -> Generator[tuple[str, int]]:
    """Fill every parameter; after each its name and the bytes that were read for it. Raises StudioError."""
    with open_inside(packed.file.folder, packed.file.name) as f:
        for name, parts in packed.places.items():
            done = 0
            for part in parts:
                rows = parameters[name].detach()[done : done + part.rows]
                try:
                    _fill_part(f, packed.tensor(part), part, rows)
                except EOFError as error:
                    raise StudioError(
                        "damaged", f"{packed.file.path} changed while it was read", expected="the same tensors"
                    ) from error
                done += part.rows
            yield name, sum(_bytes(packed.tensor(part), part) for part in parts)


def total_bytes(packed: Packed) -> int:
    """Bytes that filling reads."""
    return sum(_bytes(packed.tensor(part), part) for parts in packed.places.values() for part in parts)


def _bytes(tensor: Packing, part: Part) -> int:
    return tensor.kind.bytes_of(part.rows * math.prod(tensor.shape[1:]))


def _fill_part(f: BinaryIO, tensor: Packing, part: Part, target: Tensor) -> None:
    """Rows of a packed tensor into `target` of the same shape."""
    columns = math.prod(tensor.shape[1:])
    if len(tensor.shape) == 1 and not part.heads:
        target, columns = target.unsqueeze(0), part.rows
    else:
        target = target.reshape(part.rows, columns)
    order = None if not part.heads else _order(part.rows, part.heads)
    f.seek(tensor.start + tensor.kind.bytes_of(part.first * (columns if len(tensor.shape) > 1 else 1)))
    step = max(1, STRETCH // columns)
    numbers = np.empty(step * columns, np.float32)
    direct = target.dtype == torch.float32 and target.device.type == "cpu" and order is None
    for start in range(0, target.size(0), step):
        end = min(start + step, target.size(0))
        count = (end - start) * columns
        read = f.read(tensor.kind.bytes_of(count))
        if len(read) != tensor.kind.bytes_of(count):
            raise EOFError
        data = np.frombuffer(read, np.uint8)
        if direct:
            unpack(tensor.kind.name, data, target[start:end].numpy().reshape(-1))
            continue
        unpack(tensor.kind.name, data, numbers[:count])
        values = torch.from_numpy(numbers[:count]).view(end - start, columns).to(target.device, target.dtype)
        target[slice(start, end) if order is None else torch.from_numpy(order[start:end])] = values


def _order(rows: int, heads: int) -> NDArray[np.int64]:
    """For each row of the file, where pairs lie side by side, its row where a head's two halves follow one another."""
    return np.arange(rows).reshape(heads, 2, -1).swapaxes(1, 2).reshape(-1)
