"""Blocks of a GGUF file straight into packed matrices: their codes as they are, where these have as many bits."""

from __future__ import annotations

from collections.abc import Generator, Mapping

import torch

from gpt_studio.gpt.checkpoints.filled import Filled
from gpt_studio.gpt.packed.groups import Groups, quantised
from gpt_studio.gpt.packed.matrix import PackedMatrix, Rows
from gpt_studio.gpt.packed.sizes import GROUP
from gpt_studio.protocol.errors import StudioError

from .blocks import unpack
from .fill import packed_rows
from .places import Packed
from .record import Bytes
from .small_blocks import codes_of

# Kinds whose blocks are groups of ours, and the bits of their codes.
KEPT = {"Q4_0": 4, "Q4_1": 4, "Q8_0": 8}


def fill_codes(packed: Packed, matrices: Mapping[str, PackedMatrix]) -> Generator[Filled]:
    """Fill the matrices, and tell of each. Raises StudioError."""
    with packed.file.opened() as file_of:
        for name, matrix in matrices.items():
            rows, read = Rows(matrix), 0
            for part in packed.places[name]:
                tensor = packed.tensor(part)
                read += tensor.kind.bytes_of(part.rows * matrix.columns)
                try:
                    for _, data in packed_rows(file_of(tensor), tensor, part):
                        rows.add(_groups(tensor.kind.name, data, matrix))
                except EOFError as error:
                    raise StudioError(
                        "damaged",
                        f"{packed.file.path} changed while it was read",
                        expected="the same tensors",
                        remedy="Load it again once nothing writes to it",
                    ) from error
            yield Filled(name, read, matrix.is_finite())


def _groups(kind: str, data: Bytes, matrix: PackedMatrix) -> Groups:
    """Rows of packed bytes as groups of at most the matrix's bits."""
    if KEPT.get(kind, 32) > matrix.bits:
        numbers = torch.empty(len(data) * matrix.columns)
        unpack(kind, data.reshape(-1), numbers)
        return quantised(numbers.view(len(data), -1), matrix.bits)
    bits = KEPT[kind]
    codes, scale, least = codes_of(kind, data.reshape(-1))
    found = torch.from_numpy(codes)
    found = found if least is not None else (found + 2 ** (bits - 1))
    zero = torch.zeros_like(scale) if least is None else least + 8 * scale
    shape = (len(data), matrix.columns // GROUP)
    return Groups(found.view(torch.uint8).view(len(data), -1), scale.view(shape), zero.view(shape), bits)
