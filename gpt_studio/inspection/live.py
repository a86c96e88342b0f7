"""Rows of attention while text is written: queries of a forward, caught by a watch, with the keys of the KV cache.

Symbols: B members, H query heads, G key/value heads, D head size, R queries, S keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.config import DecoderConfig

from .attention import ROWS, attention_scores, open_scores
from .pieces import check_free, check_number

Rows = tuple[NDArray[np.float32], ...]


class Queries:
    """A watch that keeps the queries of some layers, as they are compared (normed and turned)."""

    names = frozenset({"hook_q", "hook_rot_q"})

    def __init__(self, layers: Sequence[int]) -> None:
        self.layers = tuple(layers)
        self._found: dict[int, Tensor | None] = dict.fromkeys(layers)

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        if name in self.names and layer in self._found:
            self._found[layer] = x

    @torch.inference_mode()
    def rows(self, config: DecoderConfig, cache: KVCache) -> Iterator[tuple[int, list[Rows]]]:
        """(position of the first query, the rows of each of B members), some queries at a time, when a forward is done.

        A row is float32 [layers, H, S] over the keys up to its own position, exactly 0 where a window hides them.
        """
        queries = [q for q in self._found.values() if q is not None]
        count = queries[0].size(2) if queries else 0
        first = cache.length - count
        for start in range(0, count, ROWS):
            end = min(start + ROWS, count)
            keys = first + end
            parts = [
                _weights(q[:, :, start:end], cache.keys(layer, keys), config, config.window(layer))
                for layer, q in zip(self._found, queries, strict=True)
            ]
            whole = torch.stack(parts, 1) if len(parts) > 1 else parts[0][:, None]
            found = whole.float().cpu().numpy()  # (B, layers, H, R, S)
            yield first + start, [_split(member, first + start) for member in found]


def _weights(q: Tensor, k: Tensor, config: DecoderConfig, window: int) -> Tensor:
    """A (B, H, R, S) of q (B, H, R, D) and k (B, G, S, D), in float32 or what is wider."""
    wide = torch.promote_types(q.dtype, torch.float32)
    q, k = q.to(wide), k.to(wide)
    if q.size(2) == 1 and not 0 < window < k.size(2):  # the newest query sees all: a group is one product
        found = open_scores(q.reshape(q.size(0), k.size(1), -1, q.size(3)), k, config).softmax(-1)
        return found.reshape(q.size(0), q.size(1), 1, -1)
    q, k = q.unflatten(1, (k.size(1), -1)), k[:, :, None]
    return attention_scores(q, k, config, window).softmax(-1).flatten(1, 2)


def _split(found: NDArray[np.float32], first: int) -> Rows:
    """[layers, H, R, S] as R rows of their own."""
    return tuple(np.ascontiguousarray(found[:, :, i, : first + i + 1]) for i in range(found.shape[2]))


def check_rows(config: DecoderConfig, layers: Sequence[int], tokens: int) -> None:
    """Raise StudioError for layers that are not there, and where the rows of a prompt would not fit in memory."""
    for layer in layers:
        check_number(f"layer {layer}", layer, config.n_layer)
    check_free(
        2 * len(layers) * config.n_head * tokens * tokens,
        f"live attention of {len(layers)} layers over {tokens} tokens",
        "Show fewer layers, or shorten the text",
    )
