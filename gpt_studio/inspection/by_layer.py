"""Attention of all layers, one after another: what is looked at once need not be held for all.

Symbols: T tokens, H query heads, G key/value heads, D head size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.blocks import Forward
from gpt_studio.gpt.model import Decoder

from .attention import attention_scores, check_memory
from .pieces import check_text


def attention_by_layer(model: Decoder, ids: Tensor) -> Iterator[NDArray[np.float32]]:
    """Yields [H, T, T] of each layer over ids (T,), as attention_weights gives them. Raises StudioError like it."""
    check_text(ids, model)
    check_memory(model.config, ids.numel(), 1, model.config.n_head)
    compared = _Compared()
    with torch.inference_mode():
        x = model.embed(ids[None].to(model.device), 0)
        now = Forward(None, compared, model.turns(0, ids.numel(), x))
    for layer, block in enumerate(model.blocks):
        with torch.inference_mode():
            x = block(x, now)
            weights = _weights(model, layer, *compared.held)
        yield weights


def _weights(model: Decoder, layer: int, q: Tensor, k: Tensor) -> NDArray[np.float32]:
    """[H, T, T] of q (H, T, D) and k (G, T, D)."""
    wide = torch.promote_types(q.dtype, torch.float32)
    k = k.repeat_interleave(q.size(0) // k.size(0), 0).to(wide)
    scores = attention_scores(q.to(wide), k, model.config, model.config.window(layer))
    return scores.softmax(-1).float().cpu().numpy()


class _Compared:
    """A watch that keeps q and k of a layer as they are compared: normed and turned where they are."""

    def __init__(self) -> None:
        self._q = self._k = torch.empty(0)

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        if name in ("hook_q", "hook_rot_q"):
            self._q = x[0]
        elif name in ("hook_k", "hook_rot_k"):
            self._k = x[0]

    @property
    def held(self) -> tuple[Tensor, Tensor]:
        """q (H, T, D) and k (G, T, D)."""
        return self._q, self._k
