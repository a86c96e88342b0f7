"""Norms of the residual stream and of queries and keys: LayerNorm or RMSNorm (arXiv:1910.07467).

Symbols: B batch, T positions, C width, H heads, D head size.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import DecoderConfig


class RMSNorm(nn.Module):
    """x / √(mean x² + eps) times the gain; with `offset` the weight holds the gain less 1, as Gemma's do."""

    def __init__(self, width: int, eps: float, offset: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))
        self.eps = eps
        self.offset = offset
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """A gain of 1."""
        nn.init.constant_(self.weight, 0.0 if self.offset else 1.0)

    def forward(self, x: Tensor) -> Tensor:
        gain = 1 + self.weight if self.offset else self.weight
        return F.rms_norm(x, self.weight.shape, gain, self.eps)


class HeadNorm(nn.Module):
    """A norm of queries or keys (B, H, T, D) over D, with a gain of its own for each head."""

    def __init__(self, config: DecoderConfig, heads: int) -> None:
        super().__init__()
        shape = (heads, config.head_dim)
        self.weight = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.empty(shape)) if config.qk_norm_bias else None
        self.kind, self.eps = config.norm, config.norm_eps
        nn.init.ones_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        plain = F.rms_norm if self.kind == "rms" else F.layer_norm
        x = plain(x, x.shape[-1:], eps=self.eps) * self.weight[:, None]
        return x if self.bias is None else x + self.bias[:, None]


class AllHeadsNorm(RMSNorm):
    """An RMS norm of queries or keys (B, H, T, D) over all heads at once."""

    def __init__(self, config: DecoderConfig, heads: int) -> None:
        super().__init__(heads * config.head_dim, config.norm_eps, config.norm_offset)

    def forward(self, x: Tensor) -> Tensor:
        heads = x.size(1)
        return super().forward(x.transpose(1, 2).flatten(2)).unflatten(-1, (heads, -1)).transpose(1, 2)


def norm(config: DecoderConfig) -> nn.Module:
    """The network's norm over its width."""
    return _norm(config, config.d_model, config.norm_bias)


def head_norm(config: DecoderConfig, heads: int) -> nn.Module | None:
    """The norm of queries or keys (B, H, T, D), if there is one."""
    match config.qk_norm:
        case "head":
            return _norm(config, config.head_dim, config.qk_norm_bias)
        case "each":
            return HeadNorm(config, heads)
        case "full":
            return AllHeadsNorm(config, heads)
        case _:
            return None


def _norm(config: DecoderConfig, width: int, bias: bool) -> nn.Module:
    if config.norm == "rms":
        return RMSNorm(width, config.norm_eps, config.norm_offset)
    return nn.LayerNorm(width, eps=config.norm_eps, bias=bias)
