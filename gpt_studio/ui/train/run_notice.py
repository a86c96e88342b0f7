"""What the page of a run has to say of how it stands or ended: a line, and the end of its log where that helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from gpt_studio.store import runs
from gpt_studio.ui.errors.saying import translated

from .following import FollowedRun
from .labels import count_text


@dataclass(frozen=True)
class Said:
    """A message, lines of the log below it, and whether something is wrong."""

    message: str
    log: tuple[str, ...] = ()
    error: bool = False


def said_of(run: FollowedRun) -> Said | None:
    """None where there is nothing to say."""
    message = translated(run.state.message) if run.state and not run.never_began else ""
    match run.status:
        case "failed":
            before = QCoreApplication.translate("RunView", "Training ended before it began. The end of its log:")
            return Said(message or before, run.log, error=True)
        case "damaged":
            return Said(translated(run.problem), run.log, error=True)
        case "interrupted":
            text = QCoreApplication.translate(
                "RunView", "The process ended without saying why: the machine was switched off, or memory ran out."
            )
            return Said(text, run.log[-4:])
        case "silent":
            text = QCoreApplication.translate(
                "RunView", "No heartbeat for a while. The machine that trains may be asleep or out of reach."
            )
            return Said(text)
        case "paused":
            waits = QCoreApplication.translate("RunView", "Paused; the menu lets it go on.")
            return Said(translated(run.paused_because) or message or waits)
        case "time_up":
            return Said(_time_up(run) or message)
        case "early_stopped":
            return Said(_ended_early(run) or message)
        case _:
            return Said(message) if message else None


def _time_up(run: FollowedRun) -> str:
    minutes = _number(run.settings.get("minutes"))
    if minutes is None or run.state is None:
        return ""
    text = QCoreApplication.translate("RunView", "Its time was up ({minutes} min) at step {step} of {steps}.")
    place = {"step": count_text(run.state.step), "steps": count_text(run.state.steps)}
    said = text.format(minutes=QLocale().toString(minutes, "g", 6), **place)
    rate, end = run.history.last and run.history.last.lr, _number(run.settings.get("min_lr"))
    if not rate or end is None or run.settings.get("schedule") == "constant" or rate <= end:
        return said
    text = QCoreApplication.translate(
        "RunView", "The learning rate was {rate}; at the last planned step it was to be {end}."
    )
    return said + " " + text.format(rate=f"{rate:.2e}", end=f"{end:.2e}")


def _ended_early(run: FollowedRun) -> str:
    allowed, state = _number(run.settings.get("early_stop")), run.state
    if allowed is None or state is None or state.best is None or state.best_val_loss is None:
        return ""
    text = QCoreApplication.translate(
        "RunView",
        "Ended early at step {step} of {steps}: %n validation(s) were no better than {loss} at step {best}.",
        "",
        int(allowed),
    )
    return text.format(
        step=count_text(state.step), steps=count_text(state.steps), loss=f"{state.best_val_loss:.4f}",
        best=count_text(runs.checkpoint_step(state.best)),
    )  # fmt: skip


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
