"""Every head switched off by itself, and the one backward pass that estimates it.

Symbols: T tokens, C width, H query heads, L layers.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.blocks import Forward
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.network import is_packed
from gpt_studio.protocol.errors import StudioError

from .ablation import Baseline
from .layers import copies_of_slice, embedded, through
from .means import Means
from .pieces import SLICE_WORK, check_free, check_text
from .switching import OneEach

Grid = NDArray[np.float64]  # [L, H]


@dataclass(frozen=True, eq=False)
class Sweep:
    """`baseline_loss` in nats a token; of each head by itself the change of the loss, the mean KL, and the mean change
    of the logit difference between target and rival."""

    baseline_loss: float
    delta_loss: Grid
    kl: Grid
    delta_difference: Grid


def sweep(
    model: Decoder, ids: Tensor, mode: str = "zero", means: Means | None = None
) -> Generator[int | None, None, Sweep]:
    """Yields None between slices and how many heads are done after each; returns what each head of ids (T,) is worth.

    The layers before a head's are not run again: with the head on or off, they say the same. Where a slice holds
    several copies of the text, as many heads are read at once, each in its copy.
    Raises StudioError for a text of fewer than two tokens, or one that the network cannot take.
    """
    _check(model, ids)
    c, layers = model.config, len(model.blocks)
    delta, kl, difference = (np.zeros((c.n_layer, c.n_head)) for _ in range(3))
    x = embedded(model, ids)
    baseline = Baseline(model, ids, (yield from through(model, x, 0, layers)))
    together = copies_of_slice(c, ids.numel())
    for layer in range(layers):
        for first in range(0, c.n_head, together):
            heads = range(first, min(first + together, c.n_head))
            values = means.z[layer][heads.start : heads.stop] if mode == "mean" and means is not None else None
            copies = x.expand(len(heads), -1, -1)
            off = yield from through(model, copies, layer, layers, OneEach(layer, heads, values))
            for copy, head in enumerate(heads):
                effect = yield from baseline.compared(off[copy : copy + 1])
                delta[layer, head] = (effect.baseline - effect.ablated).mean()
                kl[layer, head] = effect.kl.mean()
                difference[layer, head] = effect.difference.mean()
                yield layer * c.n_head + head + 1
        x = yield from through(model, x, layer, layer + 1)
    return Sweep(baseline.loss, delta, kl, difference)


def can_be_screened(model: Decoder) -> bool:
    """Whether the weights have gradients that mean something: numbers of 32 bits or more."""
    return model.dtype.itemsize >= 4 and not is_packed(model)


def screen(model: Decoder, ids: Tensor) -> Generator[None, None, tuple[float, Grid]]:
    """Yields between layers; returns the loss of ids (T,) and ∂loss/∂ξ [L, H] at ξ = 1, where ξ scales a head's z.

    Head importance as in arXiv:1905.10650: −∂loss/∂ξ estimates what switching the head off adds to the mean loss, to
    first order. One forward and one backward pass, a layer at a time, so that memory holds one layer's activations.
    Raises StudioError for packed and 16-bit weights, and as `sweep` does.
    """
    _check(model, ids)
    if not can_be_screened(model):
        raise StudioError(
            "unsupported", "the one-backward screen needs gradients", expected="weights in float32",
            found="packed weights" if is_packed(model) else str(model.dtype).removeprefix("torch."),
            remedy="Load the model in float32",
        )  # fmt: skip
    c = model.config
    tokens, wide = ids.numel(), 8 * c.d_model + 4 * c.d_ff + 6 * c.n_head * c.head_dim
    needed = model.dtype.itemsize * tokens * (c.n_layer * c.d_model + wide + c.n_head * tokens)
    check_free(needed, f"a backward pass over {tokens} tokens", "Choose a shorter text")
    before = [embedded(model, ids)]
    for layer in range(c.n_layer):
        before.append((yield from through(model, before[-1], layer, layer + 1)))
    loss, gradient = yield from _of_logits(model, before.pop(), ids)
    found = np.zeros((c.n_layer, c.n_head))
    for layer in reversed(range(c.n_layer)):
        found[layer], gradient = _of_layer(model, before.pop(), layer, gradient)
        yield
    return loss, found


def _check(model: Decoder, ids: Tensor) -> None:
    check_text(ids, model)
    if ids.numel() < 2:
        raise StudioError("too_short", "the text has nothing to score", expected="at least two tokens", found="one")


def _of_logits(model: Decoder, x: Tensor, ids: Tensor) -> Generator[None, None, tuple[float, Tensor]]:
    """The mean loss of the targets, and its gradient (1, T, C) with respect to the residual behind the last block."""
    count = ids.numel() - 1
    targets = ids[1:].to(model.device)
    gradient, loss = torch.zeros_like(x.clone()), 0.0
    rows = max(1, SLICE_WORK // model.wte.weight.numel() // 3)
    for start in range(0, count, rows):
        here = slice(start, min(start + rows, count))
        part = x[0, here].clone().requires_grad_()
        with torch.enable_grad():
            said = F.cross_entropy(model.logits(part), targets[here], reduction="sum") / count
        (gradient[0, here],) = torch.autograd.grad(said, part)
        loss += said.item()
        yield
    return loss, gradient


def _of_layer(model: Decoder, x: Tensor, layer: int, gradient: Tensor) -> tuple[NDArray[np.float64], Tensor]:
    """∂loss/∂ξ [H] of a layer, and ∂loss/∂x (1, T, C), from the gradient behind it."""
    x = x.clone().requires_grad_()
    xi = torch.ones(model.config.n_head, dtype=x.dtype, device=x.device, requires_grad=True)

    def scaled(name: str, _: int, z: Tensor) -> Tensor | None:
        return z * xi[:, None, None] if name == "hook_z" else None

    with torch.enable_grad():
        out = model.blocks[layer](x, Forward(None, scaled, model.turns(0, x.size(1), x)))
    of_x, of_xi = torch.autograd.grad(out, (x, xi), gradient)
    return of_xi.double().cpu().numpy(), of_x
