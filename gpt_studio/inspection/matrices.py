"""The network's matrices as they act: dense, packed, or with adapters on them, which may not be changed for looking.

Symbols: N outputs, K inputs, C width, H query heads, D head size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from gpt_studio.gpt.adapters.attached import attached_to
from gpt_studio.gpt.adapters.lora import Pair
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.linear import PackedLinear


def matrix(model: Decoder, name: str) -> Tensor:
    """The numbers (N, K) by which the module `name` multiplies, adapters added; float32 where they are packed."""
    module = model.get_submodule(name)
    packed = isinstance(module, PackedLinear)
    return _with_adapters(model, name, module.matrix.unpacked(0, module.out_features).t() if packed else _dense(module))


def matrix_rows(model: Decoder, name: str, chosen: Sequence[int]) -> Tensor:
    """The chosen rows (n, K) of such a matrix."""
    module, at = model.get_submodule(name), torch.tensor(list(chosen), device=model.device)
    if isinstance(module, PackedLinear):
        found = module.matrix.rows_at(at)
    else:
        found = _dense(module)[at]
    return _with_adapters(model, name, found, at)


def head_matrices(model: Decoder, layer: int) -> Tensor:
    """W_O of each head (H, D, C): z_h W_O,h is what a head adds, before a norm behind attention and a scale."""
    c = model.config
    return matrix(model, f"blocks.{layer}.attn.out").t().unflatten(0, (c.n_head, c.head_dim))


def bias(module: nn.Module) -> Tensor | float:
    """The bias (N,) of a linear module in float64, 0 where it has none."""
    found = getattr(module, "bias", None)
    return found.detach().double() if isinstance(found, Tensor) else 0.0


def _dense(module: nn.Module) -> Tensor:
    assert isinstance(module, nn.Linear)
    return module.weight.detach()


def _with_adapters(model: Decoder, name: str, found: Tensor, chosen: Tensor | None = None) -> Tensor:
    """The matrix, or its chosen rows, with what adapters that are not merged add."""
    for pair in (pair for adapter in attached_to(model) for pair in adapter.pairs):
        assert isinstance(pair, Pair)
        for rows in () if pair.merged else pair.module.rows:
            if rows.module == name:
                outputs = cast("int", model.get_submodule(name).out_features)
                delta = found.new_zeros(outputs, found.size(1))
                delta[rows.first : rows.first + rows.count] = pair.delta(rows).detach().to(found)
                found = found + (delta if chosen is None else delta[chosen])
    return found
