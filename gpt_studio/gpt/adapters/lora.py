"""The LoRA layer: what a matrix gives, plus x Aᵀ Bᵀ · scale on the rows that an adapter changes.

It hangs on the matrix as a forward hook, so the network, its activations and the names of its weights stay as they
are, and the matrix may be of any kind (dense, packed). Symbols: B batch, T positions, C inputs, N outputs, R rank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from gpt_studio.gpt.checkpoints.placing import rearranged
from gpt_studio.gpt.model import Decoder

from .fitting import Module, Rows


class Pair(nn.Module):
    """A (R, C) and B (N, R) of one module of the base model, in float32, with the rows in the order of its files.

    Of an embedding A is (R, V) and B (C, R). `merged`: the delta is in the base weights now.
    """

    def __init__(self, module: Module, rank: int, scale: float, dropout: float = 0.0) -> None:
        super().__init__()
        looked_up = module.is_embedding
        inputs, outputs = (module.outputs, module.inputs) if looked_up else (module.inputs, module.outputs)
        self.module = module
        self.a = nn.Parameter(torch.empty(rank, inputs))
        self.b = nn.Parameter(torch.empty(outputs, rank))
        self.scale = scale
        self.dropout = dropout
        self.merged = False

    def rows(self, rows: Rows) -> Tensor:
        """B (n, R) of these rows of ours."""
        return rearranged(self.b, rows.grid, rows.swap)[rows.start : rows.start + rows.count]

    def delta(self, rows: Rows) -> Tensor:
        """What is added to these rows of our weight, float32."""
        if self.module.is_embedding:
            return (self.b @ self.a).t() * self.scale
        return (self.rows(rows) @ self.a) * self.scale


class Lora:
    """All adapters on one matrix of ours, or on the embedding: `uses` are pairs and the rows that each changes."""

    def __init__(self, matrix: nn.Module) -> None:
        self.uses: list[tuple[Pair, Rows]] = []
        self._matrix = matrix
        self._joined: tuple[tuple[int, ...], Tensor, Tensor] | None = None
        self._handle: RemovableHandle | None = None
        self.refresh()

    def refresh(self) -> None:
        """Hang on the matrix, or off it where all is merged: then it costs nothing. What was joined is forgotten."""
        self.remove()
        if not self.uses or any(not pair.merged for pair, _ in self.uses):
            self._handle = self._matrix.register_forward_hook(self._add)

    def remove(self) -> None:
        """Take it off the matrix."""
        self._joined = None
        if self._handle is not None:
            self._handle.remove()
            self._handle = None

    def _add(self, matrix: nn.Module, inputs: tuple[Any, ...], out: Tensor) -> Tensor | None:
        active = [(pair, rows) for pair, rows in self.uses if not pair.merged]
        if not active:
            return None
        if active[0][0].module.is_embedding:
            return out + sum(_looked_up(pair, inputs[0]) for pair, _ in active).to(out.dtype)  # type: ignore[union-attr]
        x = inputs[0].to(active[0][0].a.dtype)  # (…, C)
        if torch.is_grad_enabled() or matrix.training:
            self._joined = None  # a fused optimiser changes A and B without counting it in their version
            return _added_apart(active, x, out, matrix.training)
        a, b = self._joined_of(active, out.size(-1))
        return out + F.linear(F.linear(x, a), b).to(out.dtype)

    def _joined_of(self, active: list[tuple[Pair, Rows]], outputs: int) -> tuple[Tensor, Tensor]:
        """All A below each other and all B beside each other, scaled, each on its rows: two calls instead of many."""
        key = tuple(n for pair, _ in active for n in (id(pair), pair.a._version, pair.b._version))
        if self._joined is None or self._joined[0] != key or self._joined[1].device != active[0][0].a.device:
            a = torch.cat([pair.a for pair, _ in active])
            b = a.new_zeros(outputs, a.size(0))
            at = 0
            for pair, rows in active:
                b[rows.first : rows.first + rows.count, at : at + pair.a.size(0)] = pair.rows(rows) * pair.scale
                at += pair.a.size(0)
            self._joined = key, a, b
        return self._joined[1], self._joined[2]


def _added_apart(active: list[tuple[Pair, Rows]], x: Tensor, out: Tensor, training: bool) -> Tensor:
    """Each pair by itself, with its own dropout: what gradients flow through."""
    for pair, rows in active:
        low = F.linear(F.dropout(x, pair.dropout, training), pair.a) * pair.scale  # (…, R)
        added = F.linear(low, pair.rows(rows)).to(out.dtype)
        behind = out.size(-1) - rows.first - rows.count
        out = out + (F.pad(added, (rows.first, behind)) if rows.first or behind else added)
    return out


def _looked_up(pair: Pair, ids: Tensor) -> Tensor:
    return F.linear(F.embedding(ids, pair.a.t()), pair.b) * pair.scale


def pairs(model: Decoder) -> Iterator[Pair]:
    """All pairs on a network: what training changes and an adapter's file holds."""
    return (module for module in model.modules() if isinstance(module, Pair))
