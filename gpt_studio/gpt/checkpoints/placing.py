"""Numbers from stored tensors into a network's parameters, and back again: split, joined, transposed, reordered."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from .names import Shape
from .tensors import Source, Sources, places_of


def place(parameter: Tensor, at: int, stored: Tensor, source: Source) -> None:
    """Copy what `source` takes of a stored tensor into the numbers of a parameter from `at` on."""
    taken = _arranged(stored, source)
    if source.numbers:
        taken = taken.reshape(-1)[source.start : source.start + source.numbers]
    parameter.view(-1)[at : at + source.count].view(taken.shape).copy_(taken)


def stored_tensors(sources: Sources, parameters: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a file from the parameters that are read from it: the inverse of `place`."""
    held = {name: parameters[name].detach() for name in sources}
    return {name: stored_tensor(places, held.__getitem__) for name, places in places_of(sources).items()}


def stored_tensor(places: list[tuple[str, int, Source]], get: Callable[[str], Tensor]) -> Tensor:
    """One tensor of a file, from what is taken of it and the parameters that `get` gives."""
    parameter, _, first = places[0]
    if len(places) == 1 and not first.grid and math.prod(first.shape) == (whole := get(parameter)).numel():
        return whole.t() if first.transposed else whole.view(first.shape)
    flat = torch.cat([get(p).reshape(-1)[at : at + s.count] for p, at, s in _in_order(places)])
    shape = _arranged(torch.empty(first.shape, device="meta"), first)
    return _restored(flat, shape.shape, first)


def _in_order(places: list[tuple[str, int, Source]]) -> list[tuple[str, int, Source]]:
    return sorted(places, key=lambda each: each[2].start)


def _arranged(stored: Tensor, source: Source) -> Tensor:
    if source.transposed:
        stored = stored.t()
    return rearranged(stored, source.grid, source.swap)


def rearranged(stored: Tensor, grid: Shape, swap: int) -> Tensor:
    """Rows in our order: seen as a grid whose axes `swap` and `swap + 1` change places; no grid: as they are."""
    return stored.unflatten(0, grid).transpose(swap, swap + 1).flatten(0, len(grid) - 1) if grid else stored


def _restored(flat: Tensor, shape: torch.Size, source: Source) -> Tensor:
    arranged = flat.view(shape)
    if source.grid:
        grid, swap = list(source.grid), source.swap
        grid[swap], grid[swap + 1] = grid[swap + 1], grid[swap]
        arranged = rearranged(arranged, tuple(grid), swap)
    return arranged.t() if source.transposed else arranged
