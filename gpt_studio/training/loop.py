"""The loop: step, validate, log, save, until the last step, the last minute or a request."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from safetensors import SafetensorError

from gpt_studio.protocol.errors import StudioError

from . import checkpoints
from .checkpoints import Training
from .feed import Feed
from .heads import measure
from .heartbeat import StateFile
from .parallel import ALONE, Group
from .plan import Plan
from .reporting import Measured, Reporter
from .requests import Requests
from .run_folder import RunFolder
from .samples import Samples
from .step import StepResult, all_finite, take_step, validate

SKIPS_ALLOWED = 3  # steps in a row whose loss or gradient is not finite
PAUSE_S = 0.2


@dataclass(frozen=True)
class Surroundings:
    """What a loop reads requests from and writes to."""

    folder: RunFolder
    state: StateFile
    requests: Requests
    reporter: Reporter
    samples: Samples
    probe: list[int]  # ids on which the heads are measured
    group: Group = ALONE


class Loop:
    """Trains until the plan is done or a request comes, and leaves a checkpoint however it ends.

    Of several processes that train together the leader alone writes; what ends or holds up one holds for all.
    Raises StudioError when training diverges or the last checkpoint cannot be saved.
    """

    def __init__(self, training: Training, feed: Feed, plan: Plan, around: Surroundings) -> None:
        self.training, self.feed, self.plan, self.around = training, feed, plan, around
        self.model, self.progress = training.model, training.progress
        self._last: str | None = around.state.state.last
        self._saved_best = (self.progress.best, self.progress.best_val_loss)
        self._elapsed = around.state.state.elapsed_s

    def run(self) -> str:
        """Returns `finished` or `stopped`."""
        if self.progress.step == 0 and self.around.group.leads:
            self.around.samples.write_first(self.training, self.around.requests.stop_asked)
        while self.progress.step < self.plan.steps:
            self._wait_while_paused()
            begun = time.perf_counter()
            result = take_step(
                self.model, self.training.optimiser, self.feed, self.plan, self.progress.step + 1,
                self._asked, self.around.group,
            )  # fmt: skip
            if result is None:
                return self._stop()
            self.around.reporter.stepped(time.perf_counter() - begun)
            self._count(result)
            ended = self._after_step(result, begun)
            if ended:
                return "finished"
            if self._asked():
                return self._stop()
        return "finished"

    def _asked(self) -> bool:
        return self.around.group.any(self.around.requests.stop_asked())

    def _pause_asked(self) -> bool:
        return self.around.group.any(self.around.requests.pause_asked())

    def _wait_while_paused(self) -> None:
        if not self._pause_asked():
            return
        self.around.state.write(status="paused")
        while self._pause_asked() and not self._asked():
            time.sleep(PAUSE_S)
        self.around.state.write(status="running")

    def _count(self, result: StepResult) -> None:
        """Count the step; three in a row without an update end the run."""
        self.progress.step += 1
        if result.updated:
            self.progress.updates += 1
            self.progress.skipped = 0
            return
        self.progress.skipped += 1
        self.around.reporter.say(f"step {self.progress.step}: loss or gradient is not finite, not learnt from")
        if self.progress.skipped >= SKIPS_ALLOWED:
            raise self._diverged(f"no finite gradient in {SKIPS_ALLOWED} steps in a row")

    def _diverged(self, found: str) -> StudioError:
        return StudioError(
            "diverged",
            f"training diverged at step {self.progress.step}",
            expected="finite losses and weights",
            found=found,
            remedy=f"Take a smaller --lr or a longer --warmup; the last checkpoint is {self._last or 'none'}",
        )

    def _after_step(self, result: StepResult, begun: float) -> bool:
        """Validate, log, sample and save what is due after a step. Returns whether it was the last one."""
        step = self.progress.step
        last = step == self.plan.steps or self._out_of_time(begun)
        validated = step % self.plan.eval_every == 0 or last
        val_loss = self._validate(last) if validated else None
        last = last or (validated and self._no_longer_improves())
        if self.around.group.leads:
            heads = measure(self.model, self.around.probe) if validated else None
            self.around.reporter.step_done(step, result, Measured(val_loss, heads), last=last)
            self.around.samples.write_due(self.training, step, self.around.requests.stop_asked)
        self._elapsed += time.perf_counter() - begun
        self.around.state.note(step=step, elapsed_s=round(self._elapsed, 3))
        if last or self._save_due(validated):
            self._save(needed=last)
        return last

    def _out_of_time(self, begun: float) -> bool:
        if self.plan.minutes is None:
            return False
        spent = self._elapsed + time.perf_counter() - begun
        return self.around.group.any(spent >= 60 * self.plan.minutes)

    def _validate(self, last: bool) -> float | None:
        """The validation loss, noted where it is the best so far; the last step's is not given up for a request."""
        val_loss = validate(self.model, self.feed, (lambda: False) if last else self._asked, self.around.group)
        if val_loss is None:
            return None
        best = self.progress.best_val_loss
        if math.isfinite(val_loss) and (best is None or val_loss < best):
            self.progress.best_val_loss = val_loss
            self.progress.best = checkpoints.checkpoint_name(self.progress.step)
            self.progress.since_best = 0
        else:
            self.progress.since_best += 1
        return val_loss

    def _no_longer_improves(self) -> bool:
        return self.plan.early_stop is not None and self.progress.since_best >= self.plan.early_stop

    def _save_due(self, validated: bool) -> bool:
        """At the steps asked for, or else with each validation; always where the validation was the best."""
        step = self.progress.step
        is_best = self.progress.best == checkpoints.checkpoint_name(step)
        return is_best or (step % self.plan.save_every == 0 if self.plan.save_every else validated)

    def _stop(self) -> str:
        if self.progress.step:
            self._save(needed=True)
        return "stopped"

    def _save(self, *, needed: bool) -> None:
        """Save, name the checkpoint in state.json, then remove those no longer kept.

        A disk that does not take it ends the run only where the checkpoint is `needed`.
        """
        if not all_finite(self.model):
            raise self._diverged("weights that are not finite")
        if not self.around.group.leads:
            return
        try:
            self._last = checkpoints.save(self.around.folder.checkpoints, self.training)
        except (OSError, RuntimeError, SafetensorError) as error:
            self._not_saved(error, needed)
            return
        progress = self.progress
        self._saved_best = (progress.best, progress.best_val_loss)
        self.around.state.write(
            best=progress.best or self._last, last=self._last, best_val_loss=progress.best_val_loss, message=""
        )
        checkpoints.prune(self.around.folder.checkpoints, {progress.best, self._last}, self.plan.save_every)

    def _not_saved(self, error: Exception, needed: bool) -> None:
        text = f"step {self.progress.step} was not saved: {error}; the last checkpoint is {self._last or 'none'}"
        self.progress.best, self.progress.best_val_loss = self._saved_best
        if needed:
            raise StudioError("not_saved", text, remedy="Make room on the disk, then go on with --resume") from error
        self.around.reporter.say(text)
        self.around.state.write(message=text)
