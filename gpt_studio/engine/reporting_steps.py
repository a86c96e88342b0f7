"""A long piece of work that is done in steps and counts its bytes, as progress of a job."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TypeVar

from gpt_studio.protocol import events as ev

Result = TypeVar("Result")


def reported(
    job: int, phase: str, steps: Generator[tuple[int, int], None, Result]
) -> Generator[ev.Event, None, Result]:
    """Progress after each step of `steps`, which yields (bytes done, in all); returns what it returns.

    Closed before its end, it closes the steps.
    """
    with closing(steps):
        while True:
            try:
                done, total = next(steps)
            except StopIteration as end:
                return end.value
            yield ev.Progress(job, phase, done, total, "bytes")
