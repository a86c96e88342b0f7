"""How a run ends without being asked to, and what it says of that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gpt_studio.protocol.training import TrainParams

from .checkpoints import Progress
from .plan import Plan


@dataclass(frozen=True)
class Ending:
    """`status` as in state.json; `why` is a sentence where a run ended before its last planned step."""

    status: str
    why: str = ""


PLANNED, ASKED = Ending("finished"), Ending("stopped")


def time_up(plan: Plan, step: int) -> Ending:
    """The clock ended the run after a step. Its learning rate has not come down as far as it was to."""
    rate, end = plan.rate_at(step), plan.rate_at(plan.decay_steps)
    fell = f"; the learning rate was {rate:.2e}, at step {plan.decay_steps} it was to be {end:.2e}"
    text = f"time was up ({plan.minutes:g} min) at step {step} of {plan.steps}"
    return Ending("time_up", text + (fell if rate != end else ""))


def no_better(plan: Plan, progress: Progress) -> Ending:
    """Early stopping ended the run."""
    best = "none was finite"
    if progress.best is not None:
        best = f"the best was {progress.best_val_loss:.4f} at step {int(progress.best.removeprefix('step-'))}"
    times = "once" if progress.since_best == 1 else f"{progress.since_best} times in a row"
    text = f"the validation loss was no better {times}: ended early at step {progress.step} of {plan.steps}, {best}"
    return Ending("early_stopped", text)


def way_on(status: str, name: str, steps: int) -> str:
    """What takes a run further that ended by itself; empty for one that did not."""
    further = f"--resume {name} --extend N goes on for N steps"
    match status:
        case "time_up":
            return f"--resume {name} goes on to step {steps} without the clock, {further}"
        case "early_stopped":
            return f"--resume {name} goes on to step {steps} however the validation turns out, {further}"
        case _:
            return ""


def without_its_end(params: TrainParams, status: str) -> TrainParams:
    """The parameters of a run that is to go on after it ended by itself: what ended it does so no more."""
    match status:
        case "time_up":
            return replace(params, minutes=None)
        case "early_stopped":
            return replace(params, early_stop=None)
        case _:
            return params
