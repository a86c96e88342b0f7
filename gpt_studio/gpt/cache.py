"""The KV cache: one tensor per layer and kind, grown in whole tiles, zeros behind what is held.

Symbols: B batch, G key/value heads, S positions held, D head size.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .attending import whole_tiles
from .config import DecoderConfig


class KVCache:
    """Keys and values of the positions that were read. `length` positions are valid in every layer.

    Raises ValueError when more than `limit` positions are pushed.
    """

    def __init__(self, config: DecoderConfig, batch: int, limit: int, dtype: torch.dtype, device: torch.device) -> None:
        self.config = config
        self.limit = limit
        self.length = 0
        self._shape = (batch, config.n_kv_head, config.head_dim)
        self._options: dict[str, object] = {"dtype": dtype, "device": device}
        self._keys = [self._empty(0) for _ in range(config.n_layer)]
        self._values = [self._empty(0) for _ in range(config.n_layer)]
        self._written = [0] * config.n_layer  # from here on a layer's keys and values are zeros
        self._ids: Tensor | None = None  # (B, S), kept where rotations depend on the length of the text
        self._long = False

    def _empty(self, capacity: int) -> Tensor:
        batch, heads, size = self._shape
        return torch.zeros(batch, heads, capacity, size, **self._options)  # type: ignore[arg-type]

    def push(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Add k, v (B, G, T, D) behind what is held; returns views (B, G, S, D) of everything, in whole tiles.

        What fills the last tile are zeros. `length` moves only with `advance`, once all layers have pushed.
        """
        end = self.length + k.size(2)
        if end > self.limit:
            raise ValueError(f"the KV cache holds {self.limit} positions, {end} were asked for")
        self._grow(layer, end)
        keys, values = self._keys[layer], self._values[layer]
        keys[:, :, self.length : end] = k
        values[:, :, self.length : end] = v
        if self._written[layer] > end:  # what was cut off
            for kind in (keys, values):
                kind[:, :, end : self._written[layer]] = 0
        self._written[layer] = end
        return keys[:, :, : whole_tiles(end)], values[:, :, : whole_tiles(end)]

    def keys(self, layer: int, count: int) -> Tensor:
        """The first `count` keys of a layer as a view (B, G, S, D), what a forward has just pushed among them."""
        return self._keys[layer][:, :, :count]

    def advance(self, count: int) -> None:
        """`count` positions have been pushed into every layer."""
        self.length += count

    def with_all_before(self, ids: Tensor, stretches_after: int) -> Tensor:
        """The ids (B, T) to read: `ids`, or all since the start, which are forgotten, where their rotation has changed.

        It changes when a text becomes longer than `stretches_after`, and when it becomes shorter again.
        """
        whole = ids if self._ids is None else torch.cat((self._ids[:, : self.length], ids), 1)
        self._ids, was_long, self._long = whole, self._long, whole.size(1) > stretches_after
        if self.length == 0 or was_long == self._long:
            return ids
        self.cut(0)
        return whole

    def cut(self, length: int) -> None:
        """Forget all positions from `length` on."""
        self.length = min(self.length, length)

    def expand(self, batch: int) -> None:
        """Repeat a cache of one sequence for `batch` sequences."""
        self._shape = (batch, *self._shape[1:])
        self._keys = [k.expand(batch, -1, -1, -1).clone() for k in self._keys]
        self._values = [v.expand(batch, -1, -1, -1).clone() for v in self._values]
        self._ids = None if self._ids is None else self._ids.expand(batch, -1).clone()

    def keep(self, rows: Tensor) -> None:
        """Keep only the given rows of the batch."""
        self._shape = (rows.numel(), *self._shape[1:])
        self._keys = [k[rows] for k in self._keys]
        self._values = [v[rows] for v in self._values]
        self._ids = None if self._ids is None else self._ids[rows]

    def _grow(self, layer: int, end: int) -> None:
        held = self._keys[layer].size(2)
        if end <= held:
            return
        for kind in (self._keys, self._values):
            grown = self._empty(whole_tiles(end))
            grown[:, :, : self.length] = kind[layer][:, :, : self.length]
            kind[layer] = grown
