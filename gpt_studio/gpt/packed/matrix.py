"""A matrix in codes of 4 or 8 bits that is multiplied as it is.

Symbols: N rows, K columns, M rows of what it is multiplied with, B rows that lie together, G groups of K.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .groups import Groups, quantised
from .op import interleaved, lane_rows, product
from .sizes import GROUP, ROWS

# With more rows of x than this, unpacking once and multiplying dense numbers takes less time.
FEW = 32
_STRETCH = 1 << 18  # numbers that are unpacked at a time: what a core's own cache holds


class PackedMatrix(nn.Module):
    """N × K numbers, (code − 8) · scale + zero in groups of 32, codes of 4 bits in the order of torch's product.

    8 bits are two matrices of 4 side by side, the high halves of the codes and the low: c − 128 = 16 (h − 8) + (l − 8)
    + 8; the zero is in the first, and what rounding leaves of it in the second. Scales and zeros are bfloat16. Rows
    are filled up to whole blocks with zeros.
    """

    codes: Tensor  # (N / B, K · bits / 4, B / 2), bytes
    scales: Tensor  # (G · bits / 4, N, 2): scale and zero

    def __init__(self, rows: int, columns: int, bits: int) -> None:
        super().__init__()
        self.rows, self.columns, self.bits = rows, columns, bits
        self.lane = lane_rows() or ROWS
        filled, wide = -(-rows // ROWS) * ROWS, columns * bits // 4
        self.register_buffer("codes", torch.zeros(filled // self.lane, wide, self.lane // 2, dtype=torch.uint8))
        self.register_buffer("scales", torch.zeros(wide // GROUP, filled, 2, dtype=torch.bfloat16))

    def put(self, first: int, groups: Groups) -> None:
        """Set the rows from `first` on, a multiple of 64; their number too, but at the end."""
        count = groups.codes.size(0)
        groups = groups.widened() if self.bits == 8 else groups
        codes = nn.functional.pad(groups.codes, (0, 0, 0, -count % ROWS))
        scale, zero = groups.scale.t(), groups.zero.t()
        at, end = first // self.lane, (first + codes.size(0)) // self.lane
        if self.bits == 8:
            self.codes[at:end, : self.columns] = interleaved(codes >> 4, self.lane)
            self.codes[at:end, self.columns :] = interleaved(codes & 15, self.lane)
            kept = scale.bfloat16().float()
            zero = zero + 8 * kept
            rounded = zero.bfloat16().float()
            scale, zero = torch.cat((16 * kept, kept)), torch.cat((rounded, zero - rounded))
        else:
            self.codes[at:end] = interleaved(codes, self.lane)
        self.scales[:, first : first + count, 0] = scale
        self.scales[:, first : first + count, 1] = zero

    def fill(self, numbers: Tensor) -> None:
        """Set all rows to the nearest codes for numbers (N, K), a stretch at a time."""
        step = max(1, _STRETCH // self.columns // ROWS) * ROWS
        for first in range(0, self.rows, step):
            self.put(first, quantised(numbers[first : first + step], self.bits))

    def times(self, x: Tensor) -> Tensor:
        """x (M, K) times the transpose of this: (M, N) of bfloat16."""
        x = x.to(torch.bfloat16)
        if x.size(0) > FEW or not lane_rows():
            return self._times_many(x)
        both = x if self.bits == 4 else torch.cat((x, x), -1)
        return product(both, self.codes.view(self.scales.size(1), -1), self.scales)[:, : self.rows]

    def _times_many(self, x: Tensor) -> Tensor:
        """The same by unpacking a few rows at a time."""
        dense = x.to(_dense_type())
        out = x.new_empty(x.size(0), self.rows)
        step = max(1, _STRETCH // self.columns // ROWS) * ROWS
        for first in range(0, self.rows, step):
            end = min(first + step, self.rows)
            out[:, first:end] = dense @ self.unpacked(first, end).to(dense.dtype)
        return out

    def unpacked(self, first: int, end: int) -> Tensor:
        """The rows from `first` (a multiple of 64) to before `end`, as columns (K, end − first), float32."""
        filled = -(-end // ROWS) * ROWS
        bytes_ = self.codes[first // self.lane : filled // self.lane]  # (n / B, K, B / 2)
        numbers = torch.empty(*bytes_.shape[:2], 2, self.lane // 2)
        numbers[:, :, 0] = bytes_ & 15
        numbers[:, :, 1] = bytes_ >> 4
        numbers = numbers.view(bytes_.size(0), -1, GROUP, self.lane)  # (n / B, G, 32, B)
        scales = self.scales[:, first:filled].float().unflatten(1, (-1, self.lane)).transpose(0, 1)
        scale, zero = scales[..., 0], scales[..., 1]
        numbers.mul_(scale[:, :, None]).add_((zero - 8 * scale)[:, :, None])
        if self.bits == 8:
            high, low = numbers.chunk(2, 1)
            numbers = high.add_(low)
        return numbers.permute(1, 2, 0, 3).reshape(self.columns, -1)[:, : end - first]

    def rows_at(self, ids: Tensor) -> Tensor:
        """The rows of the given numbers (n,): (n, K), float32."""
        block, place = ids // self.lane, ids % self.lane
        half = self.lane // 2
        found = self.codes[block, :, place % half]  # (n, K · bits / 4)
        nibbles = torch.where((place >= half)[:, None], found >> 4, found & 15)
        scale, zero = self.scales[:, ids].float().unbind(-1)  # (G · bits / 4, n)
        numbers = (nibbles.unflatten(1, (-1, GROUP)).float() - 8) * scale.t()[..., None] + zero.t()[..., None]
        numbers = numbers.flatten(1)
        return numbers if self.bits == 4 else numbers[:, : self.columns] + numbers[:, self.columns :]

    def is_finite(self) -> bool:
        """Whether every scale and zero is a finite number."""
        return bool(torch.stack(self.scales.aminmax()).isfinite().all())


def _dense_type() -> torch.dtype:
    """What dense numbers are multiplied fastest in: bfloat16 where the processor has it."""
    return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32


class Rows:
    """Rows that come one after another, in any number at a time, into a matrix that takes whole blocks."""

    def __init__(self, matrix: PackedMatrix) -> None:
        self.matrix = matrix
        self._next = 0
        self._waiting: Groups | None = None

    def add(self, groups: Groups) -> None:
        """The next rows, in codes of at most the matrix's bits."""
        groups = groups.widened() if self.matrix.bits == 8 else groups
        if self._waiting is not None:
            groups = _joined(self._waiting, groups)
        count = groups.codes.size(0)
        whole = count if self._next + count == self.matrix.rows else count // ROWS * ROWS
        if whole:
            self.matrix.put(self._next, _part(groups, 0, whole))
        self._next += whole
        self._waiting = _part(groups, whole, count) if whole < count else None


def _joined(first: Groups, second: Groups) -> Groups:
    pairs = ((first.codes, second.codes), (first.scale, second.scale), (first.zero, second.zero))
    codes, scale, zero = (torch.cat(pair) for pair in pairs)
    return Groups(codes, scale, zero, first.bits)


def _part(groups: Groups, start: int, end: int) -> Groups:
    codes, scale, zero = (each[start:end] for each in (groups.codes, groups.scale, groups.zero))
    return Groups(codes, scale, zero, groups.bits)
