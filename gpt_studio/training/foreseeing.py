"""estimate.json: what a run was to take, said before it began or by its first steps, to stand beside what it took."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from gpt_studio.files import bounded, durable
from gpt_studio.protocol.estimates import Pace, RunEstimate, between
from gpt_studio.protocol.training import TrainParams
from gpt_studio.sampling.clock import peak_rss_bytes


class Foreseeing:
    """Says it once: what is there already, from a measurement before the run, stays. Without a path nothing is said."""

    def __init__(self, path: Path | None, params: TrainParams) -> None:
        self._path = None if path is None or path.exists() else path
        self._params = params

    def say(self, pace: Pace, step: int = 0, spent_s: float = 0.0) -> None:
        """The run has taken `spent_s` seconds for `step` steps (0: it has not begun) and has this pace."""
        if self._path is None:
            return
        steps, often = self._params.steps or 1, between(self._params)
        seconds = spent_s + pace.seconds_more(steps, step, often) if step else pace.seconds(steps, often)
        _write(self._path, RunEstimate(steps, round(seconds, 3), peak_rss_bytes(), pace, step))
        self._path = None


def foresee_again(path: Path, params: TrainParams) -> None:
    """A run that goes on may have other steps than the estimate in `path` is for: by the same pace it takes longer."""
    try:
        said = msgspec.convert(bounded.read_json(path), RunEstimate)
    except (OSError, ValueError, msgspec.ValidationError):
        return
    if params.steps is not None and params.steps != said.steps:
        more = said.pace.seconds_more(params.steps, said.steps, between(params))
        _write(path, replace(said, steps=params.steps, seconds=round(said.seconds + more, 3)))


def _write(path: Path, said: RunEstimate) -> None:
    """A disk that does not take it is no reason to end a run."""
    with contextlib.suppress(OSError):
        durable.replace_text(path, json.dumps(asdict(said), indent=1) + "\n")
