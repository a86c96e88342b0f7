"""Checkpoints of a run: a folder of a model or an adapter, and the trainer's state, sealed by a manifest of hashes.

A folder whose manifest does not verify does not exist. None of its files holds a time: equal states are equal files.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch.optim import AdamW

from gpt_studio.files import durable
from gpt_studio.files.sealed import seal, verifies
from gpt_studio.gpt.adapters import save_adapter
from gpt_studio.gpt.adapters.attached import Attached
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers import Tokenizer, save_tokenizer

from .optimiser import moments

TRAINER_FILE = "trainer.json"
SETTINGS = "settings"  # beside the progress in TRAINER_FILE
MOMENTS_FILE = "trainer.safetensors"
_NAME = re.compile(r"step-(\d{6,12})")


@dataclass
class Progress:
    """Where a run stands after `step` steps, besides weights and moments. There is no random state to keep:
    data order and dropout are functions of seed and step.

    `updates` leaves out steps whose gradient was not finite, `skipped` counts those since the last update,
    `since_best` validations since the best one.
    """

    step: int = 0
    updates: int = 0
    skipped: int = 0
    best: str | None = None
    best_val_loss: float | None = None
    since_best: int = 0


@dataclass(frozen=True)
class Training:
    """What is trained, and by what.

    With an `adapter` a checkpoint holds it in PEFT's format in the place of the network. `beside` are files by name
    that stand in every checkpoint as they are: the tokenizer's and the chat template of the model it started from.
    `settings` are what its numbers depend on (training.settings).
    """

    model: Decoder
    tokenizer: Tokenizer
    optimiser: AdamW
    progress: Progress
    adapter: Attached | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])


def checkpoint_name(step: int) -> str:
    return f"step-{step:06d}"


def save(home: Path, training: Training) -> str:
    """Write the checkpoint of the present step into the folder `home`; returns its name.

    It is written beside its place, synced and renamed. Raises OSError, RuntimeError or safetensors' error when it
    could not be; then nothing has changed but strays, which are removed where the disk lets us.
    """
    name = checkpoint_name(training.progress.step)
    place = home / name
    if verifies(place):
        return name
    remove(place)
    beside = home / f".{name}.tmp-{os.getpid()}"
    try:
        _write(beside, training)
        durable.publish_folder(beside, place)
    except BaseException:
        remove(beside)
        raise
    return name


def _write(folder: Path, training: Training) -> None:
    if training.adapter is None:
        save_checkpoint(folder, training.model, training.tokenizer)
    else:
        save_adapter(folder, training.model, training.adapter)
        save_tokenizer(folder, training.tokenizer)
    for name, content in training.beside.items():
        durable.replace_bytes(folder / name, content)
    kept = {name: moment.contiguous() for name, moment in moments(training.model, training.optimiser).items()}
    save_file(kept, folder / MOMENTS_FILE)
    state = asdict(training.progress) | {SETTINGS: dict(training.settings)}
    (folder / TRAINER_FILE).write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
    seal(folder, {"step": training.progress.step})


def newest(home: Path) -> Path | None:
    """The checkpoint of the latest step that verifies."""
    return next((folder for folder in reversed(all_names(home)) if verifies(folder)), None)


def all_names(home: Path) -> list[Path]:
    """Every folder that is called like a checkpoint, the earliest first."""
    entries = home.iterdir() if home.is_dir() else ()
    found = {int(m[1]): path for path in entries if (m := _NAME.fullmatch(path.name))}
    return [found[step] for step in sorted(found)]


def prune(home: Path, keep: set[str | None], every: int | None) -> None:
    """Remove the checkpoints that are neither in `keep` nor at a multiple of the steps asked for."""
    for folder in all_names(home):
        step = int(folder.name.removeprefix("step-"))
        if folder.name not in keep and not (every and step % every == 0):
            stray = folder.with_name(f".{folder.name}.tmp-{os.getpid()}")
            folder.rename(stray)  # gone at once for readers
            remove(stray)


def sweep(run: Path, home: Path) -> None:
    """Remove what a crash left half written, in the run's folder and among its checkpoints."""
    for folder in (run, home):
        for path in folder.glob(".*.tmp-*"):
            remove(path)


def remove(path: Path) -> None:
    """Remove a folder or a file, as far as the disk lets us."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
