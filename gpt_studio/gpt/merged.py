"""A loaded model with some of its adapters in the weights: what is told of them, and having others there."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import MEMORY_SHARE, AdapterOn, bytes_to_keep

if TYPE_CHECKING:
    from .loaded import LoadedModel


def adapters_on(loaded: LoadedModel) -> tuple[AdapterOn, ...]:
    """The adapters on a model, in the order in which they were put on it."""
    from .adapters.attached import attached_to
    from .adapters.merging import copies, packed_by

    model = loaded.model
    return tuple(
        AdapterOn(each.folder, each.summary, tuple(copies(model, each).items()), each.merged, packed_by(model, each))
        for each in attached_to(model)
    )


def merge_steps(loaded: LoadedModel, merged: Sequence[int]) -> Generator[tuple[int, int], None, LoadedModel]:
    """Have exactly the adapters of these numbers in the weights; (bytes done, in all) after each block.

    Returns the model with the memory that it now takes; `loaded` is of the same network. Closing it before its end
    brings back what was. Raises StudioError, with nothing changed: for a number that no adapter has, for packed
    weights, where the copies do not fit into memory.
    """
    from .adapters.attached import attached_to
    from .adapters.merging import kept_bytes
    from .adapters.merging import merge_steps as steps

    on = attached_to(loaded.model)
    _check(loaded, merged)
    before = kept_bytes(loaded.model)
    yield from steps(loaded.model, [on[number] for number in merged])
    estimate = loaded.info.memory_estimate_bytes
    estimate = replace(estimate, weights=estimate.weights + kept_bytes(loaded.model) - before)
    return replace(loaded, info=replace(loaded.info, memory_estimate_bytes=estimate))


def merge_all(loaded: LoadedModel, merged: Sequence[int]) -> LoadedModel:
    """The same at once."""
    steps = merge_steps(loaded, merged)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _check(loaded: LoadedModel, merged: Sequence[int]) -> None:
    on = adapters_on(loaded)
    unknown = [number for number in merged if not 0 <= number < len(on)]
    if unknown:
        raise StudioError(
            "bad_parameter", f"{loaded.info.path} has no such adapter on it",
            expected=f"numbers from 0 to {len(on) - 1}" if on else "none", found=", ".join(map(str, unknown)),
        )  # fmt: skip
    chosen = [on[number] for number in merged]
    need = bytes_to_keep(chosen) - bytes_to_keep([adapter for adapter in on if adapter.merged])
    free = psutil.virtual_memory().available
    if need > MEMORY_SHARE * free:
        raise StudioError(
            "too_large", f"the copies for unmerging do not fit into memory beside {loaded.info.path}",
            expected=f"at most {MEMORY_SHARE:.0%} of free memory",
            found=f"{need / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free",
            remedy="Close other programs or models, or write the merged model to a folder (Export) and load that",
        )  # fmt: skip
