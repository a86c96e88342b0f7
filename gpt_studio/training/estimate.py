"""What a run will take: it is prepared as it would be, a few steps are taken, and all of it is forgotten."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import torch

from gpt_studio.files import bounded
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import SPARE, Estimate, between
from gpt_studio.protocol.training import TrainParams
from gpt_studio.sampling.clock import peak_rss_bytes

from .datasets.source import read_source
from .pace import measured_pace
from .parallel import threads_of_each
from .plan import STEPS
from .prepare import prepare_new
from .starting_point import trained_parameters
from .step import take_step

MEASURED_STEPS, ENOUGH_S = 3, 4.0  # whichever is reached first
LOOKED_AT = 4 * 1024**2  # bytes of a file
CAN_BE_CUT = (".txt", ".md", ".jsonl", ".ndjson", ".csv", ".tsv", "")  # files of which any first lines are such a file


def estimate(params: TrainParams, home: Path | None = None) -> Estimate:
    """Parameters, memory and time of a run in `home`, on this machine; of a large file only the first lines are read.

    The memory is the most that this process has held, so it should do nothing else. Raises StudioError as the run
    itself would.
    """
    params.check()
    torch.set_num_threads(params.threads or threads_of_each())
    with tempfile.TemporaryDirectory(prefix="gpt-studio-") as folder:
        data = tuple(_beginning(Path(path).expanduser(), Path(folder) / str(n)) for n, path in enumerate(params.data))
        timeless = replace(params, data=data, run=None, steps=params.steps or STEPS, minutes=None)
        prepared = prepare_new(timeless, read_source(timeless))
    training, plan = prepared.training, prepared.plan
    take_step(training.model, training.optimiser, prepared.feed, plan, 1)  # the first one warms up
    pace = measured_pace(prepared, training.optimiser, MEASURED_STEPS, ENOUGH_S, home)
    every = between(params)
    steps = params.steps or STEPS
    if params.minutes is not None:
        fit = pace.steps_within(60 * SPARE * params.minutes, every)
        steps = min(params.steps or fit, fit)
    return Estimate(
        parameters=parameter_count(training.model.config),
        trained=trained_parameters(training.model),
        vocabulary=training.tokenizer.size,
        exact=params.model is not None or not any(path.startswith(folder) for path in data),
        context=plan.context,
        tokens=plan.tokens_per_step,
        memory_bytes=peak_rss_bytes(),
        step_s=pace.step_s,
        validation_s=pace.validation_s,
        samples_s=pace.samples_s,
        steps=steps,
        seconds=pace.seconds(steps, every),
        saving_s=pace.saving_s,
    )


def _beginning(path: Path, folder: Path) -> str:
    """The file itself, or one in `folder` with its first lines where it is large."""
    try:
        if not path.is_file() or path.stat().st_size <= LOOKED_AT or path.suffix.lower() not in CAN_BE_CUT:
            return str(path)
        with bounded.open_regular(path) as file:
            data = file.read(LOOKED_AT)
        folder.mkdir()
        cut = folder / path.name
        cut.write_bytes(data[: data.rfind(b"\n") + 1] or data.decode("utf-8", "ignore").encode())
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected="a file", found=str(error)) from error
    return str(cut)
