"""Packed numbers straight into a network's parameters, a stretch at a time: no whole tensor is held besides."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.checkpoints.filled import Filled, all_finite
from gpt_studio.protocol.errors import StudioError

from .blocks import unpack
from .header import Tensor as Packing
from .places import Packed, Part
from .record import Bytes

if TYPE_CHECKING:
    from io import BufferedIOBase

STRETCH = 1 << 20  # numbers that are read at a time
PIECE = 1 << 17  # numbers that are unpacked at a time: they stay in the cores' cache, and torch shares them out


def fill(packed: Packed, parameters: Mapping[str, Tensor]) -> Generator[Filled]:
    """Fill every parameter, and tell of each. Raises StudioError."""
    with packed.file.opened() as file_of:
        for name, parts in packed.places.items():
            done, finite = 0, True
            for part in parts:
                tensor, rows = packed.tensor(part), parameters[name].detach()[done : done + part.rows]
                try:
                    finite &= _fill_part(file_of(tensor), tensor, part, rows)
                except EOFError as error:
                    raise StudioError(
                        "damaged",
                        f"{packed.file.path} changed while it was read",
                        expected="the same tensors",
                        remedy="Load it again once nothing writes to it",
                    ) from error
                done += part.rows
            yield Filled(name, sum(_bytes(packed.tensor(part), part) for part in parts), finite)


def total_bytes(packed: Packed) -> int:
    """Bytes that filling reads."""
    return sum(_bytes(packed.tensor(part), part) for parts in packed.places.values() for part in parts)


def packed_rows(f: BinaryIO, tensor: Packing, part: Part) -> Iterator[tuple[int, Bytes]]:
    """The packed bytes of a part, stretch by stretch: the first row of the stretch, its rows of bytes (rows, bytes).

    Rows come in the order of the parameter: those whose pairs lie side by side in the file are put in halves. The
    bytes hold until the next stretch. Raises EOFError where the file ends early.
    """
    columns = math.prod(tensor.shape[1:])
    size = tensor.kind.bytes_of(columns)
    head = part.rows // part.heads if part.heads else 1
    step = min(max(1, STRETCH // columns // head) * head, part.rows)
    order = _halves_of(head) if part.heads else None
    buffer = np.empty((step, size), np.uint8)
    f.seek(tensor.start + part.first * size)
    for first in range(0, part.rows, step):
        rows = buffer[: part.rows - first]
        if cast("BufferedIOBase", f).readinto(rows.data) != rows.size:
            raise EOFError
        yield first, rows if order is None else rows.reshape(-1, head, size)[:, order].reshape(-1, size)


def _fill_part(f: BinaryIO, tensor: Packing, part: Part, target: Tensor) -> bool:
    """Numbers of a packed tensor into `target`, rows of a parameter; whether all are finite."""
    kind, finite = tensor.kind, True
    size = kind.bytes_of(PIECE)
    buffer = torch.empty(PIECE)
    direct = target.dtype == torch.float32 and target.device.type == "cpu"
    for first, rows in packed_rows(f, tensor, part):
        data = rows.reshape(-1)
        numbers = target[first : first + len(rows)].view(-1)
        for i, start in enumerate(range(0, data.size, size)):
            piece = numbers[i * PIECE : (i + 1) * PIECE]
            out = piece if direct else buffer[: piece.numel()]
            unpack(kind.name, data[start : start + size], out)
            finite &= all_finite(out)
            if not direct:
                piece.copy_(out)
    return finite


def _bytes(tensor: Packing, part: Part) -> int:
    return tensor.kind.bytes_of(part.rows * math.prod(tensor.shape[1:]))


def _halves_of(head: int) -> NDArray[np.int64]:
    """Of a head's rows, where the two of a pair lie side by side: those of the first half, then the others."""
    return np.arange(head).reshape(-1, 2).T.reshape(-1)
