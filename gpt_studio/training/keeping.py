"""The checkpoints of a run that goes: when one is due, and what is said where the disk does not take it."""

from __future__ import annotations

from safetensors import SafetensorError

from gpt_studio.protocol.errors import StudioError

from . import checkpoints
from .checkpoints import Training
from .plan import Plan
from .sharding import whole
from .surroundings import Surroundings


class Keeping:
    """Saves, names the checkpoint in state.json, then removes those no longer kept."""

    def __init__(self, training: Training, plan: Plan, around: Surroundings) -> None:
        self._training, self._plan, self._around = training, plan, around
        self._progress = training.progress
        self._saved_best = (self._progress.best, self._progress.best_val_loss)
        self.last: str | None = around.state.state.last

    def due(self, validated: bool) -> bool:
        """At the steps asked for, or else with each validation; always where the validation was the best."""
        step = self._progress.step
        is_best = self._progress.best == checkpoints.checkpoint_name(step)
        return is_best or (step % self._plan.save_every == 0 if self._plan.save_every else validated)

    def save(self, *, needed: bool) -> None:
        """A disk that does not take it ends the run (StudioError) only where the checkpoint is `needed`.

        All processes know of it: what was the best so far decides when the next one is saved, and when the run ends.
        """
        around, progress = self._around, self._progress
        with whole(self._training, around.group, with_moments=True) as training:
            error = None if training is None else self._written(training)
        if around.group.any(error is not None):
            self._not_saved(error, needed)
            return
        self.last = checkpoints.checkpoint_name(progress.step)
        self._saved_best = (progress.best, progress.best_val_loss)
        around.state.write(
            best=progress.best or self.last, last=self.last, best_val_loss=progress.best_val_loss, message=""
        )
        if around.group.leads:
            checkpoints.prune(around.folder.checkpoints, {progress.best, self.last}, self._plan.save_every)

    def _written(self, training: Training) -> Exception | None:
        """Why the checkpoint could not be written, if it could not."""
        try:
            checkpoints.save(self._around.folder.checkpoints, training)
        except (OSError, RuntimeError, SafetensorError) as error:
            return error
        return None

    def _not_saved(self, error: Exception | None, needed: bool) -> None:
        progress = self._progress
        text = f"step {progress.step} was not saved: {error}; the last checkpoint is {self.last or 'none'}"
        progress.best, progress.best_val_loss = self._saved_best
        if needed:
            raise StudioError("not_saved", text, remedy="Make room on the disk, then go on with --resume") from error
        self._around.reporter.say(text)
        self._around.state.write(message=text)
