"""AdamW with decay on matrices only, and its moments as named tensors."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim import AdamW


def make_optimiser(model: nn.Module, lr: float, betas: tuple[float, float], weight_decay: float) -> AdamW:
    """AdamW (Loshchilov & Hutter 2019). Weights of two and more dimensions decay; gains and biases do not."""
    weights = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in weights if p.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in weights if p.dim() < 2], "weight_decay": 0.0},
    ]
    return AdamW([g for g in groups if g["params"]], lr=lr, betas=betas, fused=True)


def set_learning_rate(optimiser: AdamW, lr: float) -> None:
    """The learning rate of the next update, for every group."""
    for group in optimiser.param_groups:
        group["lr"] = lr


_MOMENTS = ("exp_avg", "exp_avg_sq")


def moments(model: nn.Module, optimiser: AdamW) -> dict[str, Tensor]:
    """`exp_avg.NAME` and `exp_avg_sq.NAME` for each weight that was updated. The tensors are not copied."""
    state = optimiser.state
    return {
        f"{kind}.{name}": state[weight][kind]
        for name, weight in model.named_parameters()
        if weight in state
        for kind in _MOMENTS
    }


def restore_moments(model: nn.Module, optimiser: AdamW, tensors: dict[str, Tensor], updates: int) -> None:
    """Put back what `moments` gave after `updates` updates. Raises KeyError or ValueError for a misfit."""
    if not updates:
        return
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        kept: dict[str, Tensor] = {"step": torch.tensor(float(updates), device=weight.device)}
        for kind in _MOMENTS:
            moment = tensors[f"{kind}.{name}"]
            if moment.shape != weight.shape or moment.dtype != weight.dtype:
                raise ValueError(f"{kind}.{name} does not fit its weight")
            kept[kind] = moment.clone(memory_format=torch.contiguous_format).to(weight.device)
        optimiser.state[weight] = kept
