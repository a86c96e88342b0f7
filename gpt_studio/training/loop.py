"""The loop: step, validate, log, save, until the last step, the last minute or a request."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from safetensors import SafetensorError

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import PAUSE_REQUEST

from . import checkpoints
from .checkpoints import Training
from .divergence import Divergence
from .feed import Feed
from .forgetting import GeneralText
from .heads import measure
from .heartbeat import StateFile
from .parallel import ALONE, Group
from .plan import Plan
from .reporting import Measured, Reporter
from .requests import Requests
from .run_folder import RunFolder
from .samples import Samples
from .sharding import whole
from .step import StepResult, all_finite, take_step, validate
from .yielding import Yielding

PAUSE_S = 0.2
_NOT_FINITE = "weights that are not finite"


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
    general: GeneralText | None = None  # what is not to be forgotten
    yielding: Yielding = field(default_factory=lambda: Yielding(None, 0.0))


class Loop:
    """Trains until the plan is done or a request comes, and leaves a checkpoint however it ends.

    Of several processes that train together the leader alone writes; what ends or holds up one holds for all.
    A run that diverges saves and ends, or pauses where the plan says so: taking its pause.request away lets it go on,
    stop.request ends it. Between micro-batches it yields to text that is written meanwhile.
    Raises StudioError when it diverged, and when the last checkpoint cannot be saved or its weights are not finite.
    """

    def __init__(self, training: Training, feed: Feed, plan: Plan, around: Surroundings) -> None:
        self.training, self.feed, self.plan, self.around = training, feed, plan, around
        self.model, self.progress = training.model, training.progress
        self._last: str | None = around.state.state.last
        self._saved_best = (self.progress.best, self.progress.best_val_loss)
        self._elapsed = around.state.state.elapsed_s
        self._divergence = Divergence()
        self._clock = around.yielding.clock

    def run(self) -> str:
        """Returns `finished` or `stopped`."""
        if self.progress.step == 0:
            self._before()
        while self.progress.step < self.plan.steps:
            self._wait_while_paused()
            begun, wall = self._clock(), time.perf_counter()
            result = take_step(
                self.model, self.training.optimiser, self.feed, self.plan, self.progress.step + 1,
                self._asked, self.around.group,
            )  # fmt: skip
            if result is None:
                return self._stop()
            self.around.reporter.stepped(time.perf_counter() - wall)
            self._count(result)
            ended = self._after_step(result, begun)
            if ended:
                return "finished"
            if self._asked():
                return self._stop()
        return "finished"

    def _asked(self) -> bool:
        return self.around.group.any(self._stop_asked())

    def _stop_asked(self) -> bool:
        """Asked often: whenever it is, others may have the processor for a while."""
        self.around.yielding.give()
        return self.around.requests.stop_asked()

    def _pause_asked(self) -> bool:
        return self.around.group.any(self.around.requests.pause_asked())

    def _wait_while_paused(self) -> None:
        if self._pause_asked():
            self._wait()

    def _wait(self, **why: str) -> None:
        self.around.state.write(status="paused", **why)
        while self._pause_asked() and not self._asked():
            time.sleep(PAUSE_S)
        self.around.state.write(status="running", message="")

    def _before(self) -> None:
        """What the network writes and what the general text costs before the first step."""
        with self._whole() as training:
            if training is None:
                return
            self.around.samples.write_first(training, self._stop_asked)
            loss = self._general(training)
            if loss is not None:
                self.around.reporter.before(loss)

    def _whole(self, *, with_moments: bool = False) -> AbstractContextManager[Training | None]:
        """What the leader alone reads; None for the others, which have to ask as well."""
        return whole(self.training, self.around.group, with_moments=with_moments)

    def _general(self, training: Training) -> float | None:
        general = self.around.general
        return None if general is None else general.loss(training.model, self._stop_asked)

    def _count(self, result: StepResult) -> None:
        """Count the step, and those in a row without an update."""
        self.progress.step += 1
        if result.updated:
            self.progress.updates += 1
            self.progress.skipped = 0
            return
        self.progress.skipped += 1
        self.around.reporter.say(f"step {self.progress.step}: loss or gradient is not finite, not learnt from")

    def _diverged(self, found: str) -> StudioError:
        return StudioError(
            "diverged",
            f"training diverged at step {self.progress.step}",
            expected="losses and weights that are finite and of their usual size",
            found=found,
            remedy=f"Take a smaller --lr or a longer --warmup; the last checkpoint is {self._last or 'none'}",
        )

    def _end_or_pause_for(self, reason: str) -> None:
        """What the plan says of a run that diverges. Raises StudioError where it ends."""
        if self.plan.on_divergence == "pause":
            self._pause_for(reason)
            return
        if all_finite(self.model, self.around.group):
            self._save(needed=False)
        self.around.group.any(False)  # the others wait until it is saved: the first that ends takes all down
        raise self._diverged(reason)

    def _pause_for(self, reason: str) -> None:
        """Pause and say why. Who lets the run go on takes what it does by then as usual."""
        text = self._diverged(reason).one_line()
        self.around.reporter.say(f"paused: {text}. Remove {PAUSE_REQUEST} to go on, or stop the run")
        self.around.requests.ask_pause()
        self._wait(message=text)
        self.progress.skipped = 0
        self._divergence.begin_anew()

    def _after_step(self, result: StepResult, begun: float) -> bool:
        """Validate, log, sample and save what is due after a step. Returns whether it was the last one."""
        step = self.progress.step
        last = step == self.plan.steps or self._out_of_time(begun)
        validated = step % self.plan.eval_every == 0 or last
        val_loss = self._validate(last) if validated else None
        last = last or (validated and self._no_longer_improves())
        saves = last or self._save_due(validated)
        finite = not saves or all_finite(self.model, self.around.group)
        reason = self._divergence.reason(result, self.progress.skipped) if finite else _NOT_FINITE
        measured = replace(Measured(val_loss), **self._why(reason, last))
        self._report(result, self._measured(measured) if validated else measured, last=last)
        self._elapsed += self._clock() - begun
        self.around.state.note(step=step, elapsed_s=round(self._elapsed, 3))
        if saves and finite:
            self._save(needed=last)
        if last and not finite:
            raise self._diverged(reason)
        if reason and not last:
            self._end_or_pause_for(reason)
        return last

    def _why(self, reason: str, last: bool) -> dict[str, str]:
        """How a line of metrics says that the run diverged."""
        ends = last or self.plan.on_divergence == "stop"
        return {"stopped" if ends else "paused": reason} if reason else {}

    def _measured(self, measured: Measured) -> Measured:
        """With what is measured beside the validation."""
        with self._whole() as training:
            if training is None:
                return measured
            heads = measure(training.model, self.around.probe)
            return replace(measured, heads=heads, general_loss=self._general(training))

    def _report(self, result: StepResult, measured: Measured, *, last: bool) -> None:
        """The samples that are due, and a line of metrics."""
        step = self.progress.step
        if self.around.samples.due(step):
            with self._whole() as training:
                if training is not None:
                    verbatim = self.around.samples.write_due(training, step, self._stop_asked)
                    measured = replace(measured, verbatim=verbatim)
        if self.around.group.leads:
            self.around.reporter.step_done(step, result, measured, last=last)

    def _out_of_time(self, begun: float) -> bool:
        if self.plan.minutes is None:
            return False
        spent = self._elapsed + self._clock() - begun
        return self.around.group.any(spent >= 60 * self.plan.minutes)

    def _validate(self, last: bool) -> float | None:
        """The validation loss, noted where it is the best so far; the last step's is not given up for a request."""
        val_loss = validate(
            self.model, self.feed, (lambda: False) if last else self._asked, self.around.group, self.plan.precision
        )
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
        if self.progress.step and all_finite(self.model, self.around.group):
            self._save(needed=True)
        elif self.progress.step:
            self.around.state.write(message=self._diverged(_NOT_FINITE).one_line())
        return "stopped"

    def _save(self, *, needed: bool) -> None:
        """Save, name the checkpoint in state.json, then remove those no longer kept.

        A disk that does not take it ends the run only where the checkpoint is `needed`. All processes know of it: what
        was the best so far decides when the next one is saved, and when the run ends.
        """
        with self._whole(with_moments=True) as training:
            error = None if training is None else self._written(training)
        if self.around.group.any(error is not None):
            self._not_saved(error, needed)
            return
        progress = self.progress
        self._last = checkpoints.checkpoint_name(progress.step)
        self._saved_best = (progress.best, progress.best_val_loss)
        self.around.state.write(
            best=progress.best or self._last, last=self._last, best_val_loss=progress.best_val_loss, message=""
        )
        if self.around.group.leads:
            checkpoints.prune(self.around.folder.checkpoints, {progress.best, self._last}, self.plan.save_every)

    def _written(self, training: Training) -> Exception | None:
        """Why the checkpoint could not be written, if it could not."""
        try:
            checkpoints.save(self.around.folder.checkpoints, training)
        except (OSError, RuntimeError, SafetensorError) as error:
            return error
        return None

    def _not_saved(self, error: Exception | None, needed: bool) -> None:
        text = f"step {self.progress.step} was not saved: {error}; the last checkpoint is {self._last or 'none'}"
        self.progress.best, self.progress.best_val_loss = self._saved_best
        if needed:
            raise StudioError("not_saved", text, remedy="Make room on the disk, then go on with --resume") from error
        self.around.reporter.say(text)
        self.around.state.write(message=text)
