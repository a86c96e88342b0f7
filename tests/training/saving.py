"""Processes that save checkpoints one after another and are killed while they do: `python saving.py PLACE KILLS`.

Each trial forks a process that saves steps 1, 2, 3 … and says each as soon as it is saved. It is killed with SIGKILL
at a random moment or at its Nth call of the file system. Prints, as JSON, for each trial the last step that was said
and the newest one that verifies then.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.training import checkpoints
from gpt_studio.training.checkpoints import Progress, Training
from gpt_studio.training.optimiser import make_optimiser

CALLS = (("os", "fsync"), ("os", "rename"), ("os", "replace"), ("checkpoints", "save_file"), ("os", "open"))


def training() -> Training:
    """A network that was updated once, so that there are moments to save."""
    model = Decoder(DecoderConfig(11, 1, 2, 16, 12))
    init_weights(model, 3)
    optimiser = make_optimiser(model, 1e-3, (0.9, 0.99), 0.1)
    model(torch.zeros(1, 3, dtype=torch.int64)).sum().backward()
    optimiser.step()
    return Training(model, chars_of(["abcdefghijk"]), optimiser, Progress(updates=1))


def at_call(number: int, act: Callable[[], None]) -> Callable[[], int]:
    """`act` before the call of this number of what writes, counted from 1; returns how many there were."""
    count = 0

    def counted(real: Any) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                act()
            return real(*args, **named)

        return call

    for module, name in CALLS:
        owner: Any = os if module == "os" else checkpoints
        setattr(owner, name, counted(getattr(owner, name)))
    return lambda: count


def save_on(home: Path, what: Training, said: int, number: int | None) -> None:
    """Save step after step; what is saved is said and the one before is removed."""
    for step in range(1, 1000):
        what.progress.step = step
        if step == 2 and number is not None:
            at_call(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
        name = checkpoints.save(home, what)
        os.write(said, f"{step}\n".encode())
        checkpoints.prune(home, {name}, None)


def trial(home: Path, what: Training, number: int | None, wait: float) -> tuple[int, int]:
    """The last step that was said, and the newest that verifies, after a kill."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            save_on(home, what, said, number)
        finally:
            os._exit(1)
    os.close(said)
    with os.fdopen(heard, "rb") as pipe:
        lines = [pipe.readline()]
        if number is None:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        lines += pipe.readlines()
    status = os.waitpid(child, 0)[1]
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    checkpoints.sweep(home, home)
    assert not list(home.glob(".*")), "strays"
    newest = checkpoints.newest(home)
    return int(lines[-1]), 0 if newest is None else checkpoints_step(newest)


def checkpoints_step(folder: Path) -> int:
    return int(folder.name.removeprefix("step-"))


def main(place: Path, kills: int) -> None:
    torch.set_num_threads(1)
    rng = random.Random(0)
    what = training()
    for _ in range(2):  # the second one loads nothing
        begun = time.perf_counter()
        checkpoints.save(Path(tempfile.mkdtemp(dir=place)), what)
    takes = time.perf_counter() - begun
    numbers = [*range(1, 41, max(1, 400 // kills)), *[None] * kills]
    trials = [trial(Path(tempfile.mkdtemp(dir=place)), what, n, rng.uniform(0, 3 * takes)) for n in numbers]
    sys.stdout.write(json.dumps(trials))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
