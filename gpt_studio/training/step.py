"""One update of the weights, and the loss on text that is not trained on.

Symbols: B sequences of a micro-batch, T tokens of a sequence, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import AdamW

from gpt_studio.gpt.model import Decoder

from .batches import Ids, even_starts, step_seed, step_starts, windows_at
from .optimiser import set_learning_rate
from .plan import Plan
from .schedule import learning_rate

Asked = Callable[[], bool]  # whether the run was asked to stop


@dataclass(frozen=True)
class StepResult:
    """Mean loss per token (nats) and the gradient's norm before clipping; `updated` is False where either was
    not finite and the weights stayed as they were."""

    loss: float
    grad_norm: float
    lr: float
    updated: bool


def summed_loss(model: Decoder, inputs: Tensor, targets: Tensor) -> Tensor:
    """Sum over all tokens of the negative log-likelihood (nats) of targets (B, T)."""
    logits = model(inputs)  # (B, T, V)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")


def accumulate(model: Decoder, ids: Ids, plan: Plan, step: int, asked: Asked = lambda: False) -> float | None:
    """Add the gradient of a step's mean loss per token over all its micro-batches; returns that loss.

    None when the run was asked to stop between micro-batches.
    """
    starts = step_starts(plan.seed, step, plan.batch * plan.accumulate, len(ids) - plan.context)
    total = torch.zeros(())
    for micro in range(plan.accumulate):
        if micro and asked():
            return None
        rows = starts[micro * plan.batch : (micro + 1) * plan.batch]
        loss = summed_loss(model, *windows_at(ids, rows, plan.context)) / plan.tokens_per_step
        loss.backward()  # pyright: ignore[reportUnknownMemberType]
        total += loss.detach()
    return total.item()


def take_step(
    model: Decoder, optimiser: AdamW, ids: Ids, plan: Plan, step: int, asked: Asked = lambda: False
) -> StepResult | None:
    """Update the weights once. None when the run was asked to stop before the update: nothing changed."""
    model.train()
    if plan.dropout:
        torch.manual_seed(step_seed(plan.seed, step))  # pyright: ignore[reportUnknownMemberType]
    optimiser.zero_grad(set_to_none=True)
    loss = accumulate(model, ids, plan, step, asked)
    if loss is None:
        return None
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), plan.clip or math.inf).item()
    lr = learning_rate(
        step, peak=plan.lr, floor=plan.min_lr, warmup=plan.warmup, steps=plan.decay_steps, shape=plan.schedule
    )
    updated = math.isfinite(loss) and math.isfinite(norm)
    if updated:
        set_learning_rate(optimiser, lr)
        optimiser.step()  # pyright: ignore[reportUnknownMemberType]
    return StepResult(loss, norm, lr, updated)


def validate(model: Decoder, ids: Ids, plan: Plan, asked: Asked = lambda: False) -> float | None:
    """Mean loss per token (nats) over the same evenly spaced windows each time: sum over count.

    None when the run was asked to stop meanwhile.
    """
    model.eval()
    length = min(plan.context, len(ids) - 1)
    starts = even_starts(len(ids), length, plan.eval_batches * plan.batch)
    total = 0.0
    with torch.inference_mode():
        for first in range(0, len(starts), plan.batch):
            if asked():
                return None
            windows = windows_at(ids, starts[first : first + plan.batch], length)
            total += summed_loss(model, *windows).item()
    return total / (len(starts) * length)


def all_finite(model: Decoder) -> bool:
    """Whether every weight is a finite number."""
    return all(bool(torch.isfinite(weight).all()) for weight in model.parameters())
