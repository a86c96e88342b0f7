"""What is taken down beside attention in the same forward: norms of values, and what its checks need.

Symbols: T tokens, P positions that are checked, H query heads, G key/value heads, D head size, C width.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import Check

from .checks import heads_check, rows_check
from .switching import SwitchedOff
from .values import value_norms

CHECKED = 8  # positions at which one layer is checked


class Witness:
    """A watch beside that of attention_weights over the same `layers` and T tokens. It replaces nothing.

    The first layer whose attention is not `switched` off as a whole is checked, with the heads that are on.
    """

    def __init__(
        self,
        model: Decoder,
        layers: Sequence[int],
        tokens: int,
        *,
        value_weighted: bool = False,
        switched: SwitchedOff | None = None,
    ) -> None:
        off = {} if switched is None else switched.parts
        self._model, self._layers = model, layers
        self._checked = next((layer for layer in layers if ("hook_attn_out", layer) not in off), None)
        part = None if self._checked is None else off.get(("hook_z", self._checked))
        self._read = [h for h in range(model.config.n_head) if part is None or h not in part.heads]  # heads with a z
        self._at = torch.linspace(0, tokens - 1, min(CHECKED, tokens)).round().long()
        self._held: dict[str, Tensor] = {}
        shape = (len(layers), model.config.n_head, tokens)
        self.norms: NDArray[np.float32] | None = np.empty(shape, np.float32) if value_weighted else None

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        if name == "hook_v" and self.norms is not None and layer in self._layers:
            self.norms[self._layers.index(layer)] = value_norms(self._model, layer, x[0]).cpu()
        if layer == self._checked and name in ("hook_v", "hook_z", "hook_attn_out"):
            self._held[name] = x[0] if name == "hook_v" else x[0][..., self._at.to(x.device), :]

    def checks(self, weights: NDArray[np.float32]) -> tuple[Check, ...]:
        """The identities of the layer that is checked; `weights` [layers, H, T, T] are those of all heads."""
        if self._checked is None:
            return ()
        v, z, out = (self._held[name] for name in ("hook_v", "hook_z", "hook_attn_out"))  # (G, T, D), (H, P, D), (P, C)
        rows = torch.from_numpy(weights[self._layers.index(self._checked)])[:, self._at].to(v.device)
        v = v.repeat_interleave(len(rows) // len(v), 0)
        read = rows_check(rows[self._read], v[self._read], z[self._read], self._model.dtype) if self._read else None
        heads = heads_check(self._model, self._checked, z, out)
        return (heads,) if read is None else (heads, read)
