"""How fast this machine takes the steps of a run: measured on real ones whose effect is taken back."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import IO, TYPE_CHECKING

import torch
from torch import Tensor
from torch.optim import AdamW

from gpt_studio.protocol.estimates import Pace
from gpt_studio.protocol.training import TrainParams

from .checkpoints import Training
from .feed import Feed
from .heads import measure
from .optimiser import make_optimiser, moments
from .plan import Plan
from .samples import continued
from .step import summed_loss, take_step

if TYPE_CHECKING:
    from .prepare import Prepared

PROBED_STEPS, PROBED_SHARE = 10, 0.03  # whichever is reached first, steps or share of the minutes
PROBED_BATCHES, PROBED_TOKENS = 2, 8  # of a validation and of a sample; the rest takes as long
PROBED_BYTES, SMALL_FILES = 32 * 1024**2, 10  # of a checkpoint: bytes, and what is synced beside them
COMPARED_STEPS, CLEARLY = 3, 0.9  # steps of each precision; bfloat16 has to take less than this share of the time


def pace_of_run(prepared: Prepared, home: Path | None = None) -> Pace:
    """The pace of a run whose minutes are given and whose checkpoints go to `home`. The weights are as before."""
    budget = 60 * (prepared.plan.minutes or 0.0)
    with _taken_back(prepared.training, prepared.plan) as optimiser:
        _seconds(prepared.training, optimiser, prepared.feed, prepared.plan)  # the first one warms up
        return measured_pace(prepared, optimiser, PROBED_STEPS, PROBED_SHARE * budget, home)


def measured_pace(prepared: Prepared, optimiser: AdamW, most: int, enough_s: float, home: Path | None = None) -> Pace:
    """The pace of at most `most` steps, fewer where they have taken `enough_s` seconds. Changes the weights."""
    seconds: list[float] = []
    while len(seconds) < most and sum(seconds) <= enough_s:
        seconds.append(_seconds(prepared.training, optimiser, prepared.feed, prepared.plan))
    return Pace(
        step_s=mean(seconds),
        validation_s=_validation_seconds(prepared),
        samples_s=_samples_seconds(prepared.training, prepared.params),
        saving_s=_saving_seconds(prepared.training, optimiser, home),
    )


def faster_precision(training: Training, feed: Feed, plan: Plan) -> str:
    """float32, or bfloat16 where steps with it are clearly faster. The weights are as before."""
    seconds: dict[str, list[float]] = {"float32": [], "bfloat16": []}
    with _taken_back(training, plan) as optimiser:
        for _ in range(1 + COMPARED_STEPS):  # by turns, so that a busy machine slows both
            for precision, taken in seconds.items():
                taken.append(_seconds(training, optimiser, feed, replace(plan, precision=precision)))
    usual = {precision: median(taken[1:]) for precision, taken in seconds.items()}
    return "bfloat16" if usual["bfloat16"] < CLEARLY * usual["float32"] else "float32"


def _seconds(training: Training, optimiser: AdamW, feed: Feed, plan: Plan) -> float:
    begun = time.perf_counter()
    take_step(training.model, optimiser, feed, plan, 1)
    return time.perf_counter() - begun


def _validation_seconds(prepared: Prepared) -> float:
    """All batches of a validation, from the first ones, and what is measured beside it."""
    model = prepared.training.model
    model.eval()
    seconds, batches = 0.0, 0
    with torch.inference_mode():
        for batch in prepared.feed.validation():
            if batches < PROBED_BATCHES:
                begun = time.perf_counter()
                summed_loss(model, batch, prepared.plan.precision).item()
                seconds += time.perf_counter() - begun
            batches += 1
    begun = time.perf_counter()
    measure(model, prepared.record.probe)
    if prepared.general is not None:
        prepared.general.loss(model)
    return seconds * batches / max(1, min(batches, PROBED_BATCHES)) + time.perf_counter() - begun


def _samples_seconds(training: Training, params: TrainParams) -> float:
    """A sample of each prompt, from their first tokens."""
    if not params.sample_prompt:
        return 0.0
    training.model.eval()
    tokens = min(PROBED_TOKENS, params.sample_tokens)
    begun = time.perf_counter()
    for prompt in params.sample_prompt:
        continued(training, prompt, tokens, params.seed)
    return (time.perf_counter() - begun) * params.sample_tokens / tokens


def _saving_seconds(training: Training, optimiser: AdamW, home: Path | None) -> float:
    """A checkpoint in `home`, from its first bytes: written, hashed and synced. 0 where the disk does not take them."""
    kept = [tensor.detach() for tensor in _kept(training, optimiser)]
    whole, probed, size = sum(tensor.nbytes for tensor in kept), iter(kept), 0
    try:
        with tempfile.TemporaryFile(dir=home and _there(home)) as file:
            begun = time.perf_counter()
            while size < min(whole, PROBED_BYTES):
                size += _written(next(probed), file)
            per_byte = (_synced(file) - begun) / size
            begun = time.perf_counter()
            file.write(b"a small file")
            return per_byte * whole + SMALL_FILES * (_synced(file) - begun)
    except OSError:
        return 0.0


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there: on the same disk."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())


def _written(tensor: Tensor, file: IO[bytes]) -> int:
    data = tensor.contiguous().cpu().view(torch.uint8).numpy().data
    hashlib.sha256(data)
    return file.write(data)


def _synced(file: IO[bytes]) -> float:
    """When the file was on the disk."""
    file.flush()
    os.fsync(file.fileno())
    return time.perf_counter()


def _kept(training: Training, optimiser: AdamW) -> list[Tensor]:
    """What a checkpoint holds: the network, or of an adapter what is trained, and the moments."""
    weights = [w for w in training.model.parameters() if training.adapter is None or w.requires_grad]
    return [*weights, *moments(training.model, optimiser).values()]


@contextmanager
def _taken_back(training: Training, plan: Plan) -> Generator[AdamW]:
    """An optimiser of its own; what its steps change is put back."""
    model = training.model
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.requires_grad}
    yield make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    model.load_state_dict(weights, strict=False)
    model.zero_grad(set_to_none=True)
