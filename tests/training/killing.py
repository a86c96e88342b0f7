"""A process that trains and kills itself with SIGKILL: `python killing.py PARAMS STEP [forgetful]`.

PARAMS are TrainParams in JSON, or the folder of a run to go on with. It dies before the step after STEP, never at 0.
`forgetful`: dropout is seeded once for the process and not by the step.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import torch

from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import loop, start, step


def train(what: str, last: int, forgetful: bool) -> None:
    def take(*args: Any) -> Any:
        if last and args[4] == last + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return step.take_step(*args)

    torch.manual_seed(7)
    seed = (lambda _: torch.default_generator) if forgetful else torch.manual_seed
    with mock.patch.object(torch, "manual_seed", seed), mock.patch.object(loop, "take_step", take):
        speech = start.Speech(None, io.StringIO())
        if what.startswith("{"):
            start.begin(msgspec.json.decode(what, type=TrainParams), Path("unused"), speech)
        else:
            start.resume(Path(what), None, speech)


if __name__ == "__main__":
    train(sys.argv[1], int(sys.argv[2]), "forgetful" in sys.argv[3:])
