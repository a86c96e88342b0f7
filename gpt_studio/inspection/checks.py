"""Identities that hold in exact arithmetic, checked on the numbers of a view. Bounds are those of full precision:
where weights or activations have fewer bits the error is larger and the check says so.

Errors are relative: the largest difference, divided by the largest number (at least 1 for logits).
Symbols: P positions, S keys, H query heads, G key/value heads, D head size, C width, V vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Block
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import Check

from .frozen import FrozenNorm
from .matrices import bias, head_matrices

# By name: in float32 and narrower types, in float64. Rows of attention are handed on in float32.
_BOUNDS = {"heads": (1e-5, 1e-12), "rows": (1e-5, 1e-6), "logit": (1e-4, 1e-10), "output": (1e-5, 1e-12)}


def check(name: str, found: Tensor, expected: Tensor, dtype: torch.dtype, least: float = 0.0) -> Check:
    """`found` against `expected`, from a network that computes in `dtype`."""
    found, expected = found.detach().double(), expected.detach().double()
    largest = max(float(expected.abs().max()), least, torch.finfo(torch.float64).tiny)
    error = float((found - expected).abs().max()) / largest
    return Check(name, error, _BOUNDS[name][dtype == torch.float64])


def output_check(found: Tensor, expected: Tensor, dtype: torch.dtype) -> Check:
    """The lens's last row (V,) against the model's own logits."""
    return check("output", found, expected, dtype, least=1.0)


def logit_check(total: float, logit: float, dtype: torch.dtype) -> Check:
    """The sum of an attribution against the logit, or the difference of two."""
    found, expected = torch.tensor((total, logit), dtype=torch.float64)
    return check("logit", found, expected, dtype, least=1.0)


def rows_check(weights: Tensor, v: Tensor, z: Tensor, dtype: torch.dtype) -> Check:
    """Rebuilt rows (H, P, S) times v (G, S, D), against z (H, P, D) of the fast path."""
    v = v.double().repeat_interleave(weights.size(0) // v.size(0), 0)
    return check("rows", weights.double() @ v, z, dtype)


def heads_check(model: Decoder, layer: int, z: Tensor, out: Tensor) -> Check:
    """Σ_h z_h W_O,h + b_O of z (H, P, D), normed and scaled as the layer does it, against what it adds (P, C)."""
    block = model.blocks[layer]
    assert isinstance(block, Block)
    found = torch.einsum("hpd,hdc->pc", z.double(), head_matrices(model, layer).double())
    found = found + bias(block.attn.out)
    if block.ln_1_post is not None:
        found = FrozenNorm(block.ln_1_post)(found)
    return check("heads", found * block.scale, out, model.dtype)
