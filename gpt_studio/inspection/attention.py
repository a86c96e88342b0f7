"""Attention weights, rebuilt exactly from the queries and keys of a forward through the fast path.

Symbols: T tokens, H query heads, G key/value heads, D head size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.attending import soft_capped, visible
from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError

from .pieces import check_free, check_text
from .switching import SwitchedOff
from .watching import together

ROWS = 128  # queries whose weights are computed at once


@torch.inference_mode()
def attention_weights(
    model: Decoder,
    ids: Tensor,
    layers: Sequence[int],
    *,
    heads: Sequence[int] | None = None,
    chunk: int = ROWS,
    cancelled: Callable[[], bool] = lambda: False,
    switched: SwitchedOff | None = None,
    watch: Watch | None = None,
) -> NDArray[np.float32]:
    """Attention A of the given layers and heads (None: all) over ids (T,): [layers, heads, T, T].

    Rows are queries: A_i = softmax(q_i kᵀ / √D) over the keys 0…i, exactly 0 beyond; with the network's own scale,
    soft-cap, normed and turned q and k, and 0 before a layer's window. The forward is the one that generates
    (fused attention); a watch takes q and k, and `chunk` rows are worked out at a time. `switched` parts are off;
    `watch` sees the same forward.
    Raises StudioError for layers, heads or lengths that the model does not have, and `too_large` before
    anything is allocated when the answer would not fit in memory. `cancelled` is asked in every layer; where it
    says so, StudioError `cancelled`.
    """
    config = model.config
    heads = range(config.n_head) if heads is None else heads
    _check_chosen("layer", layers, config.n_layer)
    _check_chosen("head", heads, config.n_head)
    check_text(ids, model)
    check_memory(config, ids.numel(), len(layers), len(heads), chunk)
    weights = np.zeros((len(layers), len(heads), ids.numel(), ids.numel()), np.float32)
    rows = _Rows(config, weights, layers, heads, chunk, cancelled)
    model.hidden(ids[None].to(model.device), watch=together(switched, rows, watch))
    return weights


class _Rows:
    """A watch that turns q and k of the chosen layers into rows of attention; the forward stays as it is."""

    def __init__(
        self,
        config: DecoderConfig,
        weights: NDArray[np.float32],
        layers: Sequence[int],
        heads: Sequence[int],
        chunk: int,
        cancelled: Callable[[], bool],
    ) -> None:
        self._places = {layer: torch.from_numpy(weights[at]) for at, layer in enumerate(layers)}
        self._heads = torch.tensor(list(heads))
        self._chunk = chunk
        self._cancelled = cancelled
        self._config = config
        self._q: Tensor | None = None
        self._k: Tensor | None = None

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        if self._cancelled():
            raise StudioError("cancelled", "reading the text was cancelled")
        if layer not in self._places:
            return
        if name in ("hook_q", "hook_rot_q"):
            self._q = x
        elif name in ("hook_k", "hook_rot_k"):
            self._k = x
        elif name == "hook_z" and self._q is not None and self._k is not None:
            self._fill(self._places[layer], self._q[0], self._k[0], self._config.window(layer))
            self._q = self._k = None

    def _fill(self, out: Tensor, q: Tensor, k: Tensor, window: int) -> None:
        """out (heads, T, T) from q (H, T, D) and k (G, T, D), as they are compared."""
        chosen = self._heads.to(q.device)
        group = q.size(0) // k.size(0)
        wide = torch.promote_types(q.dtype, torch.float32)
        q, k = q[chosen].to(wide), k[chosen // group].to(wide)
        for start in range(0, q.size(1), self._chunk):
            end = min(start + self._chunk, q.size(1))
            out[:, start:end, :end] = attention_scores(q[:, start:end], k[:, :end], self._config, window).softmax(-1)


def attention_scores(q: Tensor, k: Tensor, config: DecoderConfig, window: int) -> Tensor:
    """q kᵀ · scale, soft-capped where the network does, −∞ where a key is not seen: (…, R, S).

    The last R of S positions ask; q (…, R, D) and k (…, S, D) are as they are compared. Softmax of it is attention.
    """
    scores = open_scores(q, k, config)
    rows, keys = scores.size(-2), scores.size(-1)
    return scores.masked_fill_(~visible(rows, keys, window, q.device), float("-inf"))


def open_scores(q: Tensor, k: Tensor, config: DecoderConfig) -> Tensor:
    """The same (…, R, S) where every query sees every key."""
    scores = q @ k.transpose(-1, -2) * config.scale
    return soft_capped(scores, config.softcap) if config.softcap else scores


def _check_chosen(kind: str, chosen: Sequence[int], count: int) -> None:
    for number in chosen:
        if not 0 <= number < count:
            raise StudioError("bad_parameter", f"{kind} {number} does not exist", expected=f"{kind}s 0 to {count - 1}")
    if not chosen or len(set(chosen)) != len(chosen):
        raise StudioError(
            "bad_parameter",
            f"the {kind}s asked for",
            expected=f"each of 0 to {count - 1} at most once, at least one",
            found=", ".join(map(str, chosen)) or "none",
        )


def check_memory(config: DecoderConfig, tokens: int, layers: int, heads: int, chunk: int = ROWS) -> None:
    """Raise StudioError `too_large` when the weights and what making them takes exceed what is free."""
    check_free(
        needed_bytes(config, tokens, layers, heads, chunk),
        f"attention of {layers} layers and {heads} heads over {tokens} tokens",
        "Choose fewer layers or heads, or a shorter text",
    )


def needed_bytes(config: DecoderConfig, tokens: int, layers: int, heads: int, chunk: int = ROWS) -> int:
    """Bytes of the weights, of one chunk of rows in the making, and of one layer's activations."""
    weights = 4 * layers * heads * tokens * tokens
    rows = 3 * 8 * heads * min(chunk, tokens) * tokens
    wide = 4 * config.d_model + (3 if config.mlp == "gated" else 2) * config.d_ff + 3 * config.n_head * config.head_dim
    return weights + rows + 4 * tokens * wide
