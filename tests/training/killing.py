"""A process that trains and kills itself with SIGKILL: `python killing.py PARAMS STEP [forgetful]`.

PARAMS are TrainParams in JSON, or the folder of a run to go on with. It dies before the step after STEP, never at 0.
`forgetful`: dropout is seeded once for the process and not by the step.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec
import torch

from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import loop, start, step


def main(what: str, last: int, forgetful: bool) -> None:
    if forgetful:
        torch.manual_seed(7)
        torch.manual_seed = lambda seed: torch.default_generator  # type: ignore[assignment]

    def take(*args: Any) -> Any:
        if last and args[4] == last + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return step.take_step(*args)

    loop.take_step = take  # type: ignore[assignment]
    speech = start.Speech(None, None)
    if what.startswith("{"):
        start.begin(msgspec.json.decode(what, type=TrainParams), Path("unused"), speech)
    else:
        start.resume(Path(what), None, speech)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "forgetful" in sys.argv[3:])
