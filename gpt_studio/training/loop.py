"""The loop: step, validate, log, save, until the last step, the last minute or a request."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from dataclasses import replace

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import PAUSE_REQUEST
from gpt_studio.sampling.clock import peak_rss_bytes

from . import checkpoints
from .checkpoints import Training
from .divergence import Divergence
from .ending import ASKED, PLANNED, Ending, no_better, time_up
from .feed import Feed
from .heads import measure
from .keeping import Keeping
from .plan import Plan
from .reporting import Measured
from .sharding import whole
from .step import StepResult, all_finite, take_step, validate
from .surroundings import Surroundings
from .timings import Timings

PAUSE_S = 0.2
_NOT_FINITE = "weights that are not finite"


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
        self._keeping = Keeping(training, plan, around)
        self._elapsed = around.state.state.elapsed_s
        self._divergence = Divergence()
        self._clock = around.yielding.clock
        self._timings = Timings(self._clock)

    def run(self) -> Ending:
        """Returns how it ended."""
        if self.progress.step == 0:
            self._before()
        while self.progress.step < self.plan.steps:
            self._wait_while_paused()
            begun, wall = self._clock(), time.perf_counter()
            with self._timings.of("step"):
                result = take_step(
                    self.model, self.training.optimiser, self.feed, self.plan, self.progress.step + 1,
                    self._asked, self.around.group,
                )  # fmt: skip
            if result is None:
                return self._stop()
            self.around.reporter.stepped(time.perf_counter() - wall)
            self._count(result)
            ending = self._after_step(result, begun)
            if ending:
                return ending
            if self._asked():
                return self._stop()
        return PLANNED

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
            begun = self._clock()
            self.around.samples.write_first(training, self._stop_asked)
            loss = self._general(training)
            if loss is not None or self.around.skipped is not None:
                self.around.reporter.before(loss, self.around.skipped)
            self._spent(begun)

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
            remedy=f"Take a smaller --lr or a longer --warmup; the last checkpoint is {self._keeping.last or 'none'}",
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

    def _after_step(self, result: StepResult, begun: float) -> Ending | None:
        """Validate, log, sample and save what is due after a step. Returns how the run ends where it was the last."""
        step = self.progress.step
        ending = PLANNED if step == self.plan.steps else self._out_of_time(begun)
        validated = step % self.plan.eval_every == 0 or ending is not None
        measured = self._validate(ending is not None) if validated else Measured()
        ending = ending or (self._no_longer_improves() if validated else None)
        saves = ending is not None or self._keeping.due(validated)
        finite = not saves or all_finite(self.model, self.around.group)
        reason = self._divergence.reason(result, self.progress.skipped) if finite else _NOT_FINITE
        measured = replace(self._sampled(measured, validated), **self._why(reason, ending))
        if self.around.group.leads:
            self.around.reporter.step_done(step, result, measured, last=ending is not None)
        self._spent(begun)  # a state that is written now knows of the step
        if saves and finite:
            begun = self._clock()
            self._save(needed=ending is not None)
            self._spent(begun)
        if ending and not finite:
            raise self._diverged(reason)
        if reason and not ending:
            self._end_or_pause_for(reason)
        if validated and not ending:
            self.around.foreseeing.say(self._timings.pace(), step, self._elapsed)
        return ending

    def _spent(self, begun: float) -> None:
        self._elapsed += self._clock() - begun
        peak = max(self.around.state.state.peak_bytes, peak_rss_bytes())
        self.around.state.note(step=self.progress.step, elapsed_s=round(self._elapsed, 3), peak_bytes=peak)

    def _save(self, *, needed: bool) -> None:
        with self._timings.of("saving"):
            self._keeping.save(needed=needed)

    def _why(self, reason: str, ending: Ending | None) -> dict[str, str]:
        """How a line of metrics says that the run diverged, or ended before its last planned step."""
        if reason:
            return {"stopped" if ending or self.plan.on_divergence == "stop" else "paused": reason}
        return {"stopped": ending.why} if ending and ending.why else {}

    def _sampled(self, measured: Measured, validated: bool) -> Measured:
        """With what of the samples that are due is word for word in the data."""
        step = self.progress.step
        if not self.around.samples.due(step, validated):
            return measured
        with self._whole() as training:
            if training is None:
                return measured
            with self._timings.of("samples"):
                verbatim = self.around.samples.write(training, step, self._stop_asked)
            return replace(measured, verbatim=verbatim)

    def _out_of_time(self, begun: float) -> Ending | None:
        if self.plan.minutes is None:
            return None
        spent = self._elapsed + self._clock() - begun
        return (
            time_up(self.plan, self.progress.step) if self.around.group.any(spent >= 60 * self.plan.minutes) else None
        )

    def _validate(self, last: bool) -> Measured:
        """The validation loss, and what is measured beside it."""
        with self._timings.of("validation"):
            measured = Measured(self._validation_loss(last))
            with self._whole() as training:
                if training is None:
                    return measured
                heads = measure(training.model, self.around.probe)
                return replace(measured, heads=heads, general_loss=self._general(training))

    def _validation_loss(self, last: bool) -> float | None:
        """Noted where it is the best so far; the last step's is not given up for a request."""
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

    def _no_longer_improves(self) -> Ending | None:
        if self.plan.early_stop is None or self.progress.since_best < self.plan.early_stop:
            return None
        return no_better(self.plan, self.progress)

    def _stop(self) -> Ending:
        if self.progress.step and all_finite(self.model, self.around.group):
            self._save(needed=True)
        elif self.progress.step:
            self.around.state.write(message=self._diverged(_NOT_FINITE).one_line())
        return ASKED
