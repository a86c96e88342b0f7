"""Several processes train one network: each takes its share of the rows, gradients are summed over all of them.

`torchrun` starts the processes and says in the environment which is which. Every process makes the same micro-batches
(they are functions of seed and step) and divides by the learnt tokens of the whole step, so what is summed is what one
process would have got, to the order of the sums. The first process leads: it alone writes the run's folder. Each holds
the whole network, or its part of every weight (training.sharding).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn

from gpt_studio.protocol.errors import StudioError

from .feed import IGNORED, MicroBatch

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

BUCKET_BYTES = 25 * 1024**2  # gradients that are summed in one go
PATIENCE = timedelta(hours=2)  # a process that is gone is noticed at once; this is for a network that is


@dataclass(frozen=True)
class Group:
    """The processes of a run: this one's number (the first, 0, leads), how many there are, and whether they share
    the weights out among them."""

    rank: int = 0
    size: int = 1
    shards: bool = False

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def share(self, batch: MicroBatch) -> MicroBatch | None:
        """This process's rows of a micro-batch; where there is none for it None, or a row of which nothing is learnt
        where all have to compute together."""
        rows = batch.inputs.size(0)
        first, end = self.rank * rows // self.size, (self.rank + 1) * rows // self.size
        if first < end:
            return _rows(batch, first, end)
        if not self.shards:
            return None
        row = _rows(batch, 0, 1)
        return replace(row, targets=torch.full_like(row.targets, IGNORED))

    def own(self, tensors: Iterable[Tensor]) -> list[Tensor]:
        """What this process holds of tensors: its rows of each where they are shared out, or all."""
        return [cast("DTensor", tensor).to_local() if self.shards else tensor for tensor in tensors]

    def sum(self, tensor: Tensor) -> Tensor:
        """The sum over all processes, in place."""
        if self.size > 1:
            with _together():
                dist.all_reduce(tensor)
        return tensor

    def sum_gradients(self, model: nn.Module) -> None:
        """Every trained weight's gradient becomes the sum of all processes' gradients; one in parts is it already."""
        if self.size == 1 or self.shards:
            return
        weights = [weight for weight in model.parameters() if weight.requires_grad]
        for weight in weights:
            if weight.grad is None:  # this process had no row
                weight.grad = torch.zeros_like(weight)
        for bucket in _buckets([weight.grad for weight in weights if weight.grad is not None]):
            flat = self.sum(torch.cat([gradient.flatten() for gradient in bucket]))
            for gradient, part in zip(bucket, flat.split([g.numel() for g in bucket]), strict=True):
                gradient.copy_(part.view_as(gradient))

    def any(self, said: bool) -> bool:
        """Whether any process says so. All must ask at the same point."""
        return bool(self.sum(torch.tensor(int(said)))) if self.size > 1 else said

    def announce(self, text: str) -> None:
        """The leader tells all others a text; they `hear` it."""
        if self.size > 1:
            content = torch.frombuffer(bytearray(text.encode()), dtype=torch.uint8)
            with _together():
                dist.broadcast(torch.tensor(len(content)), 0)
                dist.broadcast(content, 0)

    def hear(self) -> str:
        """What the leader announces."""
        with _together():
            length = torch.tensor(0)
            dist.broadcast(length, 0)
            content = torch.zeros(int(length), dtype=torch.uint8)
            dist.broadcast(content, 0)
        return bytes(content.tolist()).decode()

    @contextmanager
    def exchanging(self) -> Generator[None]:
        """Around what computes: where weights are shared out they travel meanwhile, and a process may be gone."""
        if not self.shards:
            yield
            return
        with _together("gloo"):
            yield


ALONE = Group()


def _buckets(gradients: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Gradients of one type at a time, as many as fit into BUCKET_BYTES or one that is larger."""
    bucket: list[Tensor] = []
    size = 0
    for gradient in gradients:
        if bucket and (size + gradient.nbytes > BUCKET_BYTES or gradient.dtype != bucket[0].dtype):
            yield bucket
            bucket, size = [], 0
        bucket.append(gradient)
        size += gradient.nbytes
    if bucket:
        yield bucket


def _rows(batch: MicroBatch, first: int, end: int) -> MicroBatch:
    documents = None if batch.documents is None else batch.documents[first:end]
    return replace(batch, inputs=batch.inputs[first:end], targets=batch.targets[first:end], documents=documents)


@contextmanager
def _together(named: str = "") -> Generator[None]:
    """An exchange; what goes wrong in it, and is `named` in the message or torch's own, means a lost process."""
    try:
        yield
    except RuntimeError as error:
        if not isinstance(error, dist.DistError) and named not in str(error):
            raise
        raise StudioError(
            "process_lost",
            "another process of this run is gone",
            expected=f"{dist.get_world_size()} processes",
            found=str(error).strip().splitlines()[-1][:200],
            remedy="What was saved is there: start all of them again with --resume",
        ) from error


@contextmanager
def joined(*, shards: bool = False) -> Generator[Group]:
    """The processes that torchrun started together with this one, or this one alone. Raises StudioError."""
    size = int(os.environ.get("WORLD_SIZE") or 1)
    if shards and "WORLD_SIZE" not in os.environ:
        raise StudioError(
            "bad_parameter", "--shard shares a network out among several processes",
            expected="torchrun --nproc-per-node N -m gpt_studio train ... --shard", found="one process",
        )  # fmt: skip
    if size == 1:
        yield ALONE
        return
    try:
        if torch.cuda.is_available():  # each process of a machine has a GPU of its own, as far as there are so many
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK") or 0) % torch.cuda.device_count())
        dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo", timeout=PATIENCE)
    except (RuntimeError, ValueError) as error:
        raise StudioError(
            "unsupported", "the processes of this run do not find each other",
            expected="to be started by torchrun", found=str(error).splitlines()[0][:200],
            remedy="torchrun --nproc-per-node N -m gpt_studio train ...",
        ) from error  # fmt: skip
    try:
        yield Group(dist.get_rank(), size, shards)
    finally:
        dist.destroy_process_group()


def threads_of_each() -> int:
    """The cores of this machine shared by the processes on it; all that torch takes where this one is alone."""
    here = int(os.environ.get("LOCAL_WORLD_SIZE") or 1) if int(os.environ.get("WORLD_SIZE") or 1) > 1 else 1
    if here == 1:
        return torch.get_num_threads()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores // here)
