"""Gradient × input of every token: how much a logit would change, to first order, with the token's embedding.

Backwards layer by layer over residuals that were kept: one layer's activations exist at a time, and between two
layers others may work. Symbols: T tokens, C width, L layers.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Forward
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import Floats

from .switching import SwitchedOff


def gradient_times_input(
    model: Decoder,
    residuals: Sequence[Tensor],
    embed: Tensor,
    last: Tensor,
    chosen: Sequence[int],
    switched: SwitchedOff | None = None,
) -> Generator[None, None, Floats]:
    """Yields between layers; returns Σ_c x_c ∂logit/∂x_c (T,) of the token embeddings x = `embed` (T, C).

    `residuals` (T, C) stand before each block, `last` (C,) behind the last at the last position. The logit is that of
    the first id `chosen` (less that of the second), before a final soft-cap. The weights get no gradient.
    """
    with torch.inference_mode(False), torch.enable_grad():
        x = _leaf(last)
        said = model.uncapped(x)[list(chosen)]
        (row,) = torch.autograd.grad(said[0] if len(chosen) == 1 else said[0] - said[1], x)
        slope = row.new_zeros(1, len(embed), row.size(-1))
        slope[:, -1] = row
    for layer in reversed(range(len(residuals))):
        with torch.inference_mode(False), torch.enable_grad():
            x = _leaf(residuals[layer][None])
            out = model.blocks[layer](x, Forward(None, switched, model.turns(0, len(embed), x)))
            (slope,) = torch.autograd.grad((out * slope).sum(), x)  # as a sum: for a tensor torch imports a lot, once
        yield
    return (slope[0].double() * embed.double()).sum(-1).float().cpu().numpy().astype(np.float32)


def _leaf(x: Tensor) -> Tensor:
    """A copy that autograd follows, whatever mode x was made in."""
    return x.detach().clone().requires_grad_()


def gradient_bytes(model: Decoder, tokens: int) -> int:
    """Bytes of the activations that going back through one layer keeps."""
    c = model.config
    wide = 8 * c.d_model + 4 * c.d_ff + 6 * c.n_head * c.head_dim
    capped = 4 * c.n_head * tokens if c.softcap else 0
    return 2 * max(4, model.dtype.itemsize) * tokens * (wide + capped)
