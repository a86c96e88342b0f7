"""How long the parts of a run take while it goes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from statistics import mean
from typing import Literal

from gpt_studio.protocol.estimates import Pace

Part = Literal["step", "validation", "samples", "saving"]


class Timings:
    """Seconds by the clock that is given."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spent: dict[Part, list[float]] = {"step": [], "validation": [], "samples": [], "saving": []}

    @contextmanager
    def of(self, part: Part) -> Generator[None]:
        """Times what is done within."""
        begun = self._clock()
        yield
        self._spent[part].append(self._clock() - begun)

    def pace(self) -> Pace:
        """The mean of each; the first step warms up and is left out where there are others."""
        steps = self._spent["step"]
        return Pace(mean(steps[1:] or steps), *(mean(self._spent[part] or [0.0]) for part in list(self._spent)[1:]))
