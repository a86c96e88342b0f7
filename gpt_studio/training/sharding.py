"""A training in parts: each process keeps its rows of every weight, of its gradient and of its moments (FSDP2).

The weights of a block are gathered when it computes and let go of behind it. What the leader alone does with a network
(save it, let it write, measure its heads) needs the whole, which is gathered into a `hollow` one for the time.
"""

from __future__ import annotations

import copy
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from gpt_studio.gpt.adapters.attached import attached_to
from gpt_studio.gpt.model import Decoder

from .checkpoints import Training
from .optimiser import make_optimiser, moments, restore_moments
from .parallel import Group
from .plan import Plan

if TYPE_CHECKING:  # what few runs need is imported where it is used
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor import DTensor


@dataclass(frozen=True)
class Sharded(Training):
    """A training of which this process holds a part; the leader has the `hollow` whole of it."""

    hollow: Training | None = None


def divided(training: Training, plan: Plan, group: Group) -> Training:
    """The training in parts where the group shares the weights out, as it is otherwise.

    Its network is changed in place, and its optimiser, which would hold on to the whole, is emptied.
    """
    if not group.shards:
        return training
    model, before = training.model, training.optimiser
    kept = moments(model, before)
    hollow = _hollow(training, plan) if group.leads else None
    mesh = _cut(model, group.size)
    optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    restore_moments(model, optimiser, _rows(kept, mesh), training.progress.updates)
    before.state.clear()
    before.param_groups.clear()
    named = {name: value for name, value in vars(training).items() if name not in ("model", "optimiser")}
    return Sharded(model=model, optimiser=optimiser, **named, hollow=hollow)


def _cut(model: Decoder, processes: int) -> DeviceMesh:
    """Leave of every weight what is this process's; gradients are summed over all, as token-exact means need it."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    mesh = init_device_mesh(model.device.type, (processes,))
    for weight in model.parameters():
        weight.data = weight.data.contiguous()
    for module in (*model.blocks, model):
        part = fully_shard(module, mesh=mesh, reshard_after_forward=True)
        part.set_gradient_divide_factor(1.0)
        part.set_force_sum_reduction_for_comms(True)
    return mesh


def _rows(tensors: dict[str, Tensor], mesh: DeviceMesh) -> dict[str, Tensor]:
    """This process's rows of tensors that all of them have."""
    from torch.distributed.tensor import Shard, distribute_tensor

    return {name: distribute_tensor(whole, mesh, [Shard(0)], src_data_rank=None) for name, whole in tensors.items()}


def _hollow(training: Training, plan: Plan) -> Training:
    """The same training without a number in it."""
    model = training.model
    empty = {id(w): nn.Parameter(w.detach().new_empty(0), w.requires_grad) for w in model.parameters()}
    twin = copy.deepcopy(model, cast("dict[int, object]", empty))
    at = None if training.adapter is None else attached_to(model).index(training.adapter)
    optimiser = make_optimiser(twin, plan.lr, plan.betas, plan.weight_decay)
    return replace(training, model=twin, optimiser=optimiser, adapter=None if at is None else attached_to(twin)[at])


@contextmanager
def whole(training: Training, group: Group, *, with_moments: bool = False) -> Generator[Training | None]:
    """The whole training for the leader to read, None for the others. All must ask for it at the same point."""
    if not isinstance(training, Sharded):
        yield training if group.leads else None
        return
    with torch.no_grad(), group.exchanging():
        _gather_weights(training)
        if with_moments:
            _gather_moments(training)
    yield training.hollow
    if training.hollow is not None:
        training.hollow.optimiser.state.clear()
        for weight in training.hollow.model.parameters():
            weight.data = weight.data.new_empty(0)


def _gather_weights(training: Sharded) -> None:
    into = {} if training.hollow is None else dict(training.hollow.model.named_parameters())
    for name, part in training.model.named_parameters():
        full = _full(part)
        if name in into:
            into[name].data = torch.empty_like(full)
            into[name].copy_(full)  # counted in its version, by which an adapter knows what it has joined


def _gather_moments(training: Sharded) -> None:
    held: dict[str, dict[str, Tensor]] = {}
    for name, part in moments(training.model, training.optimiser).items():
        kind, weight = name.split(".", 1)
        full = _full(part)
        if training.hollow is not None:
            held.setdefault(weight, {})[kind] = full
    if training.hollow is not None:
        for name, weight in training.hollow.model.named_parameters():
            if name in held:
                training.hollow.optimiser.state[weight] = held[name]


def _full(part: Tensor) -> Tensor:
    return cast("DTensor", part.detach()).full_tensor()
