"""One update of the weights, and the loss on text that is not trained on.

Symbols: B sequences of a micro-batch, T tokens of a sequence, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import AdamW

from gpt_studio.gpt.model import Decoder

from .batches import step_seed
from .feed import IGNORED, Feed, MicroBatch
from .optimiser import set_learning_rate
from .parallel import ALONE, Group
from .plan import Plan

Asked = Callable[[], bool]  # whether the run was asked to stop


@dataclass(frozen=True)
class StepResult:
    """Mean loss per token (nats) and the gradient's norm before clipping; `updated` is False where either was
    not finite and the weights stayed as they were."""

    loss: float
    grad_norm: float
    lr: float
    updated: bool


def summed_loss(model: Decoder, batch: MicroBatch, precision: str = "float32") -> Tensor:
    """Sum over the learnt targets of their negative log-likelihood (nats), on the network's device.

    With the precision bfloat16 products are taken in it (autocast), weights and losses stay as they are.
    """
    place = model.device
    inputs, targets = batch.inputs.to(place), batch.targets.to(place)
    documents = None if batch.documents is None else batch.documents.to(place)
    with torch.autocast(place.type, torch.bfloat16) if precision == "bfloat16" else nullcontext():
        logits = model(inputs, documents=documents)  # (B, T, V), float32
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum", ignore_index=IGNORED)


def accumulate(
    model: Decoder,
    batches: list[MicroBatch],
    asked: Asked = lambda: False,
    group: Group = ALONE,
    precision: str = "float32",
) -> float | None:
    """Add the gradient of a step's mean loss per learnt token over all its micro-batches; returns that loss.

    Each process of the group adds that of its rows, then all have the sum. None when the run was asked to stop
    between micro-batches.
    """
    learnt = max(1, sum(batch.learnt for batch in batches))
    total = torch.zeros((), dtype=torch.float64)
    for number, batch in enumerate(batches):
        if number and asked():
            return None
        share = group.share(batch)
        if share is None:
            continue
        with group.exchanging():
            loss = summed_loss(model, share, precision) / learnt
            loss.backward()  # pyright: ignore[reportUnknownMemberType]
        total += loss.detach().cpu()
    group.sum_gradients(model)
    return group.sum(total).item()


def take_step(
    model: Decoder,
    optimiser: AdamW,
    feed: Feed,
    plan: Plan,
    step: int,
    asked: Asked = lambda: False,
    group: Group = ALONE,
) -> StepResult | None:
    """Update the weights once. None when the run was asked to stop before the update: nothing changed."""
    model.train()
    torch.manual_seed(step_seed(plan.seed, step, group.rank))  # pyright: ignore[reportUnknownMemberType]
    optimiser.zero_grad(set_to_none=True)
    loss = accumulate(model, feed.step(step), asked, group, plan.precision)
    if loss is None:
        return None
    norm = clip(model, plan.clip or math.inf, group)
    lr = plan.rate_at(step)
    updated = math.isfinite(loss) and math.isfinite(norm)
    if updated:
        set_learning_rate(optimiser, lr)
        optimiser.step()  # pyright: ignore[reportUnknownMemberType]
    return StepResult(loss, norm, lr, updated)


@torch.no_grad()
def clip(model: Decoder, largest: float, group: Group = ALONE) -> float:
    """Scale the gradients of all weights together down to a norm of at most `largest`; returns the norm before."""
    gradients = group.own(weight.grad for weight in model.parameters() if weight.grad is not None)
    norm = torch.nn.utils.get_total_norm(gradients)
    if group.shards:
        norm = group.sum(norm.square()).sqrt()
    factor = (largest / (norm + 1e-6)).clamp(max=1.0)
    for gradient in gradients:
        gradient.mul_(factor)
    return norm.item()


def validate(
    model: Decoder, feed: Feed, asked: Asked = lambda: False, group: Group = ALONE, precision: str = "float32"
) -> float | None:
    """Mean loss per learnt token (nats) over the feed's validation: sum over count, shared by the group.

    None when the run was asked to stop meanwhile, and where nothing is kept for validation.
    """
    model.eval()
    total, learnt = 0.0, 0
    with torch.inference_mode():
        for batch in feed.validation():
            if asked():
                return None
            share = group.share(batch)
            with group.exchanging():
                total += 0.0 if share is None else summed_loss(model, share, precision).item()
            learnt += batch.learnt
    total = group.sum(torch.tensor(total, dtype=torch.float64)).item()
    return total / learnt if learnt else None


def all_finite(model: Decoder, group: Group = ALONE) -> bool:
    """Whether every weight that is trained is a finite number, in all processes. All must ask at the same point."""
    weights = group.own(weight.detach() for weight in model.parameters() if weight.requires_grad)
    return not group.any(not all(bool(torch.isfinite(weight).all()) for weight in weights))
