"""What the leading process tells the others before the first step, and by what they know that they have the same."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
import torch

from gpt_studio.protocol.training import TrainParams

from .parallel import Group
from .prepare import Prepared


@dataclass(frozen=True)
class Announcement:
    """The run's folder, its settled parameters, the step it goes on from (0: it is new), `same`, and whether the
    weights are shared out."""

    folder: Path
    params: TrainParams
    step: int
    same: str
    shards: bool


def announce(group: Group, folder: Path, prepared: Prepared) -> None:
    """Tell the other processes what is trained."""
    if group.size > 1:
        step = prepared.training.progress.step
        said = Announcement(folder, prepared.params, step, fingerprint(prepared), group.shards)
        group.announce(msgspec.json.encode(asdict(said) | {"folder": str(folder)}).decode())


def hear(group: Group) -> Announcement:
    """What the leading process tells; waits for it."""
    return msgspec.json.decode(group.hear(), type=Announcement, dec_hook=lambda kind, value: kind(value))


def fingerprint(prepared: Prepared) -> str:
    """SHA-256 of the weights and of the next step's micro-batches."""
    digest = hashlib.sha256()
    batches = prepared.feed.step(prepared.training.progress.step + 1)
    tensors = [*prepared.training.model.parameters(), *(part for b in batches for part in (b.inputs, b.targets))]
    for tensor in tensors:
        digest.update(tensor.detach().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
