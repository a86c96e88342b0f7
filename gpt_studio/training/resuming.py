"""A checkpoint of a run read back exactly: weights, moments and progress; and the check that the data is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from torch.optim import AdamW

from gpt_studio.files import bounded
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams

from .checkpoints import MOMENTS_FILE, TRAINER_FILE, Progress
from .datasets.data_file import DataFile
from .optimiser import restore_moments
from .run_file import DataRecord
from .starting_point import StartingPoint, read_start


@dataclass(frozen=True)
class Kept:
    """What a checkpoint holds."""

    start: StartingPoint
    progress: Progress
    moments: dict[str, Tensor]

    def restore_moments(self, optimiser: AdamW) -> None:
        """Put the moments back. Raises StudioError where they do not fit the weights."""
        try:
            restore_moments(self.start.model, optimiser, self.moments, self.progress.updates)
        except (KeyError, ValueError) as error:
            raise _damaged(MOMENTS_FILE, error) from error


def read_checkpoint(folder: Path, params: TrainParams) -> Kept:
    """A checkpoint that has verified. Raises StudioError, also where the model under an adapter is gone."""
    start = read_start(params, folder)
    if start.adapter is None:
        start = replace(start, model=_laid_out(start.model))
    try:
        progress = msgspec.convert(bounded.read_json(folder / TRAINER_FILE), Progress)
        moments = load_file(folder / MOMENTS_FILE)
    except (OSError, ValueError, msgspec.ValidationError, SafetensorError) as error:
        raise _damaged(str(folder), error) from error
    return Kept(start, progress, moments)


def _laid_out(model: Decoder) -> Decoder:
    """The weights as they lay when they were trained, or sums round differently."""
    other = Decoder(model.config)
    other.load_state_dict(model.state_dict())
    other.dialect = model.dialect
    for weight, as_before in zip(other.parameters(), model.parameters(), strict=True):
        weight.requires_grad_(as_before.requires_grad)
    return other


def _damaged(name: str, error: Exception) -> StudioError:
    return StudioError("damaged", f"{name} cannot be gone on from", expected="a run's checkpoint", found=str(error))


def check_same_data(recorded: Sequence[DataRecord], files: Sequence[DataFile]) -> None:
    """Raise StudioError when a file's bytes are not those that the run was started with."""
    for number, file in enumerate(files):
        expected = recorded[number].sha256 if number < len(recorded) else "no such file"
        if file.sha256 != expected:
            raise StudioError(
                "data_changed",
                f"{file.path} is not what the run was started with",
                expected=f"sha256 {expected}",
                found=file.sha256,
                remedy="Put the old file back, or start a new run from the checkpoint",
            )
    if len(files) != len(recorded):
        raise StudioError(
            "data_changed",
            "the run was started with other data",
            expected=f"{len(recorded)} files",
            found=str(len(files)),
        )
