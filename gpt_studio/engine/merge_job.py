"""Adapters into the weights of a loaded model, and out of them: a long job between whose steps queries are answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from gpt_studio.gpt.merged import adapters_on, merge_steps
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev

from .pool import Pool
from .reporting_steps import reported


def merge_job(command: cmd.Merge, pool: Pool) -> Iterator[ev.Event]:
    """Progress after each block; closed before its end (cancelled), it leaves the weights as they were.

    The model has another key afterwards, and neither a KV cache nor means from before. Raises StudioError.
    """
    begun, resident = time.perf_counter(), pool.at_hand(command.key)
    merged = tuple(sorted(set(command.merged)))
    loaded = yield from reported(command.job, "merging", merge_steps(resident.loaded, merged))
    key = replace(command.key, merged=merged)
    left = [*pool.rename(command.key, key, loaded), *([command.key] if command.key != key else [])]
    seconds = time.perf_counter() - begun
    yield ev.ModelLoaded(command.job, key, loaded.info, seconds, loaded.context, adapters_on(loaded))
    for gone in left:
        yield ev.ModelUnloaded(command.job, gone)
