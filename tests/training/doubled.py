"""What several processes do as one does, in float64: `python doubled.py PLACE steps|runs` in each of them.

`five_steps` or the whole runs of PLACE/params.json, with the weights in each process (two) and in parts (parts).
"""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import five_steps
import msgspec
import torch

from gpt_studio.protocol.runs import PAUSE_REQUEST, STOP_REQUEST
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import checkpoints, following, loop, start, step
from gpt_studio.training.parallel import Group, joined
from gpt_studio.training.prepare import Prepared, prepare_new

PAUSE_AT, STOP_AT, FULL_AT = 3, 9, 2


def doubled(*args: Any) -> Prepared:
    """What `prepare_new` gives, in float64."""
    prepared = prepare_new(*args)
    prepared.training.model.double()
    return prepared


def asking(run: Path) -> Callable[..., Any]:
    """A step before which the run is asked to pause for a while, and a later one before which it is asked to stop."""

    def take(*args: Any) -> Any:
        if args[4] == PAUSE_AT and not (run / "paused").exists():
            (run / "paused").touch()
            (run / PAUSE_REQUEST).touch()
            threading.Timer(0.1, (run / PAUSE_REQUEST).unlink).start()
        if args[4] == STOP_AT and run.name == "stopped":
            (run / STOP_REQUEST).touch()
        return step.take_step(*args)

    return take


def full(run: Path) -> Callable[..., str]:
    """A disk that does not take the checkpoint of one step."""
    save = checkpoints.save

    def saved(home: Path, training: checkpoints.Training) -> str:
        if run.name == "frozen" and training.progress.step == FULL_AT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return save(home, training)

    return saved


def train(params: list[TrainParams], place: Path, group: Group) -> None:
    """All of these runs, one after the other, into `place`."""
    with mock.patch.object(start, "prepare_new", doubled), mock.patch.object(following, "prepare_new", doubled):
        for each in params:
            if not group.leads:
                following.follow(group)
                continue
            run = place / Path(each.run or "").name
            with mock.patch.object(loop, "take_step", asking(run)), mock.patch.object(checkpoints, "save", full(run)):
                start.begin(replace(each, run=str(run)), Path("unused"), start.Speech(None, io.StringIO()), group)


def main(place: Path, what: str) -> None:
    torch.set_num_threads(1)
    with joined() as group:
        for name, here in (("two", group), ("parts", replace(group, shards=True))):
            if what == "steps":
                five_steps.take(place / name, here)
            else:
                train(
                    msgspec.json.decode((place / "params.json").read_bytes(), type=list[TrainParams]),
                    place / name,
                    here,
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
